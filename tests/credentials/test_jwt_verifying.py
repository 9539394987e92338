"""Badges that came as a token: each way to name a key, what the claims set, what a lenient reader tolerates by name."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from credentials.identifiers import did_key
from credentials.jwt_authenticity import open_token
from credentials.jwt_claims import credential_of
from credentials.report import CHECKS, Outcome, Verdict
from credentials.resolution import NotFound, Refused, Unreachable
from credentials.signers import Ed25519Signer
from credentials.status_list import BitstringStatusList
from tests.credentials import badges, tokens
from tests.credentials.badges import DID, LIST, NOW, PROFILE, World
from tests.credentials.tokens import KINDS, forge, keys, payload, signer


def _codes(world: World, token: Any, *, strict: bool = True) -> tuple[Verdict, str, str]:
    report = world.verify(token, strict=strict)
    assert tuple(check.name for check in report.checks) == CHECKS
    return report.verdict, report.check("proof").code, report.check("issuer").code


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_key(kind: str) -> None:
    report = tokens.world().verify(forge(payload(), signer(kind)))
    assert report.verdict is Verdict.VALID
    assert report.document == tokens.small()


def test_ed25519_by_its_other_name() -> None:
    """RFC 9864 names the curve in the algorithm."""
    assert _codes(tokens.world(), forge(payload(), signer(), alg="Ed25519"))[0] is Verdict.VALID


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_came_along_counts_when_the_issuer_lists_it(kind: str) -> None:
    jwk = signer(kind).public_key.jwk
    for header in ({"kid": None, "jwk": jwk}, {"jwk": jwk}, {"kid": None, "jwk": jwk | {"use": "sig", "kid": "7"}}):
        assert _codes(tokens.world(), forge(payload(), signer(kind), **header))[0] is Verdict.VALID


def test_two_keys_in_one_header() -> None:
    token = forge(payload(), signer(), jwk=signer("P-256").public_key.jwk)
    assert _codes(tokens.world(), token) == (Verdict.INVALID, "proof.jwt_other_key", "issuer.skipped")


def test_no_key_in_the_header() -> None:
    token = forge(payload(), signer(), kid=None)
    assert _codes(tokens.world(), token) == (Verdict.INVALID, "proof.jwt_no_key", "issuer.skipped")


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        ({"d": "AAAA"}, "key.private"),
        ({"x": "AAAA"}, "key.malformed"),
        ({"crv": "X25519"}, "key.kind"),
        ({"use": "enc"}, "key.use"),
        ({"alg": "ES256"}, "key.use"),
    ],
)
def test_a_bad_key_in_the_header(jwk: dict[str, str], code: str) -> None:
    token = forge(payload(), signer(), kid=None, jwk=signer().public_key.jwk | jwk)
    assert _codes(tokens.world(), token) == (Verdict.INVALID, code, "issuer.skipped")


def test_did_key() -> None:
    key = Ed25519Signer.from_seed(b"9" * 32, "")
    did = did_key(key.public_multikey)
    own = Ed25519Signer.from_seed(b"9" * 32, f"{did}#{key.public_multikey}")
    badge = tokens.small() | {"issuer": did}
    for header in ({}, {"kid": None, "jwk": own.public_key.jwk}):
        assert _codes(World(), forge(payload(badge), own, **header))[0] is Verdict.VALID
    other = forge(payload(badge), signer(), kid=None, jwk=signer().public_key.jwk)
    assert _codes(World(), other)[2] == "issuer.key_not_listed"


def _https_world(**changes: Any) -> World:
    return World({PROFILE: keys(PROFILE, **changes)})


def _https_token(**header: Any) -> str:
    return forge(payload(tokens.small() | {"issuer": PROFILE}), signer("RSA", PROFILE), **header)


KEY = f"{PROFILE}/keys/1"


def test_an_https_issuer() -> None:
    assert _codes(_https_world(), _https_token())[0] is Verdict.VALID


def _served(kind: str) -> tuple[str, Any]:
    key = signer("RSA", PROFILE)
    return {
        "a JWK": (KEY, key.public_key.jwk),
        "a JWK Set": (f"{KEY}#a", {"keys": [signer("P-256").public_key.jwk, key.public_key.jwk | {"kid": "a"}]}),
        "a JWK Set by address": (KEY, {"keys": [key.public_key.jwk | {"kid": KEY}]}),
        "a method": (KEY, tokens.method(key, PROFILE) | {"id": KEY}),
        "methods": (f"{KEY}#a", {"verificationMethod": [tokens.method(key, PROFILE) | {"id": f"{KEY}#a"}]}),
    }[kind]


@pytest.mark.parametrize("kind", ["a JWK", "a JWK Set", "a JWK Set by address", "a method", "methods"])
def test_a_key_at_an_address_of_the_issuer(kind: str) -> None:
    """It counts when the issuer lists that address, or the very same key under any name; else it does not."""
    kid, served = _served(kind)
    by_address = _https_world(verificationMethod=[], assertionMethod=[kid])
    by_key = _https_world()
    unlisted = World({PROFILE: keys(PROFILE, signer("P-256", PROFILE))})
    for world, verdict in ((by_address, Verdict.VALID), (by_key, Verdict.VALID), (unlisted, Verdict.INVALID)):
        world.documents[kid.partition("#")[0]] = served
        assert world.verify(_https_token(kid=kid)).verdict is verdict
    assert unlisted.verify(_https_token(kid=kid)).check("issuer").code == "issuer.key_not_listed"


def test_a_key_at_the_address_of_a_did_web() -> None:
    """did:web:badges.example:issuers:linden lives at https://badges.example/issuers/linden."""
    kid = f"{PROFILE}/keys/1"
    world = tokens.world()
    world.documents[kid] = signer().public_key.jwk
    assert _codes(world, forge(payload(), signer(), kid=kid))[0] is Verdict.VALID
    root = World({"did:web:badges.example": keys("did:web:badges.example")})
    root.documents["https://badges.example/key"] = signer("Ed25519", "did:web:badges.example").public_key.jwk
    badge = tokens.small() | {"issuer": "did:web:badges.example"}
    token = forge(payload(badge), signer("Ed25519", "did:web:badges.example"), kid="https://badges.example/key")
    assert _codes(root, token)[0] is Verdict.VALID


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Unreachable(), "issuer.unreachable"),
        (NotFound(), "issuer.not_found"),
        (Refused(), "issuer.refused"),
        (b"<html>", "issuer.unreadable"),
    ],
)
def test_a_key_that_cannot_be_had(answer: Any, code: str) -> None:
    world = _https_world(verificationMethod=[], assertionMethod=[KEY])
    world.documents[KEY] = answer
    assert _codes(world, _https_token(kid=KEY)) == (Verdict.KEY_UNRESOLVED, "proof.unknown", code)
    assert _codes(World({PROFILE: answer}), _https_token()) == (Verdict.KEY_UNRESOLVED, "proof.unknown", code)


