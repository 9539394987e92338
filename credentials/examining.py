"""The steps that are the same for everything somebody signed: its form, who signed it, and whether it is unchanged.

A badge's newer version, an endorsement and a status list go through them as the badge itself does, embedded proof or
token alike. What each of them must say besides is asked where it is used. Source: Open Badges 3.0, "Verification"
steps 1 and 2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from credentials.authenticity import authenticate
from credentials.errors import ProofError, StructureError
from credentials.jwt_authenticity import authenticate_token, open_token
from credentials.limits import MAX_CREDENTIAL_BYTES
from credentials.lookup import Lookup
from credentials.report import Check, Outcome, failed, passed, unknown
from credentials.structure import faults

_MAX_DETAILS = 50


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about one signed document: `checks` are those of structure, context, proof and issuer."""

    document: Mapping[str, Any]
    checks: tuple[Check, ...]

    @property
    def obstacle(self) -> Check | None:
        """What keeps it from counting, a failure before not knowing; None when everything passed."""
        for outcome in (Outcome.FAILED, Outcome.UNKNOWN, Outcome.SKIPPED):
            for check in self.checks:
                if check.outcome is outcome:
                    return check
        return None


def examine(
    source: Mapping[str, Any] | str,
    form: Callable[[Mapping[str, Any]], Check],
    lookup: Lookup,
    now: datetime,
    *,
    strict: bool = True,
    limit: int = MAX_CREDENTIAL_BYTES,
    sound: bool = True,
) -> Examined:
    """Examines a JSON object or the text of a token whose payload is at most `limit` bytes. `form` is its own check of
    structure; when that fails nobody is asked for keys. Not `sound`: it looks at less than everything, so that nothing
    may be learnt of the document's shape."""
    if isinstance(source, str):
        return _token(source, form, lookup, now, strict, limit, sound)
    structure = form(source)
    if structure.outcome is not Outcome.PASSED:
        return Examined(source, (structure,))
    found = authenticate(source, lookup, now, sound=sound)
    return Examined(source, (structure, found.context, found.proof, found.issuer))


def form_of(kind: str) -> Callable[[Mapping[str, Any]], Check]:
    """The structure check for a class of credential, such as `EndorsementCredential`."""
    return partial(check_structure, kind=kind)


def check_structure(document: Mapping[str, Any], kind: str) -> Check:
    """The structure check with every fault named in `details`."""
    found = faults(document, kind)
    if not found:
        return passed("structure", "structure.passed")
    first = found[0]
    check = failed(
        "structure",
        "structure.faults",
        count=len(found),
        first=first.message,
        first_code=first.code,
        first_params={"path": first.path, **first.params},
    )
    return replace(check, details=tuple(fault.to_dict() for fault in found[:_MAX_DETAILS]))


def _token(
    text: str,
    form: Callable[[Mapping[str, Any]], Check],
    lookup: Lookup,
    now: datetime,
    strict: bool,
    limit: int,
    sound: bool,
) -> Examined:
    try:
        opened = open_token(text, limit=limit)
    except StructureError as error:
        return Examined({}, (failed("structure", error.code, **error.params),))
    except ProofError as error:
        make = unknown if error.code == "proof.jwt_unsupported" else failed
        return Examined({}, (make("proof", error.code, **error.params),))
    structure = form(opened.document)
    if structure.outcome is not Outcome.PASSED:
        return Examined(opened.document, (structure,))
    found = authenticate_token(opened, lookup, now, strict=strict, sound=sound)
    return Examined(opened.document, (structure, found.context, found.proof, found.issuer))
