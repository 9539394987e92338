"""The verdict for every state a badge can be in, in the order of the verdicts, and a report that is always
whole."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.controller import PublishedKey, controller_document
from credentials.keys import decode_multikey
from credentials.multibase import encode_base64url
from credentials.proof import create_proof
from credentials.report import CHECKS, Check, Outcome, Verdict, complete, failed, passed, skipped, unknown, verdict_of
from credentials.resolution import Found, NotFound, Refused, Unreachable, nothing
from credentials.status_list import BitstringStatusList
from credentials.verifying import verify
from tests.credentials import badges
from tests.credentials.badges import DID, EMAIL, LIST, NOW, World
from tests.credentials.mutations import dropped, leaves, nodes, replaced

LATE = datetime(2031, 11, 20, 12, 0, 1, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 11, 59, 59, tzinfo=UTC)


def _revoked() -> World:
    bits = BitstringStatusList()
    bits.set(94567, True)
    return badges.world(bits)


def _without(*addresses: str) -> World:
    world = badges.world()
    for address in addresses:
        del world.documents[address]
    return world


def test_valid_at_its_edges() -> None:
    made = badges.signed().document
    assert badges.world().verify(made, now=datetime(2031, 11, 20, 12, tzinfo=UTC)).verdict is Verdict.VALID
    assert badges.world().verify(made, now=datetime(2026, 11, 20, 12, tzinfo=UTC)).verdict is Verdict.VALID
    assert badges.world().verify(made, now=LATE).verdict is Verdict.EXPIRED
    assert badges.world().verify(made, now=EARLY).verdict is Verdict.NOT_YET_VALID


def test_zones_are_compared_as_instants() -> None:
    badge = badges.small() | {
        "validFrom": "2026-11-22T01:30:00-08:00",
        "validUntil": "2026-11-22T11:30:00.5+02:00",
    }
    made = badges.signed(badge).document
    assert badges.world().verify(made, now=NOW).verdict is Verdict.VALID
    assert badges.world().verify(made, now=NOW.replace(second=1)).verdict is Verdict.EXPIRED


def test_the_first_that_applies() -> None:
    """Each step takes one fault away; what was hidden behind it comes out (issue 2, section 3)."""
    made = badges.signed().document
    unsupported = replaced(made, ("proof", "cryptosuite"), "eddsa-jcs-2022")
    broken = dropped(unsupported, ("credentialSubject", "achievement", "criteria"))
    assert _revoked().verify(broken, now=LATE).verdict is Verdict.INVALID
    assert _revoked().verify(unsupported, now=LATE).verdict is Verdict.UNSUPPORTED
    assert _without(DID).verify(made, now=LATE).verdict is Verdict.KEY_UNRESOLVED
    assert _revoked().verify(made, now=LATE).verdict is Verdict.REVOKED
    assert _without(LIST).verify(made, now=LATE).verdict is Verdict.EXPIRED
    assert _without(LIST).verify(made, now=EARLY).verdict is Verdict.NOT_YET_VALID
    assert _without(LIST).verify(made).verdict is Verdict.STATUS_UNKNOWN
    assert badges.world().verify(made).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Unreachable(), "issuer.unreachable"),
        (NotFound(), "issuer.not_found"),
        (Refused(), "issuer.refused"),
        (b"<!doctype html>", "issuer.unreadable"),
        (b"[]", "issuer.unreadable"),
        (b'{"id": 1, "id": 2}', "issuer.unreadable"),
        (b"x" * 300_000, "issuer.unreadable"),
        ({"id": float("nan")}, "issuer.unreadable"),
    ],
)
def test_keys_that_cannot_be_had(answer: Any, code: str) -> None:
    world = badges.world()
    world.documents[DID] = answer
    report = world.verify(badges.signed().document)
    assert report.verdict is Verdict.KEY_UNRESOLVED
    assert report.check("issuer").code == code
    assert report.check("status").outcome is Outcome.SKIPPED


def _method(**changes: Any) -> dict[str, Any]:
    key = badges.published(1)[0]
    return {"id": key.id, "type": "Multikey", "controller": DID, "publicKeyMultibase": key.public_multikey} | changes


def _keys(*methods: Any, **more: Any) -> dict[str, Any]:
    return {"id": DID, "verificationMethod": list(methods), "assertionMethod": [f"{DID}#key-1"]} | more


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (_keys(_method()), "issuer.passed"),
        (_keys(_method(id="#key-1"), assertionMethod=["#key-1"]), "issuer.passed"),
        (_keys(assertionMethod=[_method()]), "issuer.passed"),
        (_keys(_method(), verificationMethod=_method(), assertionMethod=f"{DID}#key-1"), "issuer.passed"),
        (_keys(_method(), assertionMethod=[_method()]), "issuer.passed"),
        (_keys(_method(expires="2026-11-22T09:30:01Z")), "issuer.passed"),
        (_keys(_method(expires="2026-11-22T09:30:00Z")), "issuer.key_expires"),
        (_keys(_method(revoked="2026-11-22T09:30:00Z")), "issuer.key_revoked"),
        (_keys(_method(revoked="2026-11-23T00:00:00Z")), "issuer.passed"),
        (_keys(_method(revoked=True)), "issuer.key_revoked"),
        (_keys(_method(revoked="yesterday")), "issuer.key_revoked"),
        (_keys(_method(id=f"{DID}#key-2")), "issuer.key_not_listed"),
        (_keys(_method(), assertionMethod=[]), "issuer.key_not_listed"),
        (_keys(_method(), assertionMethod=[f"{DID}#key-2"]), "issuer.key_not_listed"),
        (_keys("x", 7, None), "issuer.key_not_listed"),
        (_keys(_method(controller="did:web:other.example")), "issuer.key_controller"),
        (_keys(_method(controller=None)), "issuer.key_controller"),
        (_keys(_method(), _method(publicKeyMultibase=badges.signer(2).public_multikey)), "issuer.key_ambiguous"),
        (_keys(_method(publicKeyMultibase="z6Mk")), "issuer.key_malformed"),
        (_keys(_method(publicKeyMultibase=None)), "issuer.key_malformed"),
        (_keys(_method(), id=DID + "/"), "issuer.document_mismatch"),
        (_keys(_method(), id=None), "issuer.document_mismatch"),
    ],
)
def test_what_an_issuer_must_publish(document: dict[str, Any], code: str) -> None:
    report = World({DID: document}).verify(badges.signed(badges.small()).document)
    assert report.check("issuer").code == code
    assert report.verdict is (Verdict.VALID if code == "issuer.passed" else Verdict.INVALID)


def test_key_as_jwk() -> None:
    raw = decode_multikey(badges.signer().public_multikey).raw
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(raw)[1:]}
    method = _method(type="JsonWebKey", publicKeyJwk=jwk)
    del method["publicKeyMultibase"]
    world = World({DID: _keys(method)})
    assert world.verify(badges.signed(badges.small()).document).verdict is Verdict.VALID
    for bad in ({"x": "%%%"}, {"x": "AAAA"}, {"x": 7}, {"crv": "X25519"}):
        assert (
            World({DID: _keys(method | {"publicKeyJwk": jwk | bad})})
            .verify(badges.signed(badges.small()).document)
            .verdict
            is Verdict.INVALID
        )


def test_an_https_issuer() -> None:
    """Open Badges 3.0, "Dereferencing the Public Key": the profile itself carries the keys."""
    issuer = "https://badges.example/issuers/linden"
    key = badges.signer(3, issuer)
    badge = badges.small() | {"issuer": {"id": issuer, "type": ["Profile"]}}
    made = badges.issue(badge, key, created=badges.CREATED).document
    profile = controller_document(
        did=issuer, also_known_as=[], keys=[PublishedKey(key.verification_method, key.public_multikey)]
    ) | {"type": ["Profile"], "name": "De Linden"}
    assert World({issuer: profile}).verify(made).verdict is Verdict.VALID


def test_retired_key_holds_and_compromised_does_not() -> None:
    """Promise 4 of the security design."""
    made = badges.signed(badges.small()).document
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    retired = controller_document(did=DID, also_known_as=[], keys=badges.published(1, 2))
    stolen = controller_document(
        did=DID,
        also_known_as=[],
        keys=[PublishedKey(f"{DID}#key-1", badges.signer().public_multikey, revoked=moment), *badges.published(2)],
    )
    assert World({DID: retired}).verify(made).verdict is Verdict.VALID
    report = World({DID: stolen}).verify(made)
    assert (report.verdict, report.check("issuer").code) == (Verdict.INVALID, "issuer.key_revoked")
    assert World({DID: stolen}).verify(badges.signed(badges.small(), 2).document).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("recipient", "outcome"),
    [
        (EMAIL, "passed"),
        (EMAIL.lower(), "passed"),
        (f"  {EMAIL.upper()} ", "passed"),
        ("urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0002", "passed"),
        ("iemand@anders.example", "failed"),
        ("", "failed"),
    ],
)
def test_recipient(recipient: str, outcome: str) -> None:
    report = badges.world().verify(badges.signed().document, recipient=recipient)
    assert report.check("recipient").outcome == outcome
    assert report.verdict is (Verdict.VALID if outcome == "passed" else Verdict.INVALID)


def test_recipient_in_plain_and_by_old_hash() -> None:
    made = badges.signed(badges.small()).document
    assert badges.world().verify(made, recipient="NOOR@school.example").verdict is Verdict.VALID
    md5 = "md5$2bb8b0bc3ad1a8cd1ae29e2ea63c4ae0"
    identity = {"type": "IdentityObject", "hashed": True, "identityHash": md5, "identityType": "emailAddress"}
    unsigned = replaced(badges.small(), ("credentialSubject", "identifier", 0), identity)
    proof = create_proof(unsigned, badges.signer(), created=badges.CREATED)
    assert badges.world().verify(unsigned | {"proof": proof}, recipient="x@y.example").verdict is Verdict.INVALID


def test_an_address_that_stands_as_a_name_is_no_address() -> None:
    identity = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "noor@school.example",
        "identityType": "name",
    }
    unsigned = replaced(badges.small(), ("credentialSubject", "identifier", 0), identity)
    made = badges.signed(unsigned).document
    assert badges.world().verify(made, recipient="noor@school.example").verdict is Verdict.INVALID
    named = replaced(unsigned, ("credentialSubject", "identifier", 0, "identityHash"), "Noor")
    assert badges.world().verify(badges.signed(named).document, recipient="Noor").verdict is Verdict.VALID


def test_endorsements_are_told_and_change_nothing() -> None:
    made = badges.signed(badges.endorsed()).document
    good = badges.endorsed_world().verify(made)
    assert (good.verdict, good.check("endorsements").outcome) == (Verdict.VALID, "passed")
    assert [item["code"] for item in good.check("endorsements").details] == ["proof.passed"] * 2
    unknown_issuer = badges.world().verify(made)
    assert (unknown_issuer.verdict, unknown_issuer.check("endorsements").outcome) == (Verdict.VALID, "unknown")
    world = badges.endorsed_world()
    world.documents[badges.ENDORSER]["assertionMethod"] = []
    withdrawn = world.verify(made)
    assert (withdrawn.verdict, withdrawn.check("endorsements").outcome) == (Verdict.VALID, "failed")


@pytest.mark.parametrize("missing", ["name", "validFrom", "proof", "credentialSubject"])
def test_an_endorsement_without_its_form_is_told_and_changes_nothing(missing: str) -> None:
    """Whoever signed the badge took over a poor endorsement; the badge itself is no less genuine."""
    badge = badges.rich().to_dict()
    endorsement = badges.endorsement(badge["id"]).document
    del endorsement[missing]
    unsigned = badge | {"endorsement": [endorsement]}
    proof = create_proof(unsigned, badges.signer(), created=badges.CREATED)
    report = badges.endorsed_world().verify(unsigned | {"proof": proof})
    assert (report.verdict, report.check("endorsements").outcome) == (Verdict.VALID, "failed")


@pytest.mark.parametrize("index", ["131072", "9" * 30, "9" * 3000])
def test_an_index_outside_the_list_is_unknown_however_large(index: str) -> None:
    """W3C Bitstring Status List 1.0, section 2.1: an arbitrary size integer; section 3.2: RANGE_ERROR."""
    unsigned = badges.rich().to_dict()
    unsigned["credentialStatus"]["statusListIndex"] = index
    proof = create_proof(unsigned, badges.signer(), created=badges.CREATED)
    report = badges.world().verify(unsigned | {"proof": proof})
    assert (report.verdict, report.check("status").code) == (Verdict.STATUS_UNKNOWN, "status.index_range")


def test_many_endorsements_are_not_checked_one_by_one() -> None:
    badge = badges.rich().to_dict()
    badge["endorsementJwt"] = [f"a.b.c{i}" for i in range(9)]
    report = badges.world().verify(badges.signed(badge).document)
    assert (report.verdict, report.check("endorsements").code) == (Verdict.VALID, "endorsements.too_many")


def test_other_envelopes_are_unsupported() -> None:
    wrapped = {"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+sd-jwt,x"}
    assert badges.world().verify(wrapped).verdict is Verdict.UNSUPPORTED


def test_report_is_whole_and_plain_json() -> None:
    sources: list[Any] = [badges.signed().data, b"x", "eyJhbGciOiJub25lIn0.e30.", {}, {"type": object()}]
    for source in sources:
        report = badges.world().verify(source)
        assert tuple(check.name for check in report.checks) == CHECKS
        told = json.loads(json.dumps(report.to_dict()))
        assert set(told) == {"verdict", "checks"}
        for check in told["checks"]:
            assert set(check) - {"details"} == {"name", "outcome", "reason", "code"}
            assert check["reason"]


def test_nothing_is_known_without_a_resolver() -> None:
    assert verify(badges.signed().data, resolve=nothing, now=NOW).verdict is Verdict.KEY_UNRESOLVED


def test_found_as_text_bytes_or_object() -> None:
    for form in (json.dumps, lambda item: json.dumps(item).encode(), dict):
        documents = {url: Found(form(item)) for url, item in badges.plain(badges.world().documents).items()}
        assert World(documents).verify(badges.signed().document).verdict is Verdict.VALID


def _checks(**changes: Check) -> tuple[Check, ...]:
    good = [passed(name, "structure.passed") for name in CHECKS]
    return complete([changes.get(check.name, check) for check in good])


@pytest.mark.parametrize("name", [name for name in CHECKS if name != "endorsements"])
@pytest.mark.parametrize("make", [failed, unknown, skipped])
def test_no_check_that_counts_may_be_anything_but_passed(name: str, make: Any) -> None:
    """Fail closed: an outcome nobody foresaw for a check never leads to VALID."""
    assert verdict_of(_checks()) is Verdict.VALID
    assert verdict_of(_checks(**{name: make(name, "check.not_reached")})) is not Verdict.VALID


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_MADE = badges.signed(badges.endorsed()).document
_PLACES = [path for path, _ in nodes(_MADE)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_PLACES), _JSON), min_size=1, max_size=3))
def test_never_raises(changes: list[tuple[Any, Any]]) -> None:
    """Whatever stands in whatever places, the answer is a report."""
    document: Any = _MADE
    for path, value in changes:
        try:
            document = replaced(document, path, value)
        except (KeyError, IndexError, TypeError):
            continue
    report = badges.endorsed_world().verify(document)
    assert report.verdict is not Verdict.VALID or document == _MADE


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([path for path, _ in leaves(_keys(_method()))]), _JSON)
def test_never_raises_for_what_is_found(path: Any, value: Any) -> None:
    found = replaced(_keys(_method()), path, value)
    assert World({DID: found}).verify(badges.signed(badges.small()).document).verdict in set(Verdict)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_never_raises_for_bytes(data: bytes) -> None:
    for prefix in (b"", b"{", b"\x89PNG\r\n\x1a\n", b"<svg>", b"eyJhbGciOiJFUzI1NiJ9."):
        assert badges.world().verify(prefix + data).verdict is not Verdict.VALID
