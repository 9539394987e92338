"""Attacks on whether a badge was withdrawn, each with a way to take out the defence that should stop it.

The tests are in `test_status_attacks.py`. In each the badge is withdrawn, or could be, and the list that says so is
kept from speaking.
"""

import base64
import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials import list_credential, revocation_list, status
from credentials.multibase import encode_base64url
from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from tests.credentials import badges, hostile, status_lists, tokens
from tests.credentials.attacks import Attack, _without
from tests.credentials.badges import ENDORSER, LIST, World
from tests.credentials.status_lists import REVOCATIONS, bits, revocations

UNKNOWN = Verdict.STATUS_UNKNOWN
OTHER_LIST = "https://badges.example/status/linden/2"
OWN = "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001"
Build = Callable[[], tuple[World, Any]]


def _served(make: Callable[[], Any]) -> Build:
    """The usual badge, in a world where `make` gives what stands at its list's address."""

    def build() -> tuple[World, Any]:
        world = tokens.world()
        world.documents[ENDORSER] = badges.endorsed_world().documents[ENDORSER]
        world.documents[LIST] = make()
        return world, badges.signed().document

    return build


def _plain(listed: Callable[[], Any], address: str = REVOCATIONS) -> Build:
    """A badge whose issuer serves a plain list of ids, in a world where `listed` gives that list."""
    return lambda: (status_lists.world(**{address: listed()}), status_lists.revocable(id=address))


def _forged() -> dict[str, Any]:
    made = badges.status_list().document
    return made | {"credentialSubject": made["credentialSubject"] | {"encodedList": bits(3).encode()}}


def _forged_token() -> str:
    return status_lists.token_list(bits(3)).rpartition(".")[0] + "." + encode_base64url(bytes(64))[1:]


def _other_issuers() -> bytes:
    return badges.status_list(issuer_id=ENDORSER, signer=badges.signer(7, ENDORSER)).data


def _kept_too_long() -> Any:
    """From before the badge was withdrawn, replayed by whoever stands between."""
    return status_lists.kept(badges.status_list(ttl=60_000).data, 61)


def _bomb() -> dict[str, Any]:
    return status_lists.list_of(encode_base64url(hostile.deflated_zeros(8 * hostile.MIB, wbits=31)))


