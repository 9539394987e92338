"""Bitstring status lists against the W3C's examples, their limits, and what a set bit does to a badge (A12,
A27)."""

import base64
import gzip
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from credentials.errors import StatusListError
from credentials.proof import create_proof
from credentials.report import Verdict
from credentials.resolution import NotFound, Refused, Unreachable
from credentials.status_list import DEFAULT_LENGTH, BitstringStatusList, status_list_credential
from credentials.structure import faults
from tests.credentials import badges
from tests.credentials.badges import CREATED, LIST

EXAMPLES = Path(__file__).parent / "vectors" / "vc-bitstring-status-list"


@pytest.mark.parametrize("number", ["02", "04"])
def test_published_list(number: str) -> None:
    """The specification's example is 131,072 zero bits; the credential around it is well-formed."""
    document = json.loads((EXAMPLES / f"spec-example-{number}.json.txt").read_text())
    bits = BitstringStatusList.decode(document["credentialSubject"]["encodedList"])
    assert len(bits) == DEFAULT_LENGTH
    assert not any(bits[index] for index in range(DEFAULT_LENGTH))
    assert bits.value(94567, 1) == 0
    assert faults(document, "BitstringStatusListCredential") == ()


def test_bit_order_is_leftmost_first() -> None:
    """Section 3.4: index 0 is the most significant bit of the first byte."""
    bits = BitstringStatusList()
    bits.set(0, True)
    bits.set(9, True)
    bits.set(DEFAULT_LENGTH - 1, True)
    raw = gzip.decompress(base64.urlsafe_b64decode(bits.encode()[1:] + "=="))
    assert (raw[0], raw[1], raw[-1], len(raw)) == (0x80, 0x40, 0x01, 16_384)
    again = BitstringStatusList.decode(bits.encode())
    assert [index for index in range(DEFAULT_LENGTH) if again[index]] == [0, 9, DEFAULT_LENGTH - 1]
    again.set(9, False)
    assert not again[9]
    assert again[0]


def test_same_bits_same_text() -> None:
    assert BitstringStatusList().encode() == BitstringStatusList().encode()


@pytest.mark.parametrize("share", [0, 0.0005, 0.005, 0.02, 0.5])
def test_small_without_searching(share: float) -> None:
    """Only runs are looked for; the most thorough search makes the list at most a tenth smaller."""
    bits = BitstringStatusList(1_048_576)
    raw = bytearray(1_048_576 // 8)
    for index in random.Random(7).sample(range(len(bits)), int(share * len(bits))):
        bits.set(index, True)
        raw[index // 8] |= 0x80 >> index % 8
    packed = base64.urlsafe_b64decode(bits.encode()[1:] + "==")
    assert gzip.decompress(packed) == raw
    assert len(packed) <= 1.1 * len(gzip.compress(raw, mtime=0))


@pytest.mark.parametrize("index", [-1, DEFAULT_LENGTH])
def test_out_of_range(index: int) -> None:
    with pytest.raises(StatusListError) as caught:
        BitstringStatusList()[index]
    assert caught.value.code == "status.index_range"


def _pack(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_pack(gzip.compress(bytes(12_500), mtime=0)), "status.list_too_short"),
        (_pack(gzip.compress(b"", mtime=0)), "status.list_too_short"),
        (_pack(gzip.compress(bytes(16_384), mtime=0)[:-9]), "status.list_malformed"),
        (_pack(gzip.compress(bytes(16_384), mtime=0) + b"more"), "status.list_malformed"),
        (_pack(bytes(16_384)), "status.list_malformed"),
        (_pack(gzip.compress(bytes(3 * 1024 * 1024), mtime=0)), "status.list_too_long"),
        (_pack(gzip.compress(bytes(16_384), mtime=0))[1:], "status.list_malformed"),
        ("u???", "status.list_malformed"),
        ("uA", "status.list_malformed"),
        ("", "status.list_malformed"),
    ],
)
def test_refused_lists(text: str, code: str) -> None:
    with pytest.raises(StatusListError) as caught:
        BitstringStatusList.decode(text)
    assert caught.value.code == code


def test_entries_of_more_bits() -> None:
    """Section 3.2: the position is the index times the size, and there must be 131,072 entries, not bits."""
    bits = BitstringStatusList(4 * DEFAULT_LENGTH)
    for place in (8, 11, 4 * DEFAULT_LENGTH - 1):
        bits.set(place, True)
    assert [bits.value(index, 4) for index in (0, 1, 2, 3, DEFAULT_LENGTH - 1)] == [0, 0, 0b1001, 0, 1]
    with pytest.raises(StatusListError) as caught:
        bits.value(DEFAULT_LENGTH, 4)
    assert caught.value.code == "status.index_range"
    with pytest.raises(StatusListError) as caught:
        bits.value(0, 5)
    assert caught.value.code == "status.list_too_short"


