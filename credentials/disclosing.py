"""Showing a part of a badge: from the badge as its holder has it to one that says less and still verifies.

Only for badges that were issued for it (`issue(..., suite="ecdsa-sd-2023")`). What must always be seen was decided by
the issuer and comes along by itself. Source: W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.5.7; Open Badges
3.0, "Proofs (Signatures)": a derived credential keeps all required members.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from credentials.errors import ProofError, StructureError
from credentials.issuing import SignedCredential
from credentials.strictjson import NotJsonError, read_value
from credentials.structure import faults, kind_of
from credentials.suites.base import Secured
from credentials.suites.ecdsa_sd_2023 import SUITE, derive
from credentials.suites.sd_value import BaseValue


def disclose(credential: Mapping[str, Any], show: Sequence[str] = ()) -> SignedCredential:
    """The part of `credential` that the JSON pointers in `show` name, beside what must always be seen.

    ProofError `proof.no_base` when it was not issued for this (or was shown in part before), `proof.pointer` for a
    pointer that names nothing, `proof.undividable` for a part that would say something else; StructureError when what
    is left is no well-formed badge, such as an alignment without its address. Nothing is verified here.
    """
    try:
        document: dict[str, Any] = read_value(dict(credential))
    except NotJsonError:
        raise StructureError("structure.not_object", path="$") from None
    options, base = _base(document.pop("proof", []))
    part, value = derive(Secured(document), base, show)
    kind = kind_of(part)
    found = faults(part, kind) if kind else ()
    if kind is None or found:
        first = found[0].message if found else "$.type"
        raise StructureError("structure.faults", faults=found, count=max(1, len(found)), first=first)
    shown = part | {"proof": {**options, "proofValue": value.encode()}}
    data = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return SignedCredential(data, shown)


def _base(proofs: Any) -> tuple[dict[str, Any], BaseValue]:
    """The options and the value of the one base proof; others cannot hold for a part and stay behind."""
    found: list[tuple[dict[str, Any], BaseValue]] = []
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if isinstance(proof, dict) and proof.get("cryptosuite") == SUITE.name and "previousProof" not in proof:
            options = {name: value for name, value in proof.items() if name != "proofValue"}
            try:
                found.append((options, BaseValue.decode(str(proof.get("proofValue")))))
            except ValueError:
                continue
    if len(found) != 1:
        raise ProofError("proof.no_base")
    return found[0]
