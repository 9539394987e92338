"""What each kind of list says about a badge, and that a list which cannot answer is never "nothing against it"."""

import base64
import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.budget import WorkBudget
from credentials.issuing import issue
from credentials.list_credential import keep_for
from credentials.lookup import Lookup
from credentials.report import Verdict
from credentials.resolution import Unreachable
from credentials.status import check_status
from credentials.status_list import BitstringStatusList, status_list_credential
from tests.credentials import badges, status_lists, tokens
from tests.credentials.badges import CREATED, DID, LIST, NOW, World
from tests.credentials.mutations import nodes, replaced
from tests.credentials.status_lists import INDEX, OLD_LIST, REVOCATIONS, bits, entry, kept, revocations

VALID, REVOKED, SUSPENDED, UNKNOWN = Verdict.VALID, Verdict.REVOKED, Verdict.SUSPENDED, Verdict.STATUS_UNKNOWN
EXAMPLES = Path(__file__).parent / "vectors" / "vc-bitstring-status-list"


def _verdict(document: dict[str, Any], found: World | None = None, **documents: Any) -> tuple[Verdict, str]:
    world = found or status_lists.world()
    world.documents |= documents
    report = world.verify(document)
    return report.verdict, report.check("status").code


# -- the W3C's examples -------------------------------------------------------------------------------------------


def _example(number: str) -> dict[str, Any]:
    """An example of the specification, without its comments and its dots."""
    text = (EXAMPLES / f"spec-example-{number}.json.txt").read_text()
    plain = re.sub(r",\s*\.\.\.", "", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    document: dict[str, Any] = json.loads(plain)
    return document


def _published_world(address: str, purpose: Any, *indexes: int, length: int = 131_072) -> World:
    """A world in which the issuer of the examples has a key, and a list at `address`."""
    issuer = "did:example:12345"
    keys = badges.controller_document(did=issuer, also_known_as=[], keys=badges.published(1, did=issuer))
    made = status_list_credential(
        url=address, issuer_id=issuer, purpose="", bits=status_lists.bits(*indexes, length=length), valid_from=CREATED
    )
    made["credentialSubject"]["statusPurpose"] = purpose
    return World({issuer: keys, address: issue(made, badges.signer(1, issuer), created=CREATED).data})


def _checked(number: str, world: World) -> str:
    return check_status(_example(number), Lookup(world.resolve, WorkBudget()), NOW).code


@pytest.mark.parametrize("number", ["00", "03", "05", "06"])
def test_published_entries(number: str) -> None:
    """Sections 2.1 and 2.2: one entry, two in two lists, two in one list."""
    status = _example(number)["credentialStatus"]
    entries = status if isinstance(status, list) else [status]
    addresses = {item["statusListCredential"] for item in entries}
    purposes = [item["statusPurpose"] for item in entries] if len(addresses) == 1 else None
    for hit in (None, *entries):
        world = World()
        for item in entries:
            indexes = [int(hit["statusListIndex"])] if hit is not None and (purposes or hit is item) else [1]
            purpose = purposes or item["statusPurpose"]
            world.documents |= _published_world(item["statusListCredential"], purpose, *indexes).documents
        expected = "status.passed" if hit is None else {"revocation": "status.revoked"}.get(hit["statusPurpose"])
        assert _checked(number, world) == (expected or "status.suspended")


@pytest.mark.parametrize(
    ("value", "code", "word"),
    [(0, "status.harmless", "pending_review"), (1, "status.message", "accepted"), (2, "status.message", "rejected")],
)
def test_published_message(value: int, code: str, word: str) -> None:
    """Section 2.1, `message`: two bits for each; the word is for a program's maker, not part of the sentence."""
    places = [492847 * 2 + place for place in range(2) if value & (2 >> place)]
    world = _published_world("https://example.com/credentials/status/8", "message", *(places or [1]), length=2**20)
    check = check_status(_example("01"), Lookup(world.resolve, WorkBudget()), NOW)
    assert (check.code, check.details[0]["word"]) == (code, word)
    assert word not in check.reason


# -- Bitstring Status List ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({"statusPurpose": "refresh"}, VALID, "status.harmless"),
        ({"statusPurpose": "message"}, UNKNOWN, "status.list_purpose"),
        ({"statusPurpose": "honour"}, UNKNOWN, "status.purpose"),
        ({"statusSize": 3}, UNKNOWN, "status.list_too_short"),
        ({"statusSize": 0}, UNKNOWN, "status.entry"),
        ({"statusSize": 65}, UNKNOWN, "status.entry"),
        ({"statusListIndex": "131072"}, UNKNOWN, "status.index_range"),
        ({"type": "RevocationList2020Status"}, UNKNOWN, "status.unsupported"),
    ],
)
def test_what_an_entry_may_say(changes: dict[str, Any], verdict: Verdict, code: str) -> None:
    context = "https://www.w3.org/ns/credentials/undefined-terms/v2" if "type" in changes else None
    made = entry(**changes)
    if context is None:
        assert _verdict(status_lists.badge(made)) == (verdict, code)
    else:
        document = badges.rich().to_dict() | {"credentialStatus": made}
        assert check_status(document, Lookup(status_lists.world().resolve, WorkBudget()), NOW).code == code