@pytest.mark.parametrize("served", [{}, {"kty": "RSA"}, {"keys": []}, {"keys": [7]}, {"verificationMethod": [7]}])
def test_an_address_without_the_key(served: Any) -> None:
    world = _https_world(verificationMethod=[], assertionMethod=[KEY])
    world.documents[KEY] = served
    assert _codes(world, _https_token(kid=KEY))[0] is Verdict.INVALID


def test_a_part_of_a_key_is_no_key() -> None:
    """A fragment names one of several; a single key at that address is not the one it names."""
    world = _https_world(verificationMethod=[], assertionMethod=[f"{KEY}#a"])
    world.documents[KEY] = signer("RSA", PROFILE).public_key.jwk
    assert _codes(world, _https_token(kid=f"{KEY}#a"))[0] is Verdict.INVALID


def test_below_an_issuer_with_a_query_lies_nothing() -> None:
    """What stands behind a question mark is the server's to read, so nothing there is a place below another."""
    issuer = "https://badges.example/issuer?id=1"
    key = signer("RSA", issuer)
    world = World({issuer: keys(issuer, key), f"{issuer}/key": key.public_key.jwk})
    badge = tokens.small() | {"issuer": issuer}
    assert _codes(world, forge(payload(badge), key))[0] is Verdict.VALID
    assert _codes(world, forge(payload(badge), key, kid=f"{issuer}/key"))[2] == "issuer.key_elsewhere"
    assert world.asked == [issuer, issuer]


def test_only_places_of_the_issuer_are_asked() -> None:
    """A stranger's token cannot send us anywhere but to the issuer that it names."""
    world = tokens.world()
    for kid in ("https://evil.example/key", "https://badges.example/other", "http://127.0.0.1/key"):
        assert _codes(world, forge(payload(), signer(), kid=kid))[0] is Verdict.INVALID
    assert set(world.asked) == {DID}


def test_nothing_is_looked_up_for_a_forged_token() -> None:
    world = tokens.world()
    badge = badges.rich().to_dict()
    world.verify(forge(payload(badge), signer("P-256", secret=6)))
    assert world.asked == [DID]


def test_claims_set_the_end() -> None:
    """Open Badges 3.0: `exp` is used to set validUntil."""
    ends = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    token = forge(payload(exp=int(ends.timestamp())), signer())
    report = tokens.world().verify(token)
    assert report.verdict is Verdict.VALID
    assert report.document is not None
    assert report.document["validUntil"] == "2026-11-22T09:30:00Z"
    assert tokens.world().verify(token, now=NOW.replace(second=1)).verdict is Verdict.EXPIRED
    late = payload(tokens.small() | {"validFrom": "2026-11-23T00:00:00Z"})
    assert tokens.world().verify(forge(late, signer())).verdict is Verdict.NOT_YET_VALID


