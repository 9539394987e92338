"""ecdsa-sd-2023 against the W3C's published vectors, each step of both documents, byte for byte.

The signatures too: those published were made with RFC 6979 nonces, as ours.
"""

import hashlib
from typing import Any

import pytest

from credentials.errors import ProofError
from credentials.keys import decode_multikey
from credentials.multibase import decode_base58btc, encode_base64url
from credentials.proof import read_proof, verify_proof
from credentials.rdfc import canonical_labels
from credentials.signers import EcdsaSigner
from credentials.suites.base import Secured
from credentials.suites.ecdsa_sd_2023 import base_value, derive, disclosed_lines
from credentials.suites.grouping import Grouped
from credentials.suites.sd_value import BaseValue, DerivedValue
from tests.credentials import w3c

FOLDER = "vc-di-ecdsa/ecdsa-sd-2023"
MANDATORY = {"prc": "prCredMandatory", "employ": "employMandatory"}
SELECTIVE = {"prc": "prCredSelective", "employ": "employSelective"}
each = pytest.mark.parametrize("name", list(MANDATORY))


def _vector(name: str, step: str) -> Any:
    return w3c.value(f"{FOLDER}/{name}/{step}.json")


def _pointers(name: str, which: dict[str, str]) -> list[str]:
    found: list[str] = w3c.value(f"vc-di-ecdsa/{which[name]}.json")
    return found


def _pair(which: str) -> EcdsaSigner:
    pair = w3c.value(f"{FOLDER}/SDKeyMaterial.json")[which]
    signer = EcdsaSigner.from_secret(decode_base58btc(pair["secretKeyMultibase"])[2:], "urn:x")
    assert signer.public_multikey == pair["publicKeyMultibase"]
    return signer


def _hmac_key() -> bytes:
    return bytes.fromhex(w3c.value(f"{FOLDER}/SDKeyMaterial.json")["hmacKeyString"])


def _base(name: str) -> tuple[Secured, dict[str, Any], BaseValue]:
    """The signed document, its proof options and base value, as published."""
    document = _vector(name, "addSignedSDBase")
    proof = document.pop("proof")
    text = proof.pop("proofValue")
    return Secured(document, contexts=w3c.contexts()), proof, BaseValue.decode(text)


@each
def test_canonical_statements_and_their_labels(name: str) -> None:
    secured, options, _ = _base(name)
    assert secured.canonical().text.splitlines(keepends=True) == _vector(name, "addBaseDocCanon")
    assert Grouped(secured, _hmac_key()).lines == _vector(name, "addBaseDocHMACCanon")
    assert secured.configuration(options).text == w3c.text(f"{FOLDER}/{name}/addProofConfigCanon.txt")


@each
def test_groups_and_hashes(name: str) -> None:
    secured, options, _ = _base(name)
    grouped = Grouped(secured, _hmac_key())
    places = grouped.group(_pointers(name, MANDATORY)).places
    expected = dict(_vector(name, "addBaseTransform")["mandatory"]["value"])
    assert {place: grouped.lines[place] for place in places} == expected
    hashes = _vector(name, "addHashData")
    always = "".join(grouped.lines[place] for place in sorted(places))
    assert hashlib.sha256(always.encode()).hexdigest() == hashes["mandatoryHash"]
    assert secured.configuration(options).digest.hex() == hashes["proofHash"]


@each
def test_the_base_proof(name: str) -> None:
    """Signed anew with the published keys it is the published text."""
    secured, options, published = _base(name)
    made = base_value(
        secured, options, _pair("baseKeyPair"), _pointers(name, MANDATORY), _hmac_key(), _pair("proofKeyPair")
    )
    raw = _vector(name, "addRawBaseSignatureInfo")
    assert made.signature.hex() == raw["baseSignature"]
    assert [signature.hex() for signature in made.signatures] == raw["signatures"]
    assert made == published
    assert made.encode() == _vector(name, "addSignedSDBase")["proof"]["proofValue"]