def test_short_lists_are_not_made() -> None:
    with pytest.raises(StatusListError):
        BitstringStatusList(100_000)


def _verdict(document: dict[str, Any], **answers: Any) -> tuple[Verdict, str]:
    world = badges.world()
    world.documents |= answers
    report = world.verify(document)
    return report.verdict, report.check("status").code


def _revoked(purpose: str = "revocation") -> bytes:
    bits = BitstringStatusList()
    bits.set(94567, True)
    return badges.status_list(bits, purpose=purpose).data


def _with_status(**changes: Any) -> dict[str, Any]:
    badge = badges.rich().to_dict()
    badge["credentialStatus"] |= changes
    return badges.signed(badge).document


def test_revoked_and_suspended() -> None:
    made = badges.signed().document
    assert _verdict(made) == (Verdict.VALID, "status.passed")
    assert _verdict(made, **{LIST: _revoked()}) == (Verdict.REVOKED, "status.revoked")
    suspended = _with_status(statusPurpose="suspension")
    assert _verdict(suspended, **{LIST: _revoked("suspension")}) == (Verdict.SUSPENDED, "status.suspended")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Unreachable("down"), "status.unreachable"),
        (NotFound(), "status.not_found"),
        (Refused("private network"), "status.refused"),
        (b"<html>", "status.unreadable"),
        (b'{"a": 1, "a": 2}', "status.unreadable"),
        (b"[" * 5_000, "status.unreadable"),
        (b" " * (1024 * 1024 + 1), "status.unreadable"),
        ({"type": "BitstringStatusListCredential"}, "status.unreadable"),
    ],
)
def test_without_a_list_nothing_is_valid(answer: Any, code: str) -> None:
    assert _verdict(badges.signed().document, **{LIST: answer}) == (Verdict.STATUS_UNKNOWN, code)


def test_index_as_text_or_number() -> None:
    """w3c/vc-bitstring-status-list issue 177: both occur; the signature covers the form as it stands."""
    bits = BitstringStatusList()
    bits.set(94567, True)
    document = _with_status()
    document["credentialStatus"]["statusListIndex"] = 94567
    assert badges.world(bits).verify(document).verdict is Verdict.INVALID
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    proof = create_proof(unsigned, badges.signer(), created=CREATED)
    assert badges.world(bits).verify(unsigned | {"proof": proof}).verdict is Verdict.REVOKED


def test_index_outside_the_list() -> None:
    made = _with_status(statusListIndex="131072")
    assert _verdict(made) == (Verdict.STATUS_UNKNOWN, "status.index_range")


def test_several_entries_the_worst_counts() -> None:
    badge = badges.rich().to_dict()
    entry = badge["credentialStatus"]
    other = "https://badges.example/status/linden/2"
    second = entry | {"id": f"{other}#1", "statusPurpose": "suspension", "statusListCredential": other}
    badge["credentialStatus"] = [entry, second]
    made = badge | {"proof": create_proof(badge, badges.signer(), created=CREATED)}
    suspended = {other: badges.status_list(_bits(), url=other, purpose="suspension").data}
    assert _verdict(made)[0] is Verdict.STATUS_UNKNOWN
    assert _verdict(made, **suspended)[0] is Verdict.SUSPENDED
    assert _verdict(made, **suspended, **{LIST: _revoked()})[0] is Verdict.REVOKED


def _bits() -> BitstringStatusList:
    bits = BitstringStatusList()
    bits.set(94567, True)
    return bits


def test_list_for_two_purposes_and_its_times() -> None:
    document = status_list_credential(
        url=LIST,
        issuer_id=badges.DID,
        purpose="revocation",
        bits=_bits(),
        valid_from=CREATED,
        valid_until=datetime(2026, 11, 23, tzinfo=UTC),
        ttl=60_000,
    )
    document["credentialSubject"]["statusPurpose"] = ["revocation", "suspension"]
    signed = badges.issue(document, badges.signer(), created=CREATED).data
    assert _verdict(badges.signed().document, **{LIST: signed})[0] is Verdict.REVOKED
    late = badges.status_list(valid_from=datetime(2026, 11, 23, tzinfo=UTC)).data
    assert _verdict(badges.signed().document, **{LIST: late})[1] == "status.list_not_yet"


def test_a_list_by_a_retired_key_still_counts() -> None:
    world = badges.world()
    world.documents[badges.DID] = badges.controller_document(
        did=badges.DID, also_known_as=[], keys=badges.published(1, 2)
    )
    assert world.verify(badges.signed(number=2).document).verdict is Verdict.VALID
