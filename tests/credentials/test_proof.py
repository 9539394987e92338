"""eddsa-rdfc-2022 against the W3C's published vectors, step by step, and what is not supported says so."""

import json
from typing import Any

import pytest

from credentials.contexts import CREDENTIALS_V2
from credentials.errors import ProofError
from credentials.keys import decode_multikey
from credentials.multibase import decode_base58btc, encode_base58btc
from credentials.proof import create_proof, digest, hash_data, proof_configuration, read_proof, verify_proof
from credentials.report import Verdict
from credentials.signers import Ed25519Signer, RsaSigner
from tests.credentials import badges
from tests.credentials.mutations import replaced
from tests.credentials.test_canonical import EDDSA, canonicalize, example_contexts
from tests.shared import shared_path

SUITE = f"{EDDSA}/eddsa-rdfc-2022"


def _json(path: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(shared_path(path).read_text())
    return document


def _text(path: str) -> str:
    return shared_path(path).read_text().strip()


def test_vector_step_by_step() -> None:
    """Canonical forms, hashes, signature and its text are the published ones (section B.1).

    The second published vector (`employ`) needs a context that was not to be had and is not compared.
    """
    folder = SUITE
    document = _json(f"{folder}/signedDataInt.json")
    signed = document.pop("proof")
    proof = read_proof(signed)
    contexts = example_contexts()
    configuration = canonicalize(proof_configuration(document, proof.options), contexts=contexts)
    assert configuration == shared_path(f"{folder}/proofCanonDataInt.txt").read_text()
    assert digest(configuration).hex() == _text(f"{folder}/proofHashDataInt.txt")
    assert digest(canonicalize(document, contexts=contexts)).hex() == _text(f"{folder}/docHashDataInt.txt")
    data = hash_data(document, proof.options, contexts=contexts)
    assert data.hex() == _text(f"{folder}/combinedHashDataInt.txt")
    assert proof.signature.hex() == _text(f"{folder}/sigHexDataInt.txt")
    key = decode_multikey(proof.verification_method.partition("#")[2])
    verify_proof(document, proof, key, contexts=contexts)
    with pytest.raises(ProofError):
        verify_proof(document | {"name": "Alumnus"}, proof, key, contexts=contexts)


def test_signing_gives_the_published_signature() -> None:
    pair = _json(f"{EDDSA}/keyPair.json")
    document = _json(f"{SUITE}/signedDataInt.json")
    expected = document.pop("proof")
    seed = decode_base58btc(pair["privateKeyMultibase"])[2:]
    signer = Ed25519Signer.from_seed(seed, expected["verificationMethod"])
    assert signer.public_multikey == pair["publicKeyMultibase"]
    moment = badges.datetime.fromisoformat(expected["created"])
    assert create_proof(document, signer, created=moment, contexts=example_contexts()) == expected


@pytest.mark.parametrize("name", ["signedProofSet1", "signedProofSet2"])
def test_vector_of_a_proof_set(name: str) -> None:
    document = _json(f"{EDDSA}/proof-set-chain/{name}.json")
    proofs = document.pop("proof")
    for item in proofs if isinstance(proofs, list) else [proofs]:
        proof = read_proof(item)
        key = decode_multikey(proof.verification_method.partition("#")[2])
        verify_proof(document, proof, key, contexts=example_contexts())


@pytest.mark.parametrize(
    "path",
    [
        "Ed25519Signature2020/signedEdSig.json",
        "eddsa-jcs-2022/signedJCS.json",
        "proof-set-chain/signedProofChain2.json",
    ],
)
def test_other_kinds_are_unsupported_not_wrong(path: str) -> None:
    proofs = _json(f"{EDDSA}/{path}")["proof"]
    with pytest.raises(ProofError) as caught:
        read_proof(proofs[-1] if isinstance(proofs, list) else proofs)
    assert caught.value.code == "proof.unsupported"


def test_1edtech_sample_holds() -> None:
    """The specification's own signed badge, with the key its issuer would list."""
    badge = _json("standards/openbadges/examples/linked-data-proof-ob-02.json")
    proof = badge["proof"][0] if isinstance(badge["proof"], list) else badge["proof"]
    method = proof["verificationMethod"]
    issuer, _, key = method.partition("#")
    document = {
        "id": issuer,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": issuer, "publicKeyMultibase": key}],
        "assertionMethod": [method],
    }
    assert badges.World({issuer: document}).verify(badge).verdict is Verdict.VALID
    assert badges.World({issuer: document | {"assertionMethod": []}}).verify(badge).verdict is Verdict.INVALID
    assert badges.World().verify(badge).verdict is Verdict.KEY_UNRESOLVED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "Ed25519Signature2020"}, "proof.unsupported"),
        ({"type": ["DataIntegrityProof"]}, "proof.unsupported"),
        ({"cryptosuite": "ecdsa-sd-2023"}, "proof.unsupported"),
        ({"cryptosuite": None}, "proof.malformed"),
        ({"proofPurpose": "authentication"}, "proof.purpose"),
        ({"proofPurpose": ["assertionMethod"]}, "proof.purpose"),
        ({"verificationMethod": "#key-1"}, "proof.malformed"),
        ({"verificationMethod": {"id": "urn:x"}}, "proof.malformed"),
        ({"created": "2026-11-20"}, "proof.malformed"),
        ({"created": 5}, "proof.malformed"),
        ({"expires": "soon"}, "proof.malformed"),
        ({"proofValue": "u" + "A" * 86}, "proof.malformed"),
        ({"proofValue": "z" + "1" * 63}, "proof.malformed"),
        ({"proofValue": "z" + "2" * 5000}, "proof.malformed"),
        ({"proofValue": 7}, "proof.malformed"),
        ({"previousProof": "urn:uuid:0"}, "proof.unsupported"),
    ],
)
def test_shape(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ProofError) as caught:
        read_proof(badges.signed().document["proof"] | changes)
    assert caught.value.code == code


def test_a_proof_that_is_no_object() -> None:
    for proof in ("x", 7, None, [[]]):
        assert badges.world().verify(badges.signed().document | {"proof": proof}).verdict is Verdict.INVALID


def test_proof_brings_no_context_of_its_own() -> None:
    document = badges.signed().document
    report = badges.world().verify(replaced(document, ("proof",), document["proof"] | {"@context": CREDENTIALS_V2}))
    assert report.verdict is Verdict.INVALID


def test_expired_proof() -> None:
    document = badges.rich().to_dict()
    options = badges.signed().document["proof"] | {"expires": "2026-11-21T00:00:00Z"}
    del options["proofValue"]
    signature = badges.signer().sign(hash_data(document, options))
    proof = options | {"proofValue": encode_base58btc(signature)}
    assert badges.world().verify(document | {"proof": proof}).check("proof").code == "proof.expired"


def test_a_signer_without_a_suite_is_refused() -> None:
    with pytest.raises(ProofError, match="RSA"):
        create_proof(badges.small(), RsaSigner.generate("did:web:x#1", 2048), created=badges.CREATED)