@pytest.mark.parametrize(
    ("size", "indexes", "purpose", "verdict", "code"),
    [
        (1, [INDEX + 1], "message", VALID, "status.harmless"),
        (1, [INDEX], "message", UNKNOWN, "status.message"),
        (4, [INDEX * 4 + 4], "revocation", VALID, "status.passed"),
        (4, [INDEX * 4 + 3], "revocation", UNKNOWN, "status.message"),
        (4, [INDEX * 4], "suspension", UNKNOWN, "status.message"),
    ],
)
def test_numbers_and_messages(size: int, indexes: list[int], purpose: str, verdict: Verdict, code: str) -> None:
    """Zero is harmless (section 3.2, step 13). What another number means, a program cannot know."""
    made = badges.status_list(bits(*indexes, length=size * 131_072), purpose=purpose).data
    document = status_lists.badge(entry(statusSize=size, statusPurpose=purpose))
    assert _verdict(document, **{LIST: made}) == (verdict, code)


def test_every_entry_is_told_when_there_are_more() -> None:
    other = "https://badges.example/status/linden/2"
    document = status_lists.badge(entry(), entry(id=None, statusPurpose="suspension", statusListCredential=other))
    report = status_lists.world().verify(document)
    told = [(detail["purpose"], detail["outcome"], detail["code"]) for detail in report.check("status").details]
    assert told == [("revocation", "passed", "status.passed"), ("suspension", "unknown", "status.unreachable")]
    assert report.verdict is UNKNOWN


@pytest.mark.parametrize(
    ("seconds", "ttl", "verdict"),
    [(60, 60_000, VALID), (61, 60_000, UNKNOWN), (300, None, VALID), (301, None, UNKNOWN), (-5, 0, VALID)],
)
def test_a_kept_list_is_used_no_longer_than_its_issuer_allows(seconds: int, ttl: int | None, verdict: Verdict) -> None:
    """Section 2.2: `ttl`, or 300,000 milliseconds, from when it was received."""
    made = badges.status_list(ttl=ttl).data
    code = "status.passed" if verdict is VALID else "status.list_stale"
    assert _verdict(badges.signed().document, **{LIST: kept(made, seconds)}) == (verdict, code)


def test_how_long_a_document_may_be_kept() -> None:
    assert keep_for(badges.status_list(ttl=60_000).data) == timedelta(minutes=1)
    assert keep_for(badges.status_list().data) == timedelta(minutes=5)
    assert keep_for(status_lists.token_list(bits()).encode()) == timedelta(minutes=5)
    assert keep_for(b'{"credentialSubject": {"type": ["BitstringStatusList"], "ttl": 1e300}}') > timedelta(days=365)
    assert keep_for(b'{"credentialSubject": {"type": ["BitstringStatusList"], "ttl": -1}}') == timedelta(0)
    for other in (badges.signed().data, b'{"credentialSubject": []}', b"[]", b"<html>", b"a.b.c"):
        assert keep_for(other) is None


def test_a_list_whose_key_cannot_be_had_is_not_called_forged() -> None:
    """The badge by a key that is carried in its name, the list by the same issuer with a proof of an unknown kind."""
    made = badges.status_list().document
    unsupported = made | {"proof": made["proof"] | {"cryptosuite": "ecdsa-sd-2099"}}
    assert _verdict(badges.signed().document, **{LIST: unsupported}) == (UNKNOWN, "status.list_unchecked")


