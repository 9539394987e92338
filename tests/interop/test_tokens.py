"""Our tokens read by PyJWT, openbadgeslib and openvc-core, and theirs by us; what one side refuses is said with why."""

import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from openbadgeslib.ob3 import Achievement, Issuer, OB3Signer, OB3VerificationError, OB3Verifier, OpenBadgeCredential
from openbadgeslib.ob3.verifier import verify_endorsement_jwt
from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey, verify_signature
from openvc.proof.vc_jwt import ClaimsInvalid, UnsupportedAlgorithm, VcJwtProofSuite

from credentials.errors import CredentialError
from credentials.jwt import ALGORITHM_OF, read_token
from credentials.jwt_issuing import issue_jwt
from credentials.report import Verdict
from tests.credentials import badges, tokens
from tests.credentials.badges import CREATED, DID, NOW
from tests.credentials.tokens import KINDS, b64, forge, payload, signer

SHAPES = {"rich": badges.rich, "small": tokens.small, "endorsed": badges.endorsed}
STRANGE = 'Łódź "één" \\ מורה 教师 \U0001f469\u200d\U0001f3eb e\u0301 \u2028 <b>&'


@pytest.fixture(autouse=True)
def _now() -> Any:
    """They look at the clock themselves."""
    with time_machine.travel(NOW, tick=False):
        yield


def _private(kind: str) -> Any:
    """The key of `tokens.signer(kind)` as an object of the cryptography package."""
    if kind == "RSA":
        return load_der_private_key(signer(kind).pkcs8, password=None)
    if kind == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(signer(kind).seed)
    curve = ec.SECP256R1() if kind == "P-256" else ec.SECP384R1()
    return ec.derive_private_key(int.from_bytes(signer(kind).secret, "big"), curve)


def _pem(kind: str) -> bytes:
    return _private(kind).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ours(kind: str, shape: str = "rich") -> str:
    badge = SHAPES[shape]()
    unsigned = badge if isinstance(badge, dict) else badge.to_dict()
    unsigned["credentialSubject"]["achievement"]["description"] = STRANGE
    return issue_jwt(unsigned, signer(kind), created=CREATED).data.decode()


def _changed(token: str) -> list[str]:
    """The token with one letter changed, everywhere; the last letter of a part may say nothing to a loose reader."""
    ends = {index - 1 for index, letter in enumerate(f"{token}.") if letter == "."}
    places = [place for place, letter in enumerate(token) if letter != "." and place not in ends]
    return [f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}" for place in places]


# -- PyJWT --------------------------------------------------------------------------------------------------------


