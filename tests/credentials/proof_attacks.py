"""Attacks on proofs and on whose key made them, each with the defence that should stop it and a way to take that out.

The tests are in `test_proof_attacks.py`; `attacks.py` has those on badges as a whole.
"""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import authenticity, controller, proof
from credentials.disclosing import disclose
from credentials.identifiers import did_jwk, did_jwk_public, did_key
from credentials.issuing import issue
from credentials.multibase import decode_base64url, encode_base58btc
from credentials.proof import create_proof
from credentials.report import Verdict
from credentials.signers import EcdsaSigner, Ed25519Signer
from credentials.suites import ecdsa_sd_2023, sd_value
from credentials.suites.base import Secured, hash_data
from credentials.suites.ecdsa_sd_2023 import disclosed_lines
from credentials.suites.sd_value import DerivedValue
from tests.credentials import badges
from tests.credentials.attacks import Attack, _without
from tests.credentials.badges import World
from tests.credentials.mutations import replaced

KEY = EcdsaSigner.from_secret(b"\7" * 32, "x:x").public_multikey
ISSUER = did_key(KEY)
SIGNER = EcdsaSigner.from_secret(b"\7" * 32, f"{ISSUER}#{KEY}")
EVIL = EcdsaSigner.from_secret(b"\6" * 32, "urn:evil")
SCHOOL = "https://school.example/issuers/7"
EVIL_PLACE = "https://evil.example/key"
ALIGNMENT = "/credentialSubject/achievement/alignment"


# -- keys and suites ----------------------------------------------------------------------------------------------


def key_of_another_suite() -> tuple[World, Any]:
    """What the issuer's P-256 key signed, under the name of a suite for another kind of key."""
    badge = badges.small() | {"issuer": ISSUER}
    options = create_proof(badge, SIGNER, created=badges.CREATED) | {"cryptosuite": "eddsa-rdfc-2022"}
    del options["proofValue"]
    value = SIGNER.sign(hash_data(Secured(badge), options))
    return World(), badge | {"proof": options | {"proofValue": encode_base58btc(value)}}


def did_jwk_of_another() -> tuple[World, Any]:
    victim, attacker = (did_jwk(Ed25519Signer.from_seed(seed, "x:x").public_key) for seed in (b"\1" * 32, b"\2" * 32))
    badge = badges.small() | {"issuer": victim}
    signer = Ed25519Signer.from_seed(b"\2" * 32, f"{attacker}#0")
    return World(), badge | {"proof": create_proof(badge, signer, created=badges.CREATED)}


def method_at_the_attackers() -> tuple[World, Any]:
    """A key served by the attacker that says the school controls it; the school does not list it."""
    badge = badges.small() | {"issuer": SCHOOL}
    signer = EcdsaSigner.from_secret(b"\6" * 32, EVIL_PLACE)
    method = {"id": EVIL_PLACE, "type": "Multikey", "controller": SCHOOL, "publicKeyMultibase": EVIL.public_multikey}
    world = World({SCHOOL: {"id": SCHOOL, "assertionMethod": [f"{SCHOOL}#key-1"]}, EVIL_PLACE: method})
    return world, badge | {"proof": create_proof(badge, signer, created=badges.CREATED)}


def method_of_another_that_is_listed() -> tuple[World, Any]:
    """The school lists an address for making assertions; what stands there is controlled by somebody else."""
    world, badge = method_at_the_attackers()
    world.documents[SCHOOL]["assertionMethod"] = [EVIL_PLACE]
    world.documents[EVIL_PLACE] |= {"controller": EVIL_PLACE}
    return world, badge


def _trusting_address(patch: pytest.MonkeyPatch) -> None:
    """A verifier that asks the address in the proof, and believes what stands there."""
    patch.setattr(authenticity, "refers_elsewhere", lambda *_: True)
    _without("method_id not in asserted_methods(document, issuer)", "False", controller.assertion_key)(patch)


