"""The cryptosuites this library knows, by what a proof says about itself.

Closed on purpose: a proof of any other kind is unsupported, which is not the same as wrong.
"""

from collections.abc import Mapping
from types import MappingProxyType

from credentials.errors import ProofError
from credentials.keys import KeyKind
from credentials.suites import ecdsa_rdfc_2019, ecdsa_sd_2023, ed25519_2020, eddsa_rdfc_2022
from credentials.suites.base import DATA_INTEGRITY, Cryptosuite

_KNOWN: tuple[Cryptosuite, ...] = (
    eddsa_rdfc_2022.SUITE,
    ecdsa_rdfc_2019.SUITE,
    ecdsa_sd_2023.SUITE,
    ed25519_2020.SUITE,
)
_BY_NAME: Mapping[tuple[str, str | None], Cryptosuite] = MappingProxyType(
    {(suite.type, suite.name): suite for suite in _KNOWN}
)
_USUAL: Mapping[KeyKind, Cryptosuite] = MappingProxyType(
    {"Ed25519": eddsa_rdfc_2022.SUITE, "P-256": ecdsa_rdfc_2019.SUITE, "P-384": ecdsa_rdfc_2019.SUITE}
)


def suite_of(kind: str, name: str | None) -> Cryptosuite:
    """The suite of a proof with this `type` and `cryptosuite`; ProofError `proof.unsupported` when there is none."""
    found = _BY_NAME.get((kind, name))
    if found is None:
        raise ProofError("proof.unsupported", suite=(name or kind)[:60])
    return found


def suite_for(kind: KeyKind, suite: Cryptosuite | str | None = None) -> Cryptosuite:
    """The suite given, the one of that name, or the usual one, for signing with a key of `kind`; ProofError
    `proof.suite_key` when they do not go together, `proof.unsupported` for a name that is not known."""
    if isinstance(suite, str):
        named = [known for known in _KNOWN if suite in (known.name, known.type)]
        if len(named) != 1:
            raise ProofError("proof.unsupported", suite=suite[:60])
        suite = named[0]
    found = suite or _USUAL.get(kind)
    if found is None or kind not in found.kinds:
        raise ProofError("proof.suite_key", suite=found.name or found.type if found else DATA_INTEGRITY, kind=kind)
    return found