def test_of_two_ends_the_first_counts() -> None:
    """Strictly they must be the same; leniently nobody may read a longer validity than the issuer wrote."""
    badge = tokens.small() | {"validUntil": "2026-11-22T10:00:00Z"}
    for told, verdict in ((1795339799, Verdict.EXPIRED), (1795341601, Verdict.VALID)):
        token = forge(payload(badge, exp=told), signer())
        assert _codes(tokens.world(), token)[:2] == (Verdict.INVALID, "proof.jwt_claim")
        report = tokens.world().verify(token, strict=False)
        assert report.verdict is verdict
        assert report.document is not None
        assert report.document["validUntil"] <= badge["validUntil"]


def test_instants_are_compared_not_their_spelling() -> None:
    badge = tokens.small() | {"validFrom": "2026-11-20T12:00:00.25+02:00", "validUntil": "2030-01-01T00:00:00-05:00"}
    made = payload(badge)
    assert (made["nbf"], made["exp"]) == (1795168800.25, 1893474000)
    report = tokens.world().verify(forge(made, signer()))
    assert report.verdict is Verdict.VALID
    assert report.document == badge


def _tolerated(token: Any, *codes: str) -> None:
    report = tokens.world().verify(token)
    assert (report.verdict, report.check("proof").code) == (Verdict.INVALID, codes[0])
    report = tokens.world().verify(token, strict=False)
    check = report.check("proof")
    assert (report.verdict, check.code, check.params) == (Verdict.VALID, "proof.jwt_tolerated", {"count": len(codes)})
    assert [item["code"] for item in check.details] == list(codes)
    assert all(item["message"] for item in check.details)
    json.dumps(report.to_dict())


def test_tolerated_by_name() -> None:
    fraction = tokens.small() | {"validFrom": "2026-11-20T12:00:00.142Z"}
    wrapped = {name: value for name, value in payload().items() if name in ("iss", "sub", "jti", "nbf", "iat")}
    _tolerated(forge(payload(sub=None), signer()), "proof.jwt_claim_missing")
    _tolerated(forge(payload(), signer(), typ="vc+jwt"), "proof.jwt_type")
    _tolerated(forge(payload(), signer(), typ="vc+ld+jwt"), "proof.jwt_type")
    _tolerated(forge(payload(fraction, nbf=1795176000), signer()), "proof.jwt_claim_seconds")
    _tolerated(forge(wrapped | {"vc": tokens.small()}, signer()), "proof.jwt_place")
    _tolerated(forge(payload(sub=None), signer(), typ="jwt"), "proof.jwt_type", "proof.jwt_claim_missing")


def test_a_subject_without_an_id() -> None:
    """The letter asks for `sub`; a badge that is only made out to an address has none (1EdTech's samples)."""
    badge = tokens.small()
    del badge["credentialSubject"]["id"]
    content = payload(sub=None) | {"credentialSubject": badge["credentialSubject"]}
    _tolerated(forge(content, signer()), "proof.jwt_claim_missing")
    other = forge(content | {"sub": tokens.SUBJECT}, signer())
    assert _codes(tokens.world(), other, strict=False)[:2] == (Verdict.INVALID, "proof.jwt_claim")


def test_audience_and_moment_of_signing_say_nothing() -> None:
    for more in ({"aud": tokens.SUBJECT}, {"aud": ["x"], "iat": 1}, {"iat": None}):
        report = tokens.world().verify(forge(payload(**more), signer()))
        assert report.verdict is Verdict.VALID
        assert report.document == tokens.small()


def test_undefined_words() -> None:
    """Every letter is signed, so nothing can be slipped in; yet nobody knows what the word means."""
    token = forge(payload() | {"honours": "cum laude"}, signer())
    report = tokens.world().verify(token)
    assert (report.verdict, report.check("context").code) == (Verdict.INVALID, "context.undefined")
    report = tokens.world().verify(token, strict=False)
    assert (report.verdict, report.check("context").code) == (Verdict.VALID, "context.token_covers")
    assert "honours" in report.check("context").reason
    for change in ({"@context": [*tokens.small()["@context"], "https://evil.example/v1"]}, {"@context": [{}]}):
        assert tokens.world().verify(forge(payload() | change, signer()), strict=False).verdict is Verdict.INVALID


