"""Whose key it is: did:key, did:jwk, did:web and https issuers, each by its own document and nothing else."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from credentials.controller import own_document
from credentials.errors import KeyFormatError, ProofError
from credentials.identifiers import did_jwk, did_jwk_public, did_key, did_key_public
from credentials.issuing import issue
from credentials.keys import decode_multikey
from credentials.multibase import encode_base64url
from credentials.proof import create_proof
from credentials.report import Verdict
from credentials.resolution import Found, NotFound, Refused
from credentials.signers import EcdsaSigner, Ed25519Signer, RsaSigner
from tests.credentials import badges
from tests.credentials.badges import NOW, World

HTTPS = "https://school.example/issuers/7"
DID_WEB = "did:web:school.example:issuers:7"
SIGNERS: dict[str, Callable[[str], Any]] = {
    "Ed25519": lambda method: Ed25519Signer.from_seed(b"\x11" * 32, method),
    "P-256": lambda method: EcdsaSigner.from_secret(b"\x11" * 32, method),
    "P-384": lambda method: EcdsaSigner.from_secret(b"\x11" * 48, method, "P-384"),
}


def _badge(signer: Any, issuer: str) -> dict[str, Any]:
    return issue(badges.small() | {"issuer": issuer}, signer, created=badges.CREATED).document


def _key(kind: str) -> Any:
    return SIGNERS[kind]("x:x").public_key


def _method(issuer: str, kind: str = "Ed25519", **members: Any) -> dict[str, Any]:
    """A Multikey method of `issuer`, changed; None takes a member away."""
    method = {
        "id": f"{issuer}#key-1",
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": _key(kind).multikey,
    }
    return {name: value for name, value in (method | members).items() if value is not None}


def _document(issuer: str, method: Any, **members: Any) -> dict[str, Any]:
    return {"id": issuer, "verificationMethod": [method], "assertionMethod": [f"{issuer}#key-1"]} | members


def _report(document: Any, issuer: str = HTTPS, kind: str = "Ed25519", **world: Any) -> Any:
    signer = SIGNERS[kind](f"{issuer}#key-1")
    return World({issuer: document} | world).verify(_badge(signer, issuer))


# -- identifiers that are their own document ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", SIGNERS)
def test_did_key_and_did_jwk(kind: str) -> None:
    key = _key(kind)
    for did, fragment in ((did_key(key.multikey), key.multikey), (did_jwk(key), "0")):
        world = World()
        made = _badge(SIGNERS[kind](f"{did}#{fragment}"), did)
        assert world.verify(made).verdict is Verdict.VALID
        assert world.asked == []
        other = _badge(SIGNERS[kind](f"{did}#other"), did)
        assert world.verify(other).check("issuer").code == "issuer.key_not_listed"


def test_did_jwk_is_read_back() -> None:
    rsa = RsaSigner.generate("x:x", 2048).public_key
    for key in (*(_key(kind) for kind in SIGNERS), rsa):
        assert did_jwk_public(did_jwk(key)) == key


def test_the_published_did_jwk() -> None:
    """The example of the did:jwk method specification, for P-256."""
    did = (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAi"
        "LCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
    key = did_jwk_public(did)
    assert (key.kind, key.jwk["x"]) == ("P-256", "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0")
    assert did_jwk(key) == did
    document = own_document(did)
    assert document is not None
    assert document["assertionMethod"] == [f"{did}#0"]


def _jwk_did(text: str) -> str:
    return "did:jwk:" + encode_base64url(text.encode())[1:]


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:jwk:", "issuer.key_malformed"),
        ("did:jwk:e30", "issuer.key_malformed"),
        ("did:jwk:e30=", "issuer.key_malformed"),
        (_jwk_did("[]"), "issuer.key_malformed"),
        (_jwk_did("{"), "issuer.key_malformed"),
        (_jwk_did('{"kty":"oct","k":"AAAA"}'), "issuer.key_private"),
        (_jwk_did(json.dumps(_key("P-256").jwk | {"d": "AAAA"})), "issuer.key_private"),
        (_jwk_did(json.dumps(_key("P-256").jwk | {"use": "enc"})), "issuer.key_malformed"),
        (_jwk_did('{"kty":"EC","kty":"OKP"}'), "issuer.key_malformed"),
        ("did:jwk:" + "A" * 5000, "issuer.key_malformed"),
        ("did:key:z6Mk", "issuer.key_malformed"),
        ("did:key:", "issuer.key_malformed"),
        ("did:key:z" + "2" * 2000, "issuer.key_malformed"),
    ],
)
def test_dids_that_hold_no_key(did: str, code: str) -> None:
    with pytest.raises(ProofError) as caught:
        own_document(did)
    assert caught.value.code == code


def test_other_dids_are_not_their_own_document() -> None:
    assert own_document(DID_WEB) is None
    for read in (did_jwk_public, did_key_public):
        with pytest.raises(KeyFormatError):
            read(DID_WEB)


# -- documents that are looked up ---------------------------------------------------------------------------------


@pytest.mark.parametrize("issuer", [HTTPS, DID_WEB])
@pytest.mark.parametrize("kind", SIGNERS)
def test_a_document_by_address(issuer: str, kind: str) -> None:
    """Listed by reference in full, by reference within the document, or embedded."""
    method = _method(issuer, kind)
    relative = method | {"id": "#key-1"}
    for document in (
        _document(issuer, method),
        _document(issuer, method, assertionMethod=["#key-1"]),
        _document(issuer, relative),
        _document(issuer, relative, assertionMethod="#key-1"),
        {"id": issuer, "assertionMethod": [method]},
        {"id": issuer, "assertionMethod": relative},
        _document(issuer, method, assertionMethod=[method]),
    ):
        assert _report(document, issuer, kind).verdict is Verdict.VALID


MATERIAL = {
    "Multikey": ("Ed25519", "publicKeyMultibase"),
    "JsonWebKey": ("Ed25519", "publicKeyJwk"),
    "JsonWebKey2020": ("P-384", "publicKeyJwk"),
    "Ed25519VerificationKey2020": ("Ed25519", "publicKeyMultibase"),
    "EcdsaSecp256r1VerificationKey2019": ("P-256", "publicKeyMultibase"),
    "P256Key2021": ("P-256", "publicKeyJwk"),
    "P384Key2021": ("P-384", "publicKeyJwk"),
}


def _typed(kind: str, type_: str | None, *members: str) -> dict[str, Any]:
    key = _key(kind)
    both = {"publicKeyMultibase": key.multikey, "publicKeyJwk": key.jwk}
    held: dict[str, Any] = {name: both[name] if name in members else None for name in both}
    return _method(HTTPS, kind, type=type_, **held)


@pytest.mark.parametrize("type_", MATERIAL)
def test_types_of_method(type_: str) -> None:
    kind, member = MATERIAL[type_]
    assert _report(_document(HTTPS, _typed(kind, type_, member)), kind=kind).verdict is Verdict.VALID


def test_a_key_written_twice_must_be_one_key() -> None:
    twice = _typed("Ed25519", "Multikey", "publicKeyMultibase", "publicKeyJwk")
    assert _report(_document(HTTPS, twice)).verdict is Verdict.VALID
    other = twice | {"publicKeyJwk": Ed25519Signer.generate("x:x").public_key.jwk}
    assert _report(_document(HTTPS, other)).check("issuer").code == "issuer.key_malformed"


@dataclass(frozen=True)
class Bad:
    """A document under which the badge must not hold, with the reason."""

    document: Any
    code: str


OTHER = "https://school.example/issuers/8"
BAD = {
    "another's document": Bad(_document(HTTPS, _method(HTTPS), id=OTHER), "issuer.document_mismatch"),
    "no id": Bad(_document(HTTPS, _method(HTTPS), id=None), "issuer.document_mismatch"),
    "almost the id": Bad(_document(HTTPS, _method(HTTPS), id=HTTPS + "/"), "issuer.document_mismatch"),
    "other controller": Bad(_document(HTTPS, _method(HTTPS, controller=OTHER)), "issuer.key_controller"),
    "no controller": Bad(_document(HTTPS, _method(HTTPS, controller=None)), "issuer.key_controller"),
    "controllers": Bad(_document(HTTPS, _method(HTTPS, controller=[HTTPS, OTHER])), "issuer.key_controller"),
    "listed nowhere": Bad(_document(HTTPS, _method(HTTPS), assertionMethod=[]), "issuer.key_not_listed"),
    "no list": Bad({"id": HTTPS, "verificationMethod": [_method(HTTPS)]}, "issuer.key_not_listed"),
    "for signing in": Bad(
        _document(HTTPS, _method(HTTPS), assertionMethod=[], authentication=[f"{HTTPS}#key-1"]),
        "issuer.key_not_listed",
    ),
    "another name": Bad(_document(HTTPS, _method(HTTPS, id=f"{HTTPS}#key-2")), "issuer.key_not_listed"),
    "two keys": Bad(
        _document(HTTPS, _method(HTTPS), verificationMethod=[_method(HTTPS), _method(HTTPS, "P-256")]),
        "issuer.key_ambiguous",
    ),
    "embedded another": Bad(
        _document(HTTPS, _method(HTTPS), assertionMethod=[_method(HTTPS, "P-256")]), "issuer.key_ambiguous"
    ),
    "withdrawn": Bad(_document(HTTPS, _method(HTTPS, revoked="2026-11-21T00:00:00Z")), "issuer.key_revoked"),
    "withdrawn, somehow": Bad(_document(HTTPS, _method(HTTPS, revoked=True)), "issuer.key_revoked"),
    "expired": Bad(_document(HTTPS, _method(HTTPS, expires="2026-11-21T00:00:00Z")), "issuer.key_expires"),
    "secret": Bad(_document(HTTPS, _method(HTTPS, secretKeyMultibase="z3u2")), "issuer.key_private"),
    "secret JWK": Bad(
        _document(HTTPS, _typed("Ed25519", "JsonWebKey") | {"publicKeyJwk": _key("Ed25519").jwk | {"d": "AAAA"}}),
        "issuer.key_private",
    ),
    "no key": Bad(_document(HTTPS, _method(HTTPS, publicKeyMultibase=None)), "issuer.key_malformed"),
    "key as list": Bad(
        _document(HTTPS, _method(HTTPS, publicKeyMultibase=[_key("Ed25519").multikey])), "issuer.key_malformed"
    ),
    "JWK as text": Bad(_document(HTTPS, _method(HTTPS, publicKeyJwk="{}")), "issuer.key_malformed"),
    "unknown type": Bad(_document(HTTPS, _method(HTTPS, type="RsaVerificationKey2018")), "issuer.key_malformed"),
    "types": Bad(_document(HTTPS, _method(HTTPS, type=["Multikey"])), "issuer.key_malformed"),
    "type of another kind": Bad(_document(HTTPS, _method(HTTPS, type="P256Key2021")), "issuer.key_malformed"),
    "type of another form": Bad(_document(HTTPS, _method(HTTPS, type="JsonWebKey")), "issuer.key_malformed"),
    "no methods": Bad({"id": HTTPS, "assertionMethod": "x", "verificationMethod": 7}, "issuer.key_not_listed"),
}


@pytest.mark.parametrize("what", BAD)
def test_documents_that_prove_nothing(what: str) -> None:
    report = _report(BAD[what].document)
    assert (report.verdict, report.check("issuer").code) == (Verdict.INVALID, BAD[what].code)


def test_expiry_and_withdrawal_to_come() -> None:
    for member in ("expires", "revoked"):
        later = _document(HTTPS, _method(HTTPS, **{member: "2026-11-22T09:30:01Z"}))
        assert _report(later).verdict is Verdict.VALID
        now = _document(HTTPS, _method(HTTPS, **{member: "2026-11-22T09:30:00Z"}))
        assert _report(now).verdict is Verdict.INVALID


def test_a_retired_key_verifies_old_badges_and_a_stolen_one_does_not() -> None:
    """Retired: still published, no longer used. Stolen: published as withdrawn, and no longer for making assertions."""
    keys = badges.published(1, 2)
    old = badges.signed(badges.small(), number=1).document
    retired = badges.controller_document(did=badges.DID, also_known_as=[], keys=keys)
    assert World({badges.DID: retired}).verify(old).verdict is Verdict.VALID
    stolen = [badges.PublishedKey(keys[0].id, keys[0].public_multikey, revoked=NOW), keys[1]]
    document = badges.controller_document(did=badges.DID, also_known_as=[], keys=stolen)
    report = World({badges.DID: document}).verify(old)
    assert (report.verdict, report.check("issuer").code) == (Verdict.INVALID, "issuer.key_revoked")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (NotFound(), "issuer.not_found"),
        (Refused(), "issuer.refused"),
        (Found(b"<html>"), "issuer.unreadable"),
        (Found(b"[]"), "issuer.unreadable"),
        (Found(b'{"id": "x", "id": "y"}'), "issuer.unreadable"),
    ],
)
def test_no_document_to_be_had(answer: Any, code: str) -> None:
    report = _report(answer)
    assert (report.verdict, report.check("issuer").code) == (Verdict.KEY_UNRESOLVED, code)


# -- a method with an address of its own --------------------------------------------------------------------------

ELSEWHERE = "https://keys.school.example/7"


def _elsewhere(found: Any, listed: str = ELSEWHERE, method: str = ELSEWHERE) -> Any:
    """The report on a badge whose issuer lists `listed`; at ELSEWHERE stands `found`."""
    made = issue_with(method)
    issuer = {"id": HTTPS, "assertionMethod": [listed]}
    world = World({HTTPS: issuer} | ({ELSEWHERE: found} if found is not None else {}))
    return world.verify(made)


def issue_with(method: str) -> dict[str, Any]:
    """A badge of HTTPS with a proof by a method anywhere, which issuing itself would refuse to make."""
    badge = badges.small() | {"issuer": HTTPS}
    return badge | {"proof": create_proof(badge, SIGNERS["Ed25519"](method), created=badges.CREATED)}


def test_a_method_the_issuer_lists_by_address() -> None:
    """Found there by itself, or in the document there; controlled by the issuer either way."""
    alone = _method(HTTPS, id=ELSEWHERE)
    assert _elsewhere(alone).verdict is Verdict.VALID
    within = f"{ELSEWHERE}#a"
    holder = {"id": ELSEWHERE, "verificationMethod": [_method(HTTPS, id=within)]}
    assert _elsewhere(holder, listed=within, method=within).verdict is Verdict.VALID
    holder["verificationMethod"] = [_method(HTTPS, id="#a")]
    assert _elsewhere(holder, listed=within, method=within).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("found", "listed", "code"),
    [
        (_method(HTTPS, id=ELSEWHERE), "https://keys.school.example/8", "issuer.key_not_listed"),
        (_method(HTTPS, id=ELSEWHERE, controller=ELSEWHERE), ELSEWHERE, "issuer.key_controller"),
        (_method(HTTPS, id=ELSEWHERE, revoked="2026-11-21T00:00:00Z"), ELSEWHERE, "issuer.key_revoked"),
        (_method(HTTPS), ELSEWHERE, "issuer.key_not_listed"),
        (_document(HTTPS, _method(HTTPS, id=ELSEWHERE)), ELSEWHERE, "issuer.key_not_listed"),
        (_method(HTTPS, id=ELSEWHERE, publicKeyMultibase="z6Mk"), ELSEWHERE, "issuer.key_malformed"),
        (NotFound(), ELSEWHERE, "issuer.not_found"),
        (None, ELSEWHERE, "issuer.unreachable"),
    ],
)
def test_an_address_alone_proves_nothing(found: Any, listed: str, code: str) -> None:
    report = _elsewhere(found, listed)
    assert report.verdict in (Verdict.INVALID, Verdict.KEY_UNRESOLVED)
    assert report.check("issuer").code == code


def test_nothing_is_asked_for_an_address_that_is_not_listed() -> None:
    """A badge cannot send us to a place its issuer does not name."""
    world = World({HTTPS: {"id": HTTPS, "assertionMethod": []}})
    world.verify(issue_with(ELSEWHERE))
    assert world.asked == [HTTPS]


def test_multikeys_of_both_forms_are_the_same_key() -> None:
    for kind in SIGNERS:
        assert decode_multikey(_key(kind).multikey) == _key(kind)
