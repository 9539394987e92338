"""How a cryptosuite signs a whole document with one signature: hash the options of the proof, hash the document, sign
both hashes together.

eddsa-rdfc-2022, ecdsa-rdfc-2019 and Ed25519Signature2020 differ in names and kinds of key only; each says so in a
module of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.errors import ProofError
from credentials.keys import KeyKind, PublicKey
from credentials.multibase import decode_base58btc, encode_base58btc
from credentials.signers import Signer
from credentials.suites.base import Secured, hash_data

HASH: Mapping[KeyKind, str] = {"Ed25519": "sha256", "P-256": "sha256", "P-384": "sha384"}
_SIGNATURE_BYTES: Mapping[KeyKind, int] = {"Ed25519": 64, "P-256": 64, "P-384": 96}


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """A suite of this form. With `issues` false it is only read."""

    type: str
    name: str | None
    kinds: frozenset[KeyKind]
    issues: bool = True

    def sign(self, secured: Secured, options: Mapping[str, Any], signer: Signer) -> str:
        if not self.issues:
            raise ProofError("proof.read_only", suite=self.name or self.type)
        return self.value(hash_data(secured, options, HASH[signer.kind]), signer)

    def value(self, hashes: bytes, signer: Signer) -> str:
        """The `proofValue` for the hashes of options and document together."""
        return encode_base58btc(signer.sign(hashes))

    def read_value(self, text: str) -> bytes:
        value = decode_base58btc(text)
        if len(value) not in {_SIGNATURE_BYTES[kind] for kind in self.kinds}:
            raise ValueError("not the size of a signature")
        return value

    def holds(self, secured: Secured, options: Mapping[str, Any], value: bytes, key: PublicKey) -> bool:
        return key.verifies(value, hash_data(secured, options, HASH[key.kind]))