@each
def test_reading_the_base_proof(name: str) -> None:
    _, _, base = _base(name)
    recovered = _vector(name, "derivedRecoveredBaseData")
    assert base.signature.hex() == recovered["baseSignature"]
    assert decode_multikey(recovered["proofPublicKey"]).raw == base.public_key[2:]
    assert base.hmac_key.hex() == recovered["hmacKey"]
    assert [signature.hex() for signature in base.signatures] == recovered["signatures"]
    assert list(base.mandatory) == recovered["mandatoryPointers"]


@each
def test_the_groups_of_a_part(name: str) -> None:
    secured, _, base = _base(name)
    grouped = Grouped(secured, base.hmac_key)
    selective = _pointers(name, SELECTIVE)
    expected = _vector(name, "derivedGroupIndexes")
    assert sorted(grouped.group(base.mandatory).places) == expected["mandatoryIndexes"]
    assert sorted(grouped.group(selective).places) == expected["selectiveIndexes"]
    assert sorted(grouped.group([*base.mandatory, *selective]).places) == expected["combinedIndexes"]


@each
def test_the_derived_proof(name: str) -> None:
    secured, options, base = _base(name)
    part, value = derive(secured, base, _pointers(name, SELECTIVE))
    assert part == _vector(name, "derivedUnsignedReveal")
    expected = _vector(name, "derivedDisclosureData")
    assert [signature.hex() for signature in value.signatures] == expected["signatures"]
    assert [signature.hex() for signature in value.signatures] == _vector(name, "derivedAdjSignatures")[
        "filteredSignatures"
    ]
    assert list(value.mandatory) == _vector(name, "derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    labels = [[f"c14n{number}", encode_base64url(label)] for number, label in value.labels.items()]
    assert labels == expected["labelMap"]["value"]
    published = _vector(name, "derivedRevealDocument")
    assert part | {"proof": options | {"proofValue": value.encode()}} == published


@each
def test_verifying_the_derived_proof(name: str) -> None:
    document = _vector(name, "derivedRevealDocument")
    proof = read_proof(document.pop("proof"))
    value = DerivedValue.from_bytes(proof.value)
    secured = Secured(document, contexts=w3c.contexts())
    assert disclosed_lines(secured, value) == _vector(name, "verifyNQuads")
    expected = _vector(name, "verifyCreateVerifyData")
    lines = _vector(name, "verifyNQuads")
    assert [line for place, line in enumerate(lines) if place not in value.mandatory] == expected["nonMandatory"]
    parsed = _vector(name, "verifyDerivedProofValue")
    assert [[f"c14n{number}", encode_base64url(label)] for number, label in value.labels.items()] == parsed["labelMap"]
    key = decode_multikey(proof.verification_method.partition("#")[2])
    verify_proof(document, proof, key, contexts=w3c.contexts())
    with pytest.raises(ProofError):
        verify_proof(document | {"validUntil": "2030-12-16T23:59:59Z"}, proof, key, contexts=w3c.contexts())


@each
def test_a_base_proof_is_not_for_readers(name: str) -> None:
    with pytest.raises(ProofError) as caught:
        read_proof(_vector(name, "addSignedSDBase")["proof"])
    assert caught.value.code == "proof.base"


@each
def test_a_part_has_the_labels_its_reader_finds(name: str) -> None:
    """Worked out from the part of the whole, and from the part by itself."""
    secured, _, base = _base(name)
    grouped = Grouped(secured, base.hmac_key)
    group = grouped.group([*base.mandatory, *_pointers(name, SELECTIVE)])
    alone = Grouped(Secured(group.document, contexts=w3c.contexts()), base.hmac_key)
    numbers = {int(label.removeprefix("_:c14n")) for label in canonical_labels(alone._quads, secured.budget).values()}
    assert grouped.reader_labels(group).keys() == numbers