def test_both_signatures_count() -> None:
    """Open Badges 3.0: the embedded proof is made first, then the token around it."""
    inner = badges.signed(tokens.small()).document
    token = forge(payload(inner), signer("RSA"))
    report = tokens.world().verify(token)
    assert report.verdict is Verdict.VALID
    assert report.document == inner
    ended = tokens.world().verify(forge(payload(inner, exp=1795339801), signer()))
    assert ended.verdict is Verdict.VALID, "the end that exp sets is no part of what the inner signature is over"
    broken = forge(payload(inner | {"name": "Doctor"}), signer())
    assert _codes(tokens.world(), broken)[:2] == (Verdict.INVALID, "proof.signature")
    other = forge(payload(inner | {"honours": "x"}), signer())
    assert _codes(tokens.world(), other, strict=False)[0] is Verdict.INVALID
    unread = forge(payload(inner | {"proof": inner["proof"] | {"cryptosuite": "bbs-2023"}}), signer())
    assert _codes(tokens.world(), unread)[0] is Verdict.VALID, "a proof nobody can read beside one that holds"


def test_what_else_is_asked_of_a_badge() -> None:
    badge = badges.rich().to_dict()
    token = forge(payload(badge), signer())
    world = tokens.world()
    assert world.verify(token, recipient=badges.EMAIL).verdict is Verdict.VALID
    assert world.verify(token, recipient="x@y.example").verdict is Verdict.INVALID
    bits = BitstringStatusList()
    bits.set(94567, True)
    world.documents[LIST] = badges.status_list(bits).data
    assert world.verify(token).verdict is Verdict.REVOKED
    del world.documents[LIST]
    assert world.verify(token).verdict is Verdict.STATUS_UNKNOWN
    poor = {name: value for name, value in payload().items() if name != "validFrom"}
    assert world.verify(forge(poor, signer())).verdict is Verdict.INVALID


def test_the_credential_of_either_data_model() -> None:
    """VC Data Model 1.1 puts it in `vc`, 2.0 at the top; what surrounds it is not part of it."""
    old = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "id": "urn:x",
        "issuanceDate": "2010-01-01T00:00:00Z",
    }
    assert credential_of({"iss": "x", "nbf": 1, "vc": old}) == old
    assert credential_of({"iss": "x", "nbf": 1, "jti": "y", "aud": "z", "name": "n"}) == {"name": "n"}
    opened = open_token(forge({"iss": DID, "exp": 1795339799, "vc": old}, signer()))
    assert opened.signed == old
    assert opened.document == old | {"expirationDate": "2026-11-22T09:29:59Z"}


def test_the_sample_of_1edtech() -> None:
    """RS256, a badge of data model 1.1 in `vc`, its key in the header, `aud` where `sub` should be. The key counts
    once the issuer publishes it; the missing `sub` is told."""
    vectors = json.loads((Path(__file__).parent / "vectors" / "1edtech-jwt.json").read_text())
    token = vectors["simple-jwt_v1.svg"]["token"]
    opened = open_token(token)
    issuer = opened.signed["issuer"]["id"]
    method = {
        "id": f"{issuer}#1",
        "type": "JsonWebKey",
        "controller": issuer,
        "publicKeyJwk": opened.token.header["jwk"],
    }
    published = World({issuer: {"id": issuer, "verificationMethod": [method], "assertionMethod": [method["id"]]}})
    assert _codes(published, token)[:2] == (Verdict.INVALID, "proof.jwt_claim_missing")
    assert _codes(published, token, strict=False)[:2] == (Verdict.VALID, "proof.jwt_tolerated")
    nothing_listed = World({issuer: {"id": issuer}})
    assert _codes(nothing_listed, token, strict=False)[2] == "issuer.key_not_listed"
    signed, _, signature = token.rpartition(".")
    assert _codes(published, f"{signed}.{'S' + signature[1:]}", strict=False)[1] == "proof.signature"


def test_a_list_of_keys_that_cannot_be_read_to_its_end() -> None:
    """A key that came along is looked for among those at addresses too; not found there is not the same as unread."""
    world = World({PROFILE: keys(PROFILE, signer("P-256", PROFILE))})
    world.documents[PROFILE]["assertionMethod"].append(KEY)
    token = _https_token(kid=None, jwk=signer("RSA", PROFILE).public_key.jwk)
    assert _codes(world, token)[::2] == (Verdict.KEY_UNRESOLVED, "issuer.unreachable")
    world.documents[KEY] = tokens.method(signer("RSA", PROFILE), PROFILE) | {"id": KEY}
    assert _codes(world, token)[0] is Verdict.VALID


def test_a_report_on_a_token_is_whole() -> None:
    for token in (forge(payload(), signer()), forge(payload(), signer(), crit=["x"]), "e30.e30.e30"):
        for check in tokens.world().verify(token).to_dict()["checks"]:
            assert check["reason"]
            assert check["outcome"] in set(Outcome)