def _pyjwt(token: str, kind: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(
        token, _private(kind).public_key(), algorithms=[ALGORITHM_OF[signer(kind).kind]], issuer=DID
    )
    return claims


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_pyjwt_reads_ours(kind: str, shape: str) -> None:
    token = _ours(kind, shape)
    claims = _pyjwt(token, kind)
    assert claims == json.loads(read_token(token).payload)
    assert claims["credentialSubject"]["achievement"]["description"] == STRANGE


def test_one_letter_fails_with_pyjwt_and_here() -> None:
    token = _ours("Ed25519")
    for changed in _changed(token):
        with pytest.raises(jwt.PyJWTError):
            _pyjwt(changed, "Ed25519")
        assert not _holds(changed)


def _holds(token: str) -> bool:
    try:
        return read_token(token).holds_with(signer().public_key)
    except CredentialError:
        return False


@pytest.mark.parametrize("kind", KINDS)
def test_we_read_pyjwts(kind: str) -> None:
    alg = ALGORITHM_OF[signer(kind).kind]
    for header in ({"kid": f"{DID}#{kind}"}, {"jwk": signer(kind).public_key.jwk}):
        token = jwt.encode(payload(badges.rich().to_dict()), _private(kind), algorithm=alg, headers=header)
        assert tokens.world().verify(token).verdict is Verdict.VALID
    named = {"kid": f"{DID}#{kind}"}
    for other in ("HS256", "none"):
        key = "secret" * 10 if other == "HS256" else None
        token = jwt.encode(payload(), key, algorithm=other, headers=named)
        assert tokens.world().verify(token).verdict is Verdict.INVALID


# -- openbadgeslib ------------------------------------------------------------------------------------------------


def _document(url: str, *_: Any, **__: Any) -> bytes:
    """The issuer's did.json, as openbadgeslib fetches it."""
    assert url == "https://badges.example/issuers/linden/did.json"
    return json.dumps(tokens.keys()).encode()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_openbadgeslib_reads_ours(kind: str, shape: str) -> None:
    token = _ours(kind, shape)
    read = OB3Verifier.for_issuer_did(DID, download=_document).verify(token)
    assert read.issuer.id == DID
    assert read.achievement.description == STRANGE
    assert read.recipient_id == tokens.SUBJECT


def test_one_letter_fails_with_openbadgeslib() -> None:
    verifier = OB3Verifier.for_issuer_did(DID, download=_document)
    for changed in _changed(_ours("P-256", "small"))[::7]:
        with pytest.raises(OB3VerificationError):
            verifier.verify(changed)


def test_openbadgeslib_reads_our_endorsement() -> None:
    about = {name: value for name, value in badges.endorsement("urn:x:1").document.items() if name != "proof"}
    token = issue_jwt(about | {"issuer": DID}, signer("P-256"), created=CREATED).data.decode()
    read = verify_endorsement_jwt(token, endorser_pubkey_pem=_private("P-256").public_key())
    assert read["endorses"] == "urn:x:1"


def _theirs(kind: str, **changes: Any) -> str:
    credential = OpenBadgeCredential(
        **{
            "issuer": Issuer(id=DID, name="Academie De Linden"),
            "recipient_id": tokens.SUBJECT,
            "achievement": Achievement(
                id="https://badges.example/achievements/1", name="Arduino", description=STRANGE, criteria_narrative="x"
            ),
            "issuance_date": CREATED,
            "expiration_date": datetime(2031, 11, 20, 12, tzinfo=UTC),
        }
        | changes
    )
    return OB3Signer(_pem(kind), ALGORITHM_OF[signer(kind).kind]).sign(credential)


@pytest.mark.parametrize("kind", KINDS)
def test_we_read_openbadgeslibs(kind: str) -> None:
    """Its tokens carry their key and name none: it counts because the issuer lists it."""
    token = _theirs(kind)
    assert tokens.world().verify(token).verdict is Verdict.VALID
    unlisted = badges.world().verify(token)
    assert (unlisted.verdict, unlisted.check("issuer").code) == (Verdict.INVALID, "issuer.key_not_listed")


def test_openbadgeslib_without_a_subject_id() -> None:
    """It leaves out `sub` when the subject has no id, where the standard asks for one; then nobody is named at all,
    which is a fault of the badge and no matter of reading it leniently."""
    report = tokens.world().verify(_theirs("RSA", recipient_id=None), strict=False)
    assert (report.check("structure").outcome, report.check("proof").code) == ("failed", "proof.jwt_tolerated")


# -- openvc-core --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
def test_openvc_reads_our_signature_but_not_our_payload(kind: str) -> None:
    """It reads only credentials that stand in `vc` (VC Data Model 1.1), and no RS256; Open Badges 3.0 wants the
    credential at the top, and RS256 first of all."""
    token, key = _ours(kind), signer(kind).public_key.jwk
    with pytest.raises(ClaimsInvalid, match="no embedded `vc`"):
        VcJwtProofSuite().verify(token, public_key_jwk=key)
    with pytest.raises(UnsupportedAlgorithm):
        VcJwtProofSuite().verify(_ours("RSA"), public_key_jwk=signer("RSA").public_key.jwk)
    parts = read_token(token)
    alg = ALGORITHM_OF[signer(kind).kind]
    assert verify_signature(alg=alg, public_jwk=key, signing_input=parts.signed, signature=parts.signature)
    other = parts.signed + b"A"
    assert not verify_signature(alg=alg, public_jwk=key, signing_input=other, signature=parts.signature)


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
def test_openvc_reads_ours_when_wrapped(kind: str) -> None:
    """The same badge and key, put where openvc looks for it."""
    claims = {name: value for name, value in payload().items() if name in ("iss", "sub", "jti", "nbf")}
    token = forge(claims | {"vc": tokens.small()}, signer(kind))
    read = VcJwtProofSuite().verify(token, public_key_jwk=signer(kind).public_key.jwk)
    assert (read.issuer, read.subject, read.credential) == (DID, tokens.SUBJECT, tokens.small())


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
def test_we_read_openvcs_leniently(kind: str) -> None:
    """A badge of version 2.0 in `vc` is not where the standard puts it; `nbf` is the moment of signing there."""
    jwk = signer(kind).public_key.jwk | {"d": b64(_secret(kind))}
    key = {"Ed25519": Ed25519SigningKey, "P-256": P256SigningKey, "P-384": P384SigningKey}[kind].from_jwk(
        jwk, f"{DID}#{kind}"
    )
    with time_machine.travel(CREATED, tick=False):
        token = VcJwtProofSuite().sign(tokens.small(), signing_key=key)
    strict, lenient = (tokens.world().verify(token, strict=strict) for strict in (True, False))
    assert (strict.verdict, strict.check("proof").code) == (Verdict.INVALID, "proof.jwt_place")
    assert lenient.verdict is Verdict.VALID
    later = VcJwtProofSuite().sign(tokens.small(), signing_key=key)
    assert tokens.world().verify(later, strict=False).check("proof").code == "proof.jwt_claim"


def _secret(kind: str) -> bytes:
    secret: bytes = signer(kind).seed if kind == "Ed25519" else signer(kind).secret
    return secret