def _did_of_the_method(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(authenticity, "issuer_key", lambda _, method, *__: did_jwk_public(method.partition("#")[0]))


# -- parts of a badge ---------------------------------------------------------------------------------------------


def _shown(*show: str, **changes: Any) -> dict[str, Any]:
    """A part of the rich badge, without a status list."""
    badge = badges.rich().to_dict() | changes
    badge["issuer"]["id"] = ISSUER
    del badge["credentialStatus"]
    return disclose(issue(badge, SIGNER, created=badges.CREATED, suite="ecdsa-sd-2023").document, show).document


class Part:
    """A part taken to pieces: its statements, the signature of each that has one, and which are mandatory."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = dict(document)
        self.options = self.document.pop("proof")
        self.value = DerivedValue.from_bytes(decode_base64url(self.options["proofValue"][1:]))
        lines = self.lines(self.document, self.value)
        self.always = {lines[place] for place in self.value.mandatory}
        self.signed = dict(zip([line for line in lines if line not in self.always], self.value.signatures, strict=True))

    @staticmethod
    def lines(document: dict[str, Any], value: DerivedValue) -> list[str]:
        found = disclosed_lines(Secured(document), value)
        assert found is not None
        return found

    def forged(
        self,
        document: dict[str, Any],
        labels: dict[int, bytes] | None = None,
        sign: Callable[[bytes], bytes] | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        """`document` with a proof made as well as can be from what was passed on: the signatures that there are, and
        for other statements `sign`, or none."""
        labels = self.value.labels if labels is None else labels  # type: ignore[assignment]
        value = DerivedValue(self.value.signature, self.value.public_key, (), labels or {}, ())
        lines = self.lines(document, value)
        signatures = [self._signature(line, sign) for line in lines if line not in self.always]
        mandatory = tuple(place for place, line in enumerate(lines) if line in self.always)
        made = {
            "signature": value.signature,
            "public_key": value.public_key,
            "signatures": tuple(item for item in signatures if item is not None),
            "labels": value.labels,
            "mandatory": mandatory,
        } | changes
        return document | {"proof": self.options | {"proofValue": DerivedValue(**made).encode()}}

    def _signature(self, line: str, sign: Callable[[bytes], bytes] | None) -> bytes | None:
        if sign is not None:
            return sign(line.encode())
        return self.signed.get(line)


def changed_value() -> tuple[World, Any]:
    """A value that is shown, changed; all signatures kept as they were."""
    shown = _shown("/credentialSubject/creditsEarned")
    return World(), replaced(shown, ("credentialSubject", "creditsEarned"), 50)


def expiry_left_out() -> tuple[World, Any]:
    """What must always be seen, taken out, and the places of the rest put right."""
    part = Part(_shown(validUntil="2026-11-21T00:00:00Z"))
    document = {name: item for name, item in part.document.items() if name != "validUntil"}
    return World(), part.forged(document)


def key_of_my_own() -> tuple[World, Any]:
    """Every statement that is not mandatory, signed anew by a key of the attacker that the proof names."""
    part = Part(_shown("/credentialSubject/creditsEarned"))
    document = replaced(part.document, ("credentialSubject", "creditsEarned"), 50)
    return World(), part.forged(document, sign=EVIL.sign, public_key=b"\x80\x24" + EVIL.public_key.raw)


def statement_without_signature() -> tuple[World, Any]:
    """One statement more than there are signatures, made to come last."""
    part = Part(_shown("/credentialSubject/creditsEarned"))
    document = replaced(part.document, ("credentialSubject", "term"), "2026")
    assert Part.lines(document, part.value)[-1].split()[1].endswith("term>")
    return World(), part.forged(document)


def one_thing_made_two() -> tuple[World, Any]:
    """The same alignment shown twice, both under the label of the one that was signed."""
    part = Part(_shown(f"{ALIGNMENT}/0"))
    alignments = part.document["credentialSubject"]["achievement"]["alignment"]
    document = replaced(part.document, ("credentialSubject", "achievement", "alignment"), [*alignments, *alignments])
    (label,) = part.value.labels.values()
    with pytest.MonkeyPatch.context() as patch:
        _any_labels(patch)
        return World(), part.forged(document, labels={0: label, 1: label})


def labels_exchanged() -> tuple[World, Any]:
    """Two alignments whose names are exchanged, and their labels with them."""
    part = Part(_shown(ALIGNMENT))
    path = ("credentialSubject", "achievement", "alignment")
    first, second = (item["targetName"] for item in part.document["credentialSubject"]["achievement"]["alignment"])
    document = replaced(replaced(part.document, (*path, 0, "targetName"), second), (*path, 1, "targetName"), first)
    one, two = part.value.labels.values()
    forged = part.forged(document, labels={0: two, 1: one})
    return World(), forged | {"proof": forged["proof"] | {"proofValue": _with_all_signatures(part, forged)}}


def _with_all_signatures(part: Part, forged: dict[str, Any]) -> str:
    """The forged value, with signatures again for as many statements as there are."""
    value = DerivedValue.from_bytes(decode_base64url(forged["proof"]["proofValue"][1:]))
    return DerivedValue(
        value.signature, value.public_key, part.value.signatures, value.labels, value.mandatory
    ).encode()


def _any_labels(patch: pytest.MonkeyPatch) -> None:
    _without("len(set(labels.values())) != len(labels)", "False", sd_value._labels)(patch)


def _unsigned_statements(patch: pytest.MonkeyPatch) -> None:
    _without("own is not None and all(", "True or all(", ecdsa_sd_2023.derived_holds)(patch)


def _uncounted(patch: pytest.MonkeyPatch) -> None:
    """Two defences stand here: the count, and that pairing statements with signatures asks for as many of each."""
    weak = ecdsa_sd_2023.derived_holds
    _without("lines is None or len(lines) != len(value.signatures) + len(value.mandatory)", "lines is None", weak)(
        patch
    )
    patch.setattr(ecdsa_sd_2023, "zip", lambda *parts, strict: zip(*parts, strict=False), raising=False)


_no_base_signature = _without(
    "not key.verifies(value.signature, _signed_data(secured, options, value.public_key, always))",
    "False",
    ecdsa_sd_2023.derived_holds,
)

PROOF_ATTACKS = [
    Attack(
        "key of another suite",
        key_of_another_suite,
        _without("key.kind not in suite.kinds", "False", proof.require_holds),
    ),
    Attack("did:jwk of another", did_jwk_of_another, _did_of_the_method),
    Attack("method at the attacker's", method_at_the_attackers, _trusting_address),
    Attack(
        "listed method of another",
        method_of_another_that_is_listed,
        _without('method.get("controller") != issuer', "False", controller.assertion_key),
    ),
    Attack("changed value in a part", changed_value, _unsigned_statements),
    Attack("expiry left out of a part", expiry_left_out, _no_base_signature),
    Attack("key of my own for a part", key_of_my_own, _no_base_signature),
    Attack("statement without a signature", statement_without_signature, _uncounted),
    Attack("one thing made two", one_thing_made_two, _any_labels),
    Attack("labels exchanged", labels_exchanged, _unsigned_statements),
]
assert all(attack.expected is Verdict.INVALID for attack in PROOF_ATTACKS)