# -- a list as a token --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [{}, {"typ": "vc+jwt"}])
def test_a_list_as_a_token(header: dict[str, str]) -> None:
    document = badges.signed().document
    for listed, verdict in ((bits(3), VALID), (bits(), REVOKED)):
        token = status_lists.token_list(listed, **header)
        wrapped = {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "EnvelopedVerifiableCredential",
            "id": f"data:application/vc+jwt,{token}",
        }
        for form in (token, token.encode() + b"\n", wrapped):
            assert _verdict(document, tokens.world(), **{LIST: form})[0] is verdict


def test_a_token_that_does_not_hold_is_no_list() -> None:
    token = status_lists.token_list(bits(3))
    head, body, signature = token.split(".")
    flipped = f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    document = badges.signed().document
    assert _verdict(document, tokens.world(), **{LIST: flipped}) == (UNKNOWN, "status.list_proof")
    assert _verdict(document, tokens.world(), **{LIST: "a.b.c"}) == (UNKNOWN, "status.list_proof")
    assert _verdict(document, tokens.world(), **{DID: token})[0] is Verdict.KEY_UNRESOLVED


# -- StatusList2021 -----------------------------------------------------------------------------------------------


def test_the_older_list() -> None:
    """The same bits in an older envelope, as other issuers still serve it."""
    document = status_lists.old_badge()
    assert _verdict(document, **{OLD_LIST: status_lists.old_list(bits(3))}) == (VALID, "status.passed")
    assert _verdict(document, **{OLD_LIST: status_lists.old_list(bits())}) == (REVOKED, "status.revoked")
    assert _verdict(document) == (UNKNOWN, "status.unreachable")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_the_older_list_in_either_base64(encode: Any) -> None:
    raw = bytearray(131_072)
    raw[INDEX // 8] = 0x80 >> INDEX % 8
    raw[-30:] = bytes(range(225, 255))
    text = encode(gzip.compress(raw, mtime=0)).decode()
    subject = {"type": "StatusList2021", "statusPurpose": "revocation", "encodedList": text}
    made = status_lists.old_list(BitstringStatusList(), credentialSubject=subject)
    assert _verdict(status_lists.old_badge(), **{OLD_LIST: made})[0] is REVOKED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expirationDate": "2026-11-21T00:00:00Z"}, "status.list_expired"),
        ({"issuanceDate": "2026-11-23T00:00:00Z"}, "status.list_not_yet"),
        ({"issuanceDate": "gisteren"}, "status.unreadable"),
        ({"type": ["VerifiableCredential"]}, "status.unreadable"),
        ({"credentialSubject": {"type": "StatusList2021", "statusPurpose": "revocation"}}, "status.unreadable"),
        ({"id": "https://badges.example/other"}, "status.other_list"),
        ({"issuer": "did:web:elders.example"}, "status.other_issuer"),
    ],
)
def test_the_older_list_is_judged_like_any_other(changes: dict[str, Any], code: str) -> None:
    made = status_lists.old_list(bits(3), **changes)
    assert _verdict(status_lists.old_badge(), **{OLD_LIST: made}) == (UNKNOWN, code)


@pytest.mark.parametrize("missing", ["statusPurpose", "statusListIndex", "statusListCredential"])
def test_an_older_entry_without_its_form(missing: str) -> None:
    document = badges.rich().to_dict() | {"credentialStatus": status_lists.old_entry()}
    del document["credentialStatus"][missing]
    check = check_status(document, Lookup(status_lists.world().resolve, WorkBudget()), NOW)
    assert (check.outcome, check.code) == ("unknown", "status.entry")


# -- 1EdTechRevocationList ----------------------------------------------------------------------------------------

OWN = "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001"


