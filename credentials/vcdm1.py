"""Badges of the W3C VC Data Model 1.1: read for ever, never issued.

Open Badges 3.0 began on that model, and a verifier must still take what was issued then ("Verification Support Data
Models"). Three things differ for a reader: the first context, the names of the two dates, and an issuer that is
always an object. The form is in the table (`structure_rules.py`, classes ending in `v1p1`); proofs, tokens and lists
are checked by the same steps as ever. Issuing refuses it, because its rules ask the context of 2.0.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from credentials.contexts import CREDENTIALS_V1
from credentials.instants import parse_instant


class Period(NamedTuple):
    """From when until when a credential counts, as the texts that stand in it; None where it says nothing."""

    start: str | None
    end: str | None


def is_v1(document: Mapping[str, Any]) -> bool:
    """Whether the first context is that of the VC Data Model 1.1."""
    context = document.get("@context")
    return (context[:1] == [CREDENTIALS_V1]) if isinstance(context, list) else context == CREDENTIALS_V1


def period(document: Mapping[str, Any]) -> Period:
    """When `document` counts, in either data model; what is no moment is passed over.

    The 1.1 context has the words `validFrom` and `validUntil` too, without saying what they do there. A credential
    that uses both pairs counts only while both say so: the later start, the earlier end.
    """
    start, end = _moment(document, "validFrom"), _moment(document, "validUntil")
    if not is_v1(document):
        return Period(start, end)
    starts = [text for text in (start, _moment(document, "issuanceDate")) if text is not None]
    ends = [text for text in (end, _moment(document, "expirationDate")) if text is not None]
    return Period(max(starts, key=parse_instant, default=None), min(ends, key=parse_instant, default=None))


def _moment(document: Mapping[str, Any], name: str) -> str | None:
    value = document.get(name)
    try:
        parse_instant(value if isinstance(value, str) else "")
    except ValueError:
        return None
    return str(value)
