"""Whether the issuer withdrew a credential since: the status check.

A list that cannot be had, or whose own signature does not hold, never counts as "nothing against it".
Source: W3C Bitstring Status List 1.0, section 3.2 (Validate Algorithm); Open Badges 3.0, "Verification"
step 4.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentials.authenticity import authenticate, issuer_id
from credentials.errors import StatusListError
from credentials.instants import parse_instant
from credentials.limits import MAX_STATUS_ENTRIES
from credentials.lookup import Lookup, Missing
from credentials.report import Check, failed, passed, skipped, unknown
from credentials.status_list import status_bit
from credentials.structure import faults

ENTRY_TYPE = "BitstringStatusListEntry"
_EFFECTS = {"revocation": "status.revoked", "suspension": "status.suspended"}
_HARMLESS = frozenset({"refresh", "message"})


def check_status(document: Mapping[str, Any], lookup: Lookup, now: datetime) -> Check:
    """The status check of a credential whose proof holds; revocation outweighs suspension outweighs not
    knowing."""
    status = document.get("credentialStatus")
    if status is None:
        return skipped("status", "status.none")
    entries = status if isinstance(status, list) else [status]
    if len(entries) > MAX_STATUS_ENTRIES:
        return unknown("status", "status.too_many", limit=MAX_STATUS_ENTRIES)
    found = [_entry(entry, document, lookup, now) for entry in entries]
    for code in ("status.revoked", "status.suspended"):
        for check in found:
            if check.code == code:
                return check
    return next((check for check in found if check.outcome == "unknown"), found[0])


def _entry(entry: Mapping[str, Any], document: Mapping[str, Any], lookup: Lookup, now: datetime) -> Check:
    types = entry.get("type")
    if ENTRY_TYPE not in (types if isinstance(types, list) else [types]):
        return unknown("status", "status.unsupported", kind=str(types)[:60])
    purpose = entry["statusPurpose"]
    if purpose in _HARMLESS:
        return passed("status", "status.passed")
    if purpose not in _EFFECTS or str(entry.get("statusSize", "1")) != "1":
        return unknown("status", "status.purpose", purpose=purpose[:60])
    try:
        bit = _bit(entry, purpose, document, lookup, now)
    except StatusListError as error:
        return unknown("status", error.code, **error.params)
    return failed("status", _EFFECTS[purpose]) if bit else passed("status", "status.passed")


def _bit(entry: Mapping[str, Any], purpose: str, document: Mapping[str, Any], lookup: Lookup, now: datetime) -> bool:
    address = entry["statusListCredential"]
    found = lookup.status_list(address)
    if isinstance(found, Missing):
        raise StatusListError(f"status.{found.why}")
    _require_list(found.content, address, issuer_id(document), lookup, now)
    return status_bit(found.content, purpose=purpose, index=int(entry["statusListIndex"]))


def _require_list(content: Mapping[str, Any], address: str, issuer: str | None, lookup: Lookup, now: datetime) -> None:
    """The list must be well-formed, the one asked for, by the badge's issuer, signed by it, and of this time.

    Its own `credentialStatus` is not followed: a list is not withdrawn through a list.
    """
    if faults(content, "BitstringStatusListCredential"):
        raise StatusListError("status.unreadable")
    if content.get("id", address) != address:
        raise StatusListError("status.other_list")
    if issuer is None or issuer_id(content) != issuer:
        raise StatusListError("status.other_issuer")
    if not authenticate(content, lookup, now).holds:
        raise StatusListError("status.list_proof")
    start, end = content.get("validFrom"), content.get("validUntil")
    if start is not None and parse_instant(start) > now:
        raise StatusListError("status.list_not_yet")
    if end is not None and parse_instant(end) < now:
        raise StatusListError("status.list_expired")
