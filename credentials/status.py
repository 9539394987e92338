"""Whether the issuer withdrew a credential since: the status check.

A list that cannot be had, or whose own signature does not hold, never counts as "nothing against it". How a list is
found and verified: `list_credential.py` and `revocation_list.py`. Source: W3C Bitstring Status List 1.0, section 3.2
(Validate Algorithm); Open Badges 3.0, "Verification" step 4.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from credentials import revocation_list
from credentials.authenticity import issuer_id
from credentials.errors import StatusListError
from credentials.limits import MAX_STATUS_ENTRIES
from credentials.list_credential import KINDS, Place, read_place, value_at
from credentials.lookup import Lookup
from credentials.report import Check, failed, passed, skipped, unknown

_EFFECTS = {"revocation": "status.revoked", "suspension": "status.suspended"}
_MESSAGE = "message"
_HARMLESS = "refresh"
"""Says that there is a newer version, which is not asked here (section 2.2)."""

_WORST_FIRST = ("status.revoked", "status.suspended", None, "status.passed", "status.harmless")
"""Revocation outweighs suspension outweighs not knowing."""


def check_status(document: Mapping[str, Any], lookup: Lookup, now: datetime) -> Check:
    """The status check of a credential whose proof holds; of several entries the worst counts, and `details` tell of
    each, and what the issuer calls a number."""
    status = document.get("credentialStatus")
    if status is None:
        return skipped("status", "status.none")
    entries = status if isinstance(status, list) else [status]
    if len(entries) > MAX_STATUS_ENTRIES:
        return unknown("status", "status.too_many", limit=MAX_STATUS_ENTRIES)
    found = [_entry(entry, document, lookup, now) for entry in entries]
    if len(found) == 1 and found[0].word is None:
        return found[0].check
    return replace(min(found, key=_rank).check, details=tuple(each.detail for each in found))


class _Answer(NamedTuple):
    """What one entry comes to. The issuer's `word` for the number is for whoever maintains software, so it stands in no
    sentence (section 2.1, `message`)."""

    check: Check
    purpose: Any
    word: str | None = None

    @property
    def detail(self) -> dict[str, Any]:
        told = {
            "purpose": str(self.purpose)[:60],
            "outcome": str(self.check.outcome),
            "code": self.check.code,
            "message": self.check.reason,
        }
        return told | ({} if self.word is None else {"word": self.word})


def _rank(answer: _Answer) -> int:
    code = answer.check.code
    return _WORST_FIRST.index(code if code in _WORST_FIRST else None)


def _entry(entry: Mapping[str, Any], document: Mapping[str, Any], lookup: Lookup, now: datetime) -> _Answer:
    types = entry.get("type")
    named = types if isinstance(types, list) else [types]
    try:
        if revocation_list.ENTRY_TYPE in named:
            return _meant("revocation", int(revocation_list.is_revoked(entry, document, lookup)))
        kind = next((kind for kind in KINDS if kind.entry in named), None)
        if kind is None:
            raise StatusListError("status.unsupported", kind=str(types)[:60])
        place = read_place(entry, kind)
        value = _value(place, document, lookup, now)
        return _meant(place.purpose, value, place.size, place.messages.get(value))
    except StatusListError as error:
        return _Answer(unknown("status", error.code, **error.params), entry.get("statusPurpose"))


def _value(place: Place, document: Mapping[str, Any], lookup: Lookup, now: datetime) -> int:
    if place.purpose == _HARMLESS:
        return 0
    if place.purpose not in _EFFECTS and place.purpose != _MESSAGE:
        raise StatusListError("status.purpose", purpose=place.purpose[:60])
    return value_at(place, issuer_id(document), lookup, now)


def _meant(purpose: str, value: int, size: int = 1, word: str | None = None) -> _Answer:
    """What `value` means for a badge. Zero is harmless whatever the purpose (section 3.2, step 13); a single bit takes
    the badge back; of any other number only the issuer and its partners know what it means."""
    if value == 0:
        code = "status.passed" if purpose in _EFFECTS else "status.harmless"
        return _Answer(passed("status", code), purpose, word)
    if purpose in _EFFECTS and size == 1:
        return _Answer(failed("status", _EFFECTS[purpose]), purpose, word)
    return _Answer(unknown("status", "status.message", value=value), purpose, word)
