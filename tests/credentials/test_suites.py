"""Every cryptosuite against the W3C's published vectors, step by step, and what does not go together is refused.

Not compared: the JCS suites (eddsa-jcs-2022, ecdsa-jcs-2019). Open Badges asks for none of them, and a proof of theirs
is unsupported here, which `test_other_kinds_are_unsupported_not_wrong` shows.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest

from credentials.contexts import CREDENTIALS_V2, ED25519_2020_V1
from credentials.errors import ProofError
from credentials.identifiers import did_key
from credentials.issuing import issue
from credentials.keys import decode_multikey
from credentials.multibase import decode_base58btc, encode_base58btc
from credentials.proof import create_proof, read_proof, secured_by, verify_proof
from credentials.report import Verdict
from credentials.signers import EcdsaSigner, Ed25519Signer, RsaSigner, Signer
from credentials.suites import suite_for
from credentials.suites.base import Secured, hash_data
from tests.credentials import badges, w3c
from tests.credentials.mutations import replaced

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Vector:
    """One published walk through a suite: file names are `<step><mark>`."""

    folder: str
    mark: str
    algorithm: str
    pair: str

    def path(self, step: str, ending: str = "txt") -> str:
        return f"{self.folder}/{step}{self.mark}.{ending}"


_EDDSA, _ECDSA = "vc-di-eddsa", "vc-di-ecdsa"
VECTORS = [
    Vector(f"{_EDDSA}/eddsa-rdfc-2022", "DataInt", "sha256", f"{_EDDSA}/keyPair.json"),
    Vector(f"{_EDDSA}/eddsa-rdfc-2022/employ", "DataInt", "sha256", f"{_EDDSA}/keyPair.json"),
    Vector(f"{_EDDSA}/Ed25519Signature2020", "EdSig", "sha256", f"{_EDDSA}/keyPair.json"),
    Vector(f"{_ECDSA}/ecdsa-rdfc-2019-p256", "ECDSAP256", "sha256", f"{_ECDSA}/p256KeyPair.json"),
    Vector(f"{_ECDSA}/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "sha256", f"{_ECDSA}/p256KeyPair.json"),
    Vector(f"{_ECDSA}/ecdsa-rdfc-2019-p384", "ECDSAP384", "sha384", f"{_ECDSA}/p384KeyPair.json"),
    Vector(f"{_ECDSA}/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "sha384", f"{_ECDSA}/p384KeyPair.json"),
]
IDS = [vector.folder for vector in VECTORS]


@pytest.mark.parametrize("vector", VECTORS, ids=IDS)
def test_vector_step_by_step(vector: Vector) -> None:
    """Canonical forms, hashes and the text of the signature are the published ones, and the signature holds."""
    document = w3c.value(vector.path("signed", "json"))
    proof = read_proof(document.pop("proof"))
    secured = Secured(document, contexts=w3c.contexts())
    canonical = secured.canonical(vector.algorithm).text
    configuration = secured.configuration(proof.options, vector.algorithm).text
    assert canonical == w3c.text(vector.path("canonDoc"))
    assert configuration == w3c.text(vector.path("proofCanon"))
    for text, step in ((canonical, "docHash"), (configuration, "proofHash")):
        assert hashlib.new(vector.algorithm, text.encode()).hexdigest() == w3c.line(vector.path(step))
    assert hash_data(secured, proof.options, vector.algorithm).hex() == w3c.line(vector.path("combinedHash"))
    assert proof.value.hex() == w3c.line(vector.path("sigHex"))
    assert encode_base58btc(proof.value) == w3c.line(vector.path("sigBTC58"))
    key = decode_multikey(proof.verification_method.partition("#")[2])
    verify_proof(document, proof, key, contexts=w3c.contexts())
    with pytest.raises(ProofError):
        verify_proof(document | {"name": "Another"}, proof, key, contexts=w3c.contexts())


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if "2020" not in vector.folder])
def test_signing_gives_the_published_proof(vector: Vector) -> None:
    """Byte for byte, with ECDSA too: the published signatures have RFC 6979 nonces, as ours."""
    document = w3c.value(vector.path("signed", "json"))
    expected = document.pop("proof")
    signer = _signer(w3c.value(vector.pair), expected["verificationMethod"])
    moment = badges.datetime.fromisoformat(expected["created"])
    assert create_proof(document, signer, created=moment, contexts=w3c.contexts()) == expected


def _signer(pair: dict[str, str], method: str) -> Any:
    public = decode_multikey(pair["publicKeyMultibase"])
    secret = decode_base58btc(pair.get("secretKeyMultibase") or pair["privateKeyMultibase"])[2:]
    if public.kind == "Ed25519":
        made: Any = Ed25519Signer.from_seed(secret, method)
    else:
        made = EcdsaSigner.from_secret(secret, method, "P-384" if public.kind == "P-384" else "P-256")
    assert made.public_key == public
    return made


@pytest.mark.parametrize("name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"])
def test_vector_of_proof_sets_and_chains(name: str) -> None:
    document = w3c.value(f"{_EDDSA}/proof-set-chain/{name}.json")
    found = document.pop("proof")
    proofs = found if isinstance(found, list) else [found]
    whole = Secured(document, contexts=w3c.contexts())
    for item in proofs:
        proof = read_proof(item)
        secured = secured_by(whole, proof, proofs)
        key = decode_multikey(proof.verification_method.partition("#")[2])
        assert proof.suite.holds(secured, proof.options, proof.value, key)
        if proof.previous:
            assert not proof.suite.holds(whole, proof.options, proof.value, key)


@pytest.mark.parametrize(
    "path",
    [
        f"{_EDDSA}/eddsa-jcs-2022/signedJCS.json",
        f"{_ECDSA}/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
        f"{_ECDSA}/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json",
    ],
)
def test_other_kinds_are_unsupported_not_wrong(path: str) -> None:
    with pytest.raises(ProofError) as caught:
        read_proof(w3c.value(path)["proof"])
    assert caught.value.code == "proof.unsupported"


# -- badges with each suite ---------------------------------------------------------------------------------------


def _issuer(kind: str) -> tuple[str, Any]:
    """A did:key issuer and its signer."""
    if kind == "Ed25519":
        key = Ed25519Signer.from_seed(b"\5" * 32, "x:x").public_multikey
        return did_key(key), Ed25519Signer.from_seed(b"\5" * 32, f"{did_key(key)}#{key}")
    size, name = (32, "P-256") if kind == "P-256" else (48, "P-384")
    key = EcdsaSigner.from_secret(b"\5" * size, "x:x", name).public_multikey  # type: ignore[arg-type]
    return did_key(key), EcdsaSigner.from_secret(b"\5" * size, f"{did_key(key)}#{key}", name)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
def test_a_badge_by_each_kind_of_key(kind: str) -> None:
    did, signer = _issuer(kind)
    made = issue(badges.small() | {"issuer": did}, signer, created=badges.CREATED)
    assert made.data == issue(badges.small() | {"issuer": did}, signer, created=badges.CREATED).data
    report = badges.World().verify(made.data)
    assert (report.verdict, report.check("proof").code) == (Verdict.VALID, "proof.passed")
    assert badges.World().verify(made.document | {"name": "Other"}).verdict is Verdict.INVALID


def test_the_suite_may_be_named() -> None:
    did, signer = _issuer("P-256")
    badge = badges.small() | {"issuer": did}
    made = issue(badge, signer, created=badges.CREATED, suite="ecdsa-rdfc-2019")
    assert made.data == issue(badge, signer, created=badges.CREATED).data
    assert made.document["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"


@pytest.mark.parametrize(
    ("kind", "suite", "code"),
    [
        ("Ed25519", "ecdsa-rdfc-2019", "proof.suite_key"),
        ("P-256", "eddsa-rdfc-2022", "proof.suite_key"),
        ("P-384", "eddsa-rdfc-2022", "proof.suite_key"),
        ("Ed25519", "Ed25519Signature2020", "proof.read_only"),
        ("Ed25519", "eddsa-jcs-2022", "proof.unsupported"),
        ("Ed25519", "DataIntegrityProof", "proof.unsupported"),
    ],
)
def test_what_cannot_be_signed_with(kind: str, suite: str, code: str) -> None:
    did, signer = _issuer(kind)
    with pytest.raises(ProofError) as caught:
        issue(badges.small() | {"issuer": did}, signer, created=badges.CREATED, suite=suite)
    assert caught.value.code == code


def test_no_suite_takes_an_rsa_key() -> None:
    signer: Signer = RsaSigner.generate("did:web:x#1", 2048)
    for suite in (None, "eddsa-rdfc-2022", "ecdsa-rdfc-2019"):
        with pytest.raises(ProofError) as caught:
            create_proof(badges.small(), signer, created=badges.CREATED, suite=suite)
        assert caught.value.code == "proof.suite_key"


@pytest.mark.parametrize(
    ("kind", "suite"),
    [("Ed25519", "ecdsa-rdfc-2019"), ("P-256", "eddsa-rdfc-2022"), ("P-384", "eddsa-rdfc-2022")],
)
def test_a_key_of_another_kind_than_the_proof_says(kind: str, suite: str) -> None:
    """What the right key signed over exactly these bytes, under the name of a suite that is not its own."""
    did, signer = _issuer(kind)
    badge = badges.small() | {"issuer": did}
    options = create_proof(badge, signer, created=badges.CREATED) | {"cryptosuite": suite}
    del options["proofValue"]
    value = signer.sign(hash_data(Secured(badge), options, "sha384" if kind == "P-384" else "sha256"))
    report = badges.World().verify(badge | {"proof": options | {"proofValue": encode_base58btc(value)}})
    assert report.verdict is Verdict.INVALID
    assert report.check("proof").code == ("proof.malformed" if kind == "P-384" else "proof.suite_key")


def test_the_twin_of_an_ecdsa_signature_says_the_same() -> None:
    """s and n - s both hold, by the specification. Nothing that is signed differs; no other number does."""
    did, signer = _issuer("P-256")
    made = issue(badges.small() | {"issuer": did}, signer, created=badges.CREATED).document
    signature = decode_base58btc(made["proof"]["proofValue"])
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    for first, second, verdict in (
        (r, P256_ORDER - s, Verdict.VALID),
        (P256_ORDER - r, s, Verdict.INVALID),
        (r, 0, Verdict.INVALID),
        (0, s, Verdict.INVALID),
        (r, P256_ORDER, Verdict.INVALID),
    ):
        text = encode_base58btc(first.to_bytes(32, "big") + second.to_bytes(32, "big"))
        assert badges.World().verify(replaced(made, ("proof", "proofValue"), text)).verdict is verdict


# -- the older suite ----------------------------------------------------------------------------------------------


def _older(**changes: Any) -> dict[str, Any]:
    """A badge with an Ed25519Signature2020, made by hand since this library makes none."""
    did, signer = _issuer("Ed25519")
    badge = badges.small() | {"issuer": did}
    badge["@context"] = [*badge["@context"], ED25519_2020_V1]
    badge |= changes
    options = {
        "type": "Ed25519Signature2020",
        "created": "2026-11-20T12:00:00Z",
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    value = signer.sign(hash_data(Secured(badge), options))
    return badge | {"proof": options | {"proofValue": encode_base58btc(value)}}


def test_the_older_suite_is_read() -> None:
    made = _older()
    assert badges.World().verify(made).verdict is Verdict.VALID
    assert badges.World().verify(made | {"name": "Other"}).verdict is Verdict.INVALID
    as_new = replaced(
        made, ("proof",), made["proof"] | {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}
    )
    assert badges.World().verify(as_new).check("proof").code == "proof.signature"


def test_the_older_suite_needs_its_context() -> None:
    """Without it none of the words of the proof are signed; safe mode stops at the first."""
    made = _older()
    bare = made | {"@context": made["@context"][:-1]}
    assert badges.World().verify(bare).check("context").code == "context.undefined"


# -- several proofs -----------------------------------------------------------------------------------------------


def _set(*proofs: dict[str, Any]) -> dict[str, Any]:
    return badges.small() | {"proof": list(proofs)}


def _proof(number: int, **options: Any) -> dict[str, Any]:
    """A proof by key `number` of the issuer, with `options`, over the small badge alone."""
    return _proof_over(badges.small(), number, **options)


def _proof_over(document: dict[str, Any], number: int, **options: Any) -> dict[str, Any]:
    signer = badges.signer(number)
    made = create_proof(badges.small(), signer, created=badges.CREATED) | options
    del made["proofValue"]
    return made | {"proofValue": encode_base58btc(signer.sign(hash_data(Secured(document), made)))}


def _world() -> badges.World:
    document = badges.controller_document(did=badges.DID, also_known_as=[], keys=badges.published(1, 2))
    return badges.World({badges.DID: document})


def test_every_proof_of_a_set_must_hold() -> None:
    good, other = _proof(1), _proof(2)
    assert _world().verify(_set(good, other)).verdict is Verdict.VALID
    spoilt = other | {"proofValue": good["proofValue"]}
    for proofs in ((good, spoilt), (spoilt, good)):
        report = _world().verify(_set(*proofs))
        assert (report.verdict, report.check("proof").code) == (Verdict.INVALID, "proof.signature")


def test_an_unsupported_proof_beside_a_good_one_does_no_harm() -> None:
    unknown = _proof(2) | {"cryptosuite": "eddsa-jcs-2022"}
    assert _world().verify(_set(unknown, _proof(1))).verdict is Verdict.VALID
    assert _world().verify(_set(unknown)).verdict is Verdict.UNSUPPORTED


FIRST, SECOND = "urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f1001", "urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f1002"


def _chain(first: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """`first` and a proof on top of it."""
    over = badges.small() | {"proof": [first]}
    return [first, _proof_over(over, 2, **({"previousProof": first["id"]} | options))]


def test_a_chain_holds_with_the_proof_it_builds_on() -> None:
    first, second = _chain(_proof(1, id=FIRST))
    assert _world().verify(_set(first, second)).verdict is Verdict.VALID
    assert _world().verify(_set(second, first)).verdict is Verdict.VALID
    listed = _chain(_proof(1, id=FIRST), previousProof=[FIRST])
    assert _world().verify(_set(*listed)).verdict is Verdict.VALID


def test_a_chain_is_bound_to_the_very_proof_it_builds_on() -> None:
    """Taken off, replaced by another good proof under the same id, or made to point at itself."""
    first, second = _chain(_proof(1, id=FIRST))
    swapped = _proof(1, id=FIRST, created="2026-11-20T13:00:00Z")
    assert _world().verify(_set(swapped)).verdict is Verdict.VALID
    for proofs, code in (
        ((second,), "proof.chain"),
        ((swapped, second), "proof.signature"),
        ((first, swapped, second), "proof.chain"),
        ((first, second | {"id": FIRST}), "proof.chain"),
        ((first, {name: item for name, item in second.items() if name != "previousProof"}), "proof.signature"),
        ((first, second | {"previousProof": [FIRST, SECOND]}), "proof.chain"),
        ((first, second | {"previousProof": [FIRST, FIRST]}), "proof.malformed"),
        ((first, second | {"previousProof": {"id": FIRST}}), "proof.malformed"),
    ):
        report = _world().verify(_set(*proofs))
        assert (report.verdict, report.check("proof").code) == (Verdict.INVALID, code)


def test_a_chain_on_an_unsupported_proof_is_unsupported() -> None:
    """Nobody can say here that what it builds on holds."""
    first = _proof(1, id=FIRST) | {"cryptosuite": "eddsa-jcs-2022"}
    report = _world().verify(_set(*_chain(first)))
    assert report.verdict is Verdict.UNSUPPORTED


def test_a_proof_may_repeat_the_context_but_bring_no_other() -> None:
    repeated = _proof(1) | {"@context": badges.small()["@context"]}
    assert _world().verify(_set(repeated)).verdict is Verdict.VALID
    for other in (CREDENTIALS_V2, [], badges.small()["@context"][::-1], None):
        report = _world().verify(_set(repeated | {"@context": other}))
        assert report.verdict is Verdict.INVALID


def test_expires_and_created() -> None:
    for name in ("created", "expires"):
        for moment in ("2026-11-20", "soon", 5, None, "2026-11-20T12:00:00"):
            assert _world().verify(_set(_proof(1) | {name: moment})).check("proof").code == "proof.malformed"
    assert _world().verify(_set(_proof(1, expires="2026-11-23T00:00:00Z"))).verdict is Verdict.VALID
    report = _world().verify(_set(_proof(1, expires="2026-11-22T09:30:00Z")))
    assert (report.verdict, report.check("proof").code) == (Verdict.INVALID, "proof.expired")
    unsigned = _proof(1)
    assert _world().verify(_set(unsigned | {"expires": "2026-11-23T00:00:00Z"})).verdict is Verdict.INVALID


def test_the_usual_suite_of_each_kind() -> None:
    names = [suite_for(kind).name for kind in ("Ed25519", "P-256", "P-384")]  # type: ignore[arg-type]
    assert names == ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "ecdsa-rdfc-2019"]