def _truncated() -> dict[str, Any]:
    """A list of 2 million entries, cut off after the first half: what was set after it is gone."""
    whole = gzip.compress(bytes(131_072) + b"\xaa" * 131_072, mtime=0)
    return status_lists.list_of(encode_base64url(whole[: len(whole) * 3 // 4]))


def _two_streams() -> dict[str, Any]:
    """Two lists behind each other: one reader takes the first, another takes both."""
    raw = bytes(16_384)
    return status_lists.list_of(
        encode_base64url(gzip.compress(raw, mtime=0) + gzip.compress(b"\xff" * 16_384, mtime=0))
    )


def _few_entries() -> dict[str, Any]:
    """So short a list that asking for it tells whose badge is looked at."""
    return status_lists.list_of(encode_base64url(gzip.compress(bytes(12_500), mtime=0)))


def _badge_as_list() -> dict[str, Any]:
    """Another document of the same issuer, which of course names no revoked badge."""
    other = badges.small() | {"id": REVOCATIONS}
    return badges.signed(other).document


# -- defences taken out -------------------------------------------------------------------------------------------


def _loose(patch: pytest.MonkeyPatch) -> None:
    """A reader of bits without a cap, an end, or a least length."""

    def unpack(text: str) -> BitstringStatusList:
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        found = BitstringStatusList()
        found._bytes = bytearray(zlib.decompressobj(wbits=31).decompress(packed))
        return found

    patch.setattr(status, "KINDS", tuple(replace(kind, unpack=unpack) for kind in list_credential.KINDS))
    patch.setattr(BitstringStatusList, "value", lambda self, index, _: int(self[index]))


def _trusting(patch: pytest.MonkeyPatch) -> None:
    """Does not look whether the signature of the list holds."""
    _without("if obstacle is not None:", "if False:", list_credential._verified)(patch)


_IS_ISSUER = _without("issuer is None or issuer_id(document) != issuer", "False", list_credential._form)
_IS_ADDRESS = _without('document.get("id", place.address) != place.address', "False", list_credential._form)
_HOLDS = _without("place.purpose not in found.purposes", "False", list_credential.value_at)
_UNTIL = _without("end is not None and parse_instant(end) < now", "False", list_credential._require_of_this_time)
_FROM = _without("start is not None and parse_instant(start) > now", "False", list_credential._require_of_this_time)
_TTL = _without("now - received > ttl", "False", list_credential._require_of_this_time)
_NO_NEWS = _without('unknown("status", error.code, **error.params)', 'passed("status", "status.passed")', status._entry)
_ANY_NUMBER = _without("value == 0", "value == 0 or size > 1", status._meant)
_PLAIN_ISSUER = _without("issuer is None or issuer_id(content) != issuer", "False", revocation_list.is_revoked)
_PLAIN_HTTPS = _without('not address.startswith("https://")', "False", revocation_list.is_revoked)
_PLAIN_FORM = _without("not set(content) <= _OF_A_LIST", "False", revocation_list._items)
_PLAIN_ID = _without('same_id(name, credential.get("id"))', 'name == credential.get("id")', revocation_list.is_revoked)


def _missing() -> tuple[World, Any]:
    world = badges.world()
    del world.documents[LIST]
    return world, badges.signed().document


def _withdrawn_in_two_bits() -> tuple[World, Any]:
    listed = badges.status_list(bits(status_lists.INDEX * 2, length=262_144)).data
    return status_lists.world(**{LIST: listed}), status_lists.badge(status_lists.entry(statusSize=2))


ATTACKS = [
    Attack("list of another issuer", _served(_other_issuers), _IS_ISSUER, UNKNOWN),
    Attack("forged list", _served(_forged), _trusting, UNKNOWN),
    Attack("forged token", _served(_forged_token), _trusting, UNKNOWN),
    Attack("another list", _served(lambda: badges.status_list(url=OTHER_LIST).data), _IS_ADDRESS, UNKNOWN),
    Attack("list for another purpose", _served(lambda: badges.status_list(purpose="suspension").data), _HOLDS, UNKNOWN),
    Attack(
        "list past its end",
        _served(lambda: badges.status_list(valid_until=datetime(2026, 11, 21, tzinfo=UTC)).data),
        _UNTIL,
        UNKNOWN,
    ),
    Attack(
        "list from the future",
        _served(lambda: badges.status_list(valid_from=datetime(2026, 11, 23, tzinfo=UTC)).data),
        _FROM,
        UNKNOWN,
    ),
    Attack("list replayed after its ttl", _served(_kept_too_long), _TTL, UNKNOWN),
    Attack("no list", _missing, _NO_NEWS, UNKNOWN),
    Attack("list that inflates to 8 MB", _served(_bomb), _loose, UNKNOWN),
    Attack("truncated list", _served(_truncated), _loose, UNKNOWN),
    Attack("two lists in one", _served(_two_streams), _loose, UNKNOWN),
    Attack("list of few", _served(_few_entries), _loose, UNKNOWN),
    Attack("withdrawn in a number of two bits", _withdrawn_in_two_bits, _ANY_NUMBER, UNKNOWN),
    Attack("plain list of another issuer", _plain(lambda: revocations(issuer=ENDORSER)), _PLAIN_ISSUER, UNKNOWN),
    Attack(
        "plain list without https",
        _plain(lambda: revocations(id="http://badges.example/x"), "http://badges.example/x"),
        _PLAIN_HTTPS,
        UNKNOWN,
    ),
    Attack("badge for a plain list", _plain(_badge_as_list), _PLAIN_FORM, UNKNOWN),
    Attack(
        "plain list with another spelling",
        _plain(lambda: revocations({"id": f" {OWN.replace('-', '%2D')}"})),
        _PLAIN_ID,
        Verdict.REVOKED,
    ),
]
