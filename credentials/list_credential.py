"""The list credential a status entry points at: where it stands, whether it is the issuer's, and the number in it.

Reads Bitstring Status List and its predecessor StatusList2021, which packs the same bits in another envelope. A list is
verified by the same steps as a badge, and only then opened. Sources: W3C Bitstring Status List 1.0, sections 2 and 3.2
(Validate Algorithm); W3C CCG, Status List 2021.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from credentials.authenticity import issuer_id
from credentials.errors import ProofError, StatusListError, StructureError
from credentials.examining import examine, form_of
from credentials.identifiers import is_uri
from credentials.instants import parse_instant
from credentials.jwt_authenticity import open_token
from credentials.limits import MAX_STATUS_LIST_BYTES
from credentials.lookup import Lookup, Missing, Received, read_found
from credentials.multibase import encode_base64url
from credentials.report import Check, Outcome, failed, passed
from credentials.resolution import Found
from credentials.status_list import BitstringStatusList
from credentials.vcdm1 import period

USUAL_TTL = 300_000
"""Milliseconds that a list without `ttl` may be kept (section 2.2)."""

_LONGEST_TTL = 10**12
_MAX_SIZE = 64
_DIGITS = re.compile(r"[0-9]{1,4000}")
"""An index is an integer of any size; this many digits are outside every list and inside what Python reads."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two envelopes: the types of the entry and of the list, the form of the latter, and its bits.

    With `whole_form` the form looks at everything in the list.
    """

    entry: str
    subject: str
    form: Callable[[Mapping[str, Any]], Check]
    unpack: Callable[[str], BitstringStatusList]
    ttl: int | None
    whole_form: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What an entry says: which number in which list, and what the issuer calls the numbers."""

    kind: Kind
    purpose: str
    address: str
    index: int
    size: int
    messages: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _List:
    """A list that was found right, opened."""

    purposes: tuple[str, ...]
    bits: BitstringStatusList


def read_place(entry: Mapping[str, Any], kind: Kind) -> Place:
    """What `entry` says; StatusListError `status.entry` when it does not say it as the standard asks."""
    purpose, address = entry.get("statusPurpose"), entry.get("statusListCredential")
    index, size = _whole(entry.get("statusListIndex")), _whole(entry.get("statusSize", 1))
    if not isinstance(purpose, str) or not isinstance(address, str) or not is_uri(address):
        raise StatusListError("status.entry")
    if index is None or size is None or not 1 <= size <= _MAX_SIZE:
        raise StatusListError("status.entry")
    messages = dict(_messages(entry["statusMessage"])) if "statusMessage" in entry else {}
    return Place(kind, purpose, address, index, size, messages)


def value_at(place: Place, issuer: str | None, lookup: Lookup, now: datetime) -> int:
    """The number at `place` in the list of `issuer`; StatusListError says why it cannot be known."""
    key = ("status list", place.kind.entry, place.address, issuer)
    found = lookup.once(key, lambda: _opened(place, issuer, lookup, now))
    if isinstance(found, StatusListError):
        raise found
    if place.purpose not in found.purposes:
        raise StatusListError("status.list_purpose", purpose=place.purpose[:60])
    return found.bits.value(place.index, place.size)


def keep_for(body: bytes) -> timedelta | None:
    """How long what was received may be kept before it is asked for again, if it is a status list; None for anything
    else. Nothing of it has been verified: take it for no longer than you would have kept it anyhow."""
    found = read_found(Found(body), MAX_STATUS_LIST_BYTES)
    content = None if isinstance(found, Missing) else found.content
    try:
        document = open_token(content, limit=MAX_STATUS_LIST_BYTES).document if isinstance(content, str) else content
    except (ProofError, StructureError):
        return None
    subject = None if document is None else document.get("credentialSubject")
    if not isinstance(subject, Mapping) or "BitstringStatusList" not in _texts(subject.get("type")):
        return None
    return _ttl(subject, USUAL_TTL)


def _opened(place: Place, issuer: str | None, lookup: Lookup, now: datetime) -> _List | StatusListError:
    try:
        received = lookup.credential(place.address, limit=MAX_STATUS_LIST_BYTES)
        if isinstance(received, Missing):
            return StatusListError(f"status.{received.why}")
        content = _verified(received, place, issuer, lookup, now)
        subject = content["credentialSubject"]
        purposes = subject["statusPurpose"]
        return _List(
            tuple(purposes) if isinstance(purposes, list) else (purposes,), place.kind.unpack(subject["encodedList"])
        )
    except StatusListError as error:
        return error