@pytest.mark.parametrize(
    ("listed", "verdict"),
    [
        (revocations(), VALID),
        (revocations({"id": "urn:uuid:other"}), VALID),
        (revocations({"id": OWN}), REVOKED),
        (revocations({"id": OWN, "revoked": True, "revocationReason": "Vergissing"}), REVOKED),
        (revocations({"id": OWN, "revoked": "true"}), REVOKED),
        (revocations({"id": OWN, "revoked": False}), VALID),
        (revocations({"id": OWN, "revoked": False}, {"id": OWN}), REVOKED),
        (revocations(OWN), REVOKED),
        ({"issuer": DID, "revokedCredentials": [{"id": OWN}]}, REVOKED),
        ({"issuer": {"id": DID}, "revokedCredential": {"id": OWN}}, REVOKED),
        ({"id": REVOCATIONS, "issuer": DID}, VALID),
    ],
)
def test_a_plain_list_of_ids(listed: dict[str, Any], verdict: Verdict) -> None:
    """VCRL-10: named there and not said to be reinstated. Drafts used the name in the plural."""
    assert _verdict(status_lists.revocable(), **{REVOCATIONS: listed})[0] is verdict


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        (Unreachable(), "status.unreachable"),
        (b"<html>", "status.unreadable"),
        (revocations(issuer="did:web:elders.example"), "status.other_issuer"),
        ({"revokedCredential": []}, "status.other_issuer"),
        (revocations(id="https://badges.example/other"), "status.other_list"),
        (revocations({"name": OWN}), "status.list_malformed"),
        (revocations({"id": OWN, "revoked": 0}), "status.list_malformed"),
        (revocations({"id": OWN, "revoked": None}), "status.list_malformed"),
        (revocations({"id": OWN}, 7), "status.list_malformed"),
        ({"issuer": DID, "credentialSubject": {}}, "status.unreadable"),
    ],
)
def test_a_plain_list_that_cannot_answer(listed: Any, code: str) -> None:
    assert _verdict(status_lists.revocable(), **{REVOCATIONS: listed}) == (UNKNOWN, code)


@pytest.mark.parametrize("address", ["http://badges.example/revocations", "urn:uuid:x", None])
def test_a_plain_list_only_counts_over_https(address: str | None) -> None:
    """It is not signed, so the way to it is all that makes it the issuer's."""
    made = status_lists.revocable(id=address) if address else status_lists.revocable()
    if address is None:
        document = badges.rich().to_dict() | {"credentialStatus": {"type": "1EdTechRevocationList"}}
        assert check_status(document, Lookup(World().resolve, WorkBudget()), NOW).code == "status.entry"
    else:
        assert _verdict(made, **{address: revocations(id=address)}) == (UNKNOWN, "status.refused")


def test_one_list_is_verified_once_for_all_its_entries() -> None:
    made = entry(id=None)
    document = status_lists.badge(made, made | {"statusListIndex": "5"}, made | {"statusListIndex": "6"})
    budget = WorkBudget()
    world = status_lists.world(**{LIST: badges.status_list(bits(6)).data})
    lookup = Lookup(world.resolve, budget)
    assert check_status(document, lookup, datetime(2026, 11, 22, tzinfo=UTC)).code == "status.revoked"
    spent = budget.steps
    assert check_status(document, lookup, NOW).code == "status.revoked"
    assert budget.steps == spent
    assert world.asked.count(LIST) == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_PLAIN = revocations({"id": OWN, "revoked": True}, {"id": "urn:uuid:other", "revoked": False})
_ENTRY = {"credentialStatus": status_lists.old_entry(statusSize=2, statusMessage=[{"status": "0x1", "message": "ja"}])}
_REVOCABLE = status_lists.revocable()
_OLD = status_lists.old_list(bits(3))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([path for path, _ in nodes(_PLAIN)]), _JSON)
def test_a_plain_list_never_makes_it_raise(path: Any, value: Any) -> None:
    """Whatever is served there, and it is never good news unless it is a list of the issuer."""
    found = replaced(_PLAIN, path, value)
    verdict, _ = _verdict(_REVOCABLE, **{REVOCATIONS: found})
    assert verdict in (REVOKED, UNKNOWN) or "revokedCredential" in str(path)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([path for path, _ in nodes(_ENTRY)]), _JSON)
def test_an_entry_never_makes_it_raise(path: Any, value: Any) -> None:
    document = badges.rich().to_dict() | replaced(_ENTRY, path, value)
    if not isinstance(document["credentialStatus"], dict):
        return
    world = status_lists.world(**{OLD_LIST: _OLD})
    assert check_status(document, Lookup(world.resolve, WorkBudget()), NOW).outcome in ("passed", "unknown", "failed")
