"""What is signed as a token: the claims that repeat the badge, in bytes that never differ, and only what is sound."""

import json
from typing import Any

import pytest

from credentials.errors import CanonicalisationError, InputTooLargeError, ProofError, StructureError
from credentials.issuing import SignedCredential, issue
from credentials.jwt import ALGORITHM_OF, read_token
from credentials.jwt_issuing import issue_jwt
from credentials.report import Verdict
from tests.credentials import badges, tokens
from tests.credentials.badges import CREATED, DID
from tests.credentials.mutations import replaced
from tests.credentials.tokens import KINDS, signer


def _issued(badge: Any = None, kind: str = "Ed25519", **options: Any) -> SignedCredential:
    return issue_jwt(badge or tokens.small(), signer(kind), created=CREATED, **options)


def _claims(made: SignedCredential) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(read_token(made.data.decode()).payload)
    return {name: payload[name] for name in ("iss", "sub", "jti", "nbf", "exp", "iat") if name in payload}


@pytest.mark.parametrize("kind", KINDS)
def test_issued_and_verified(kind: str) -> None:
    made = _issued(badges.rich(), kind)
    token = read_token(made.data.decode())
    assert token.header == {"alg": ALGORITHM_OF[signer(kind).kind], "typ": "JWT", "kid": f"{DID}#{kind}"}
    assert token.holds_with(signer(kind).public_key)
    assert made.document == badges.rich().to_dict()
    report = tokens.world().verify(made.data)
    assert (report.verdict, report.document) == (Verdict.VALID, made.document)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_every_time(kind: str) -> None:
    assert _issued(kind=kind) == _issued(kind=kind)


def test_claims_repeat_the_badge() -> None:
    assert _claims(_issued(badges.rich())) == {
        "iss": DID,
        "sub": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0002",
        "jti": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001",
        "nbf": 1795176000,
        "exp": 1952942400,
        "iat": 1795176000,
    }
    assert "exp" not in _claims(_issued())


def test_dates_as_instants() -> None:
    badge = tokens.small() | {"validFrom": "2026-11-20T12:00:00.5+01:00", "validUntil": "1969-12-31T23:59:59Z"}
    with pytest.raises(StructureError):
        _issued(badge)
    claims = _claims(_issued(badge | {"validUntil": "2026-11-20T12:00:00.123456Z"}))
    assert (claims["nbf"], claims["exp"]) == (1795172400.5, 1795176000.123456)


def test_the_subject_needs_an_id() -> None:
    """Open Badges 3.0: `sub` is required and is the id of the subject."""
    with pytest.raises(StructureError) as caught:
        _issued(badges.small())
    assert (caught.value.code, caught.value.params) == (
        "structure.missing",
        {"path": "$.credentialSubject", "name": "id"},
    )


@pytest.mark.parametrize("name", ["iss", "sub", "jti", "nbf", "exp", "iat", "aud", "vc"])
def test_no_member_that_a_claim_would_hide(name: str) -> None:
    with pytest.raises((StructureError, CanonicalisationError)):
        _issued(tokens.small() | {name: 7})


def test_the_checks_are_those_of_every_badge() -> None:
    small = tokens.small()
    with pytest.raises(StructureError):
        _issued(replaced(small, ("credentialSubject", "achievement", "name"), ""))
    with pytest.raises(CanonicalisationError):
        _issued(small | {"honours": "cum laude"})
    with pytest.raises(ProofError):
        _issued(small | {"issuer": "did:web:other.example"})
    with pytest.raises(ProofError):
        _issued(small | {"proof": {}})
    with pytest.raises(InputTooLargeError):
        _issued(replaced(small, ("credentialSubject", "achievement", "criteria", "narrative"), "x" * 262_000))


def test_only_what_fits_with_its_claims() -> None:
    """A badge just within the bound is not with its claims, and our own verifier would refuse the token."""
    room = 256 * 1024 - len(json.dumps(tokens.small(), ensure_ascii=False, separators=(",", ":")).encode())
    place = ("credentialSubject", "achievement", "criteria", "narrative")
    text = tokens.small()["credentialSubject"]["achievement"]["criteria"]["narrative"]
    largest = replaced(tokens.small(), place, text + "x" * (room - 150))
    assert issue(largest, signer(), created=CREATED)
    with pytest.raises(InputTooLargeError):
        _issued(largest)
    fits = _issued(replaced(tokens.small(), place, text + "x" * (room - 400)))
    assert tokens.world().verify(fits.data).verdict is Verdict.VALID


def test_the_key_rides_along() -> None:
    made = _issued(kind="RSA", key=signer("RSA").public_key)
    header = read_token(made.data.decode()).header
    assert header["jwk"] == signer("RSA").public_key.jwk
    assert "d" not in header["jwk"]
    assert tokens.world().verify(made.data).verdict is Verdict.VALID
    for other in ("P-256", "Ed25519"):
        with pytest.raises(ProofError):
            _issued(kind="RSA", key=signer(other).public_key)
    with pytest.raises(ProofError):
        _issued(key=signer(secret=6).public_key)


def test_around_an_embedded_proof() -> None:
    """Open Badges 3.0: if both kinds are used the embedded proof is made first."""
    inner = badges.signed(tokens.small())
    made = _issued(inner, "RSA")
    assert made.document == inner.document
    assert tokens.world().verify(made.data).verdict is Verdict.VALID
    with pytest.raises(StructureError):
        _issued(SignedCredential(inner.data, inner.document | {"validFrom": "2026"}))


def test_endorsements_and_lists_too() -> None:
    about = badges.endorsement("urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0004").document
    unsigned = {name: value for name, value in about.items() if name != "proof"} | {"issuer": DID}
    assert _claims(_issued(unsigned))["sub"] == "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0004"
    listed = {name: value for name, value in badges.status_list().document.items() if name != "proof"}
    assert _claims(_issued(listed))["jti"] == badges.LIST