def _verified(received: Received, place: Place, issuer: str | None, lookup: Lookup, now: datetime) -> Mapping[str, Any]:
    """The list must be well-formed, the one asked for, by the badge's issuer, signed by it, and of this time.

    Its own `credentialStatus` is not followed: a list is not withdrawn through a list. What Open Badges asks of tokens
    besides their signature is asked of badges, not of lists.
    """
    form = partial(_form, place=place, issuer=issuer)
    found = examine(
        received.content, form, lookup, now, strict=False, limit=MAX_STATUS_LIST_BYTES, sound=place.kind.whole_form
    )
    obstacle = found.obstacle
    if obstacle is not None:
        raise StatusListError(_why(obstacle))
    _require_of_this_time(found.document, place.kind, received.at, now)
    return found.document


def _form(document: Mapping[str, Any], place: Place, issuer: str | None) -> Check:
    """The structure check of the list: asked before its keys, since nobody is asked for the keys of another list."""
    found = place.kind.form(document)
    if found.outcome is not Outcome.PASSED:
        return failed("structure", "status.unreadable")
    if document.get("id", place.address) != place.address:
        return failed("structure", "status.other_list")
    if issuer is None or issuer_id(document) != issuer:
        return failed("structure", "status.other_issuer")
    return found


def _why(obstacle: Check) -> str:
    """The code for a list that does not count: a key that could not be had makes nothing of a forgery."""
    if obstacle.outcome is Outcome.UNKNOWN:
        return "status.list_unchecked"
    if obstacle.code.startswith("status."):
        return obstacle.code
    return "status.unreadable" if obstacle.name == "structure" else "status.list_proof"


def _require_of_this_time(content: Mapping[str, Any], kind: Kind, received: datetime | None, now: datetime) -> None:
    """Within its own dates, and not kept for longer than its issuer allows: a copy from before a badge was withdrawn
    still looks right (section 2.2, `ttl`)."""
    start, end = period(content)
    if start is not None and parse_instant(start) > now:
        raise StatusListError("status.list_not_yet")
    if end is not None and parse_instant(end) < now:
        raise StatusListError("status.list_expired")
    ttl = None if kind.ttl is None else _ttl(content["credentialSubject"], kind.ttl)
    if received is not None and ttl is not None and now - received > ttl:
        raise StatusListError("status.list_stale")


def _ttl(subject: Mapping[str, Any], usual: int) -> timedelta:
    found = subject.get("ttl", usual)
    known = found if isinstance(found, int | float) and not isinstance(found, bool) else usual
    return timedelta(milliseconds=max(0, min(known, _LONGEST_TTL)))


def _whole(value: Any) -> int | None:
    """A whole number from 0 as text or number: both occur, and the signature covers the form as it stands."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _messages(listed: Any) -> Iterator[tuple[int, str]]:
    """The issuer's words for each number, which are for whoever maintains software (section 2.1)."""
    for item in listed if isinstance(listed, list) else [listed]:
        status, message = (item.get("status"), item.get("message")) if isinstance(item, Mapping) else (None, None)
        if isinstance(status, str) and isinstance(message, str) and re.fullmatch(r"0x[0-9A-Fa-f]{1,16}", status):
            yield int(status, 16), message


def _form_of_2021(document: Mapping[str, Any]) -> Check:
    """Its form is that of VC Data Model 1.1 or 2.0; what the bits need is asked, and nothing more."""
    subject = document.get("credentialSubject")
    right = (
        {"VerifiableCredential", "StatusList2021Credential"} <= set(_texts(document.get("type")))
        and isinstance(subject, Mapping)
        and "StatusList2021" in _texts(subject.get("type"))
        and all(isinstance(subject.get(name), str) for name in ("statusPurpose", "encodedList"))
        and all(_is_instant(document[name]) for name in _DATES if name in document)
    )
    return passed("structure", "structure.passed") if right else failed("structure", "status.unreadable")


_DATES = ("validFrom", "validUntil", "issuanceDate", "expirationDate")


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _is_instant(value: Any) -> bool:
    try:
        return isinstance(value, str) and parse_instant(value) is not None
    except ValueError:
        return False


def _unpack_2021(text: str) -> BitstringStatusList:
    """Base64 or base64url, with or without padding: the older text only said "base-64"."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        packed = b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise StatusListError("status.list_malformed") from None
    return BitstringStatusList.decode(encode_base64url(packed))


KINDS = (
    Kind(
        "BitstringStatusListEntry",
        "BitstringStatusList",
        form_of("BitstringStatusListCredential"),
        BitstringStatusList.decode,
        USUAL_TTL,
        whole_form=True,
    ),
    Kind("StatusList2021Entry", "StatusList2021", _form_of_2021, _unpack_2021, None, whole_form=False),
)
"""The newer one first: an entry that says it is both is read as that."""
