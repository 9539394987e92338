"""The cryptosuite ecdsa-sd-2023: the holder of a badge can show a part of it, and the part verifies.

The issuer signs what must always be seen with its own key, and every other statement with a key made for this one
document; the holder passes on the signatures of what is shown. Who issues gives a *base* proof, which is for the
holder only; a reader gets a *derived* one. Each base proof has a fresh HMAC key and signing key, so no two are alike,
and statements of two documents cannot be put together. Source: W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.5
and the primitives of section 3.4.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.canonical import quads_of
from credentials.errors import KeyFormatError, ProofError
from credentials.keys import KeyKind, PublicKey
from credentials.mandatory import mandatory_pointers
from credentials.multibase import decode_base64url
from credentials.rdfc import canonical_labels
from credentials.signers import EcdsaSigner, Signer
from credentials.suites.base import DATA_INTEGRITY, Secured
from credentials.suites.grouping import Grouped, number_of, relabelled
from credentials.suites.sd_value import BaseValue, DerivedValue

_P256 = b"\x80\x24"
_HMAC_BYTES = 32
_STEPS_PER_SIGNATURE = 100


@dataclass(frozen=True, slots=True)
class SelectiveDisclosure:
    """The suite. `mandatory` are JSON pointers to what must always be seen; None for what Open Badges requires (see
    `mandatory.py`)."""

    mandatory: tuple[str, ...] | None = None

    @property
    def type(self) -> str:
        """`DataIntegrityProof`."""
        return DATA_INTEGRITY

    @property
    def name(self) -> str:
        """`ecdsa-sd-2023`."""
        return "ecdsa-sd-2023"

    @property
    def kinds(self) -> frozenset[KeyKind]:
        """P-256 only (section 3.5.5)."""
        return frozenset({"P-256"})

    def sign(self, secured: Secured, options: Mapping[str, Any], signer: Signer) -> str:
        """A base proof value; ProofError when a pointer names nothing."""
        pointers = self.mandatory
        if pointers is None:
            pointers = tuple(mandatory_pointers(secured.document))
        own = EcdsaSigner.generate("urn:ephemeral")
        return base_value(secured, options, signer, pointers, secrets.token_bytes(_HMAC_BYTES), own).encode()

    def read_value(self, text: str) -> bytes:
        """The bytes of a derived proof value; ValueError for another text, ProofError `proof.base` for a base one."""
        DerivedValue.decode(text)
        return decode_base64url(text[1:])

    def holds(self, secured: Secured, options: Mapping[str, Any], value: bytes, key: PublicKey) -> bool:
        """Whether the part is the issuer's; see `derived_holds`."""
        return derived_holds(secured, options, DerivedValue.from_bytes(value), key)


SUITE = SelectiveDisclosure()


def base_value(
    secured: Secured,
    options: Mapping[str, Any],
    signer: Signer,
    mandatory: Sequence[str],
    hmac_key: bytes,
    own: EcdsaSigner,
) -> BaseValue:
    """Add Base Proof (section 3.5.5) with the keys given: `own` signs what may be left out."""
    grouped = Grouped(secured, hmac_key)
    fixed = grouped.group(mandatory).places
    public_key = _P256 + own.public_key.raw
    always = [line for place, line in enumerate(grouped.lines) if place in fixed]
    others = [line for place, line in enumerate(grouped.lines) if place not in fixed]
    secured.budget.spend(_STEPS_PER_SIGNATURE * len(others))
    signature = signer.sign(_signed_data(secured, options, public_key, always))
    signatures = tuple(own.sign(line.encode("utf-8")) for line in others)
    return BaseValue(signature, public_key, hmac_key, signatures, tuple(mandatory))


def derive(secured: Secured, base: BaseValue, pointers: Sequence[str]) -> tuple[dict[str, Any], DerivedValue]:
    """The part of the document that the base proof's mandatory pointers and `pointers` name, and its proof value (Add
    Derived Proof, section 3.5.7). ProofError when a pointer names nothing, or the proof is of another document."""
    grouped = Grouped(secured, base.hmac_key)
    fixed = grouped.group(base.mandatory).places
    shown = grouped.group([*base.mandatory, *pointers])
    if not shown.places:
        raise ProofError("proof.pointer", pointer="")
    others = [place for place in range(len(grouped.lines)) if place not in fixed]
    if len(others) != len(base.signatures):
        raise ProofError("proof.signature")
    signatures = tuple(
        signature for place, signature in zip(others, base.signatures, strict=True) if place in shown.places
    )
    mandatory = tuple(index for index, place in enumerate(sorted(shown.places)) if place in fixed)
    labels = grouped.reader_labels(shown)
    return shown.document, DerivedValue(base.signature, base.public_key, signatures, labels, mandatory)


def derived_holds(secured: Secured, options: Mapping[str, Any], value: DerivedValue, key: PublicKey) -> bool:
    """Verify Derived Proof (section 3.5.8). Every statement of the document must be one that the issuer's signature
    covers, or have its own signature by the key which that signature covers."""
    lines = disclosed_lines(secured, value)
    if lines is None or len(lines) != len(value.signatures) + len(value.mandatory):
        return False
    fixed = set(value.mandatory)
    if any(place >= len(lines) for place in fixed):
        return False
    always = [line for place, line in enumerate(lines) if place in fixed]
    others = [line for place, line in enumerate(lines) if place not in fixed]
    if not key.verifies(value.signature, _signed_data(secured, options, value.public_key, always)):
        return False
    secured.budget.spend(_STEPS_PER_SIGNATURE * len(others))
    own = _own_key(value.public_key)
    return own is not None and all(
        own.verifies(signature, line.encode("utf-8")) for signature, line in zip(value.signatures, others, strict=True)
    )


def disclosed_lines(secured: Secured, value: DerivedValue) -> list[str] | None:
    """The statements of a part under the labels its proof gives; None when those are not labels for exactly its blank
    nodes."""
    if "proof" in secured.document:
        raise ProofError("proof.unsupported", suite="previousProof")
    quads = quads_of(secured.document, contexts=secured.contexts, budget=secured.budget)
    canonical = canonical_labels(quads, secured.budget)
    if {number_of(label) for label in canonical.values()} != value.labels.keys():
        return None
    return relabelled(quads, {name: value.labels[number_of(label)] for name, label in canonical.items()})


def _own_key(public_key: bytes) -> PublicKey | None:
    if not public_key.startswith(_P256):
        return None
    try:
        return PublicKey("P-256", public_key.removeprefix(_P256))
    except KeyFormatError:
        return None


def _signed_data(secured: Secured, options: Mapping[str, Any], public_key: bytes, always: list[str]) -> bytes:
    """What the issuer signs: the hash of the proof options, the key of this document, and the hash of what must always
    be seen (section 3.5.1)."""
    proof_hash = secured.configuration(options).digest
    return proof_hash + public_key + hashlib.sha256("".join(always).encode("utf-8")).digest()
