"""The shape of a proof: what it must say, what is not supported, and when it no longer holds."""

import json
from typing import Any

import pytest

from credentials.contexts import CREDENTIALS_V2
from credentials.errors import ProofError
from credentials.multibase import encode_base58btc
from credentials.proof import read_proof
from credentials.report import Verdict
from credentials.suites.base import Secured, hash_data
from tests.credentials import badges
from tests.credentials.mutations import replaced
from tests.shared import shared_path


def _json(path: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(shared_path(path).read_text())
    return document


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
        ({"cryptosuite": "eddsa-jcs-2022"}, "proof.unsupported"),
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
        ({"previousProof": 7}, "proof.malformed"),
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
    signature = badges.signer().sign(hash_data(Secured(document), options))
    proof = options | {"proofValue": encode_base58btc(signature)}
    assert badges.world().verify(document | {"proof": proof}).check("proof").code == "proof.expired"
