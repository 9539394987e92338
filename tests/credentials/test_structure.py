"""Every rule of the form of a badge, each broken once: the fault names place, rule and section
(BDG-structure)."""

import json
from datetime import datetime
from typing import Any

import pytest

from credentials.errors import ProofError, StructureError
from credentials.instants import format_instant, parse_instant
from credentials.issuing import issue
from credentials.report import Verdict
from credentials.structure import faults
from credentials.structure_rules import CLASSES
from tests.credentials import badges
from tests.credentials.mutations import dropped, nodes, replaced
from tests.shared import shared_path

ACHIEVEMENT = ("credentialSubject", "achievement")
IDENTIFIER = ("credentialSubject", "identifier", 0)


def _found(document: dict[str, Any], *, issuing: bool = False) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in faults(document, "OpenBadgeCredential", issuing=issuing)]


def _rich() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(badges.rich().to_dict()))
    return document


@pytest.mark.parametrize("badge", ["rich", "small", "endorsed"])
def test_good_badges_have_no_fault(badge: str) -> None:
    made = getattr(badges, badge)()
    document = made if isinstance(made, dict) else made.to_dict()
    assert _found(document) == []
    assert _found(document, issuing=True) == []


REQUIRED = [
    (path, name, section)
    for path, name, section in [
        ((), "id", "OpenBadgeCredential"),
        ((), "type", "OpenBadgeCredential"),
        ((), "issuer", "OpenBadgeCredential"),
        ((), "validFrom", "OpenBadgeCredential"),
        ((), "credentialSubject", "OpenBadgeCredential"),
        (("issuer",), "id", "Profile"),
        (("issuer",), "type", "Profile"),
        (("credentialSubject",), "type", "AchievementSubject"),
        (("credentialSubject",), "achievement", "AchievementSubject"),
        (ACHIEVEMENT, "id", "Achievement"),
        (ACHIEVEMENT, "type", "Achievement"),
        (ACHIEVEMENT, "name", "Achievement"),
        (ACHIEVEMENT, "description", "Achievement"),
        (ACHIEVEMENT, "criteria", "Achievement"),
        ((*ACHIEVEMENT, "image"), "id", "Image"),
        ((*ACHIEVEMENT, "image"), "type", "Image"),
        ((*ACHIEVEMENT, "alignment", 0), "targetName", "Alignment"),
        ((*ACHIEVEMENT, "alignment", 0), "targetUrl", "Alignment"),
        ((*ACHIEVEMENT, "alignment", 0), "type", "Alignment"),
        ((*ACHIEVEMENT, "resultDescription", 0), "id", "ResultDescription"),
        ((*ACHIEVEMENT, "resultDescription", 0), "name", "ResultDescription"),
        ((*ACHIEVEMENT, "resultDescription", 0), "resultType", "ResultDescription"),
        ((*ACHIEVEMENT, "resultDescription", 0, "rubricCriterionLevel", 0), "name", "RubricCriterionLevel"),
        (IDENTIFIER, "hashed", "IdentityObject"),
        (IDENTIFIER, "identityHash", "IdentityObject"),
        (IDENTIFIER, "identityType", "IdentityObject"),
        (IDENTIFIER, "type", "IdentityObject"),
        (("credentialStatus",), "type", "CredentialStatus"),
        (("credentialStatus",), "statusPurpose", "BitstringStatusListEntry"),
        (("credentialStatus",), "statusListIndex", "BitstringStatusListEntry"),
        (("credentialStatus",), "statusListCredential", "BitstringStatusListEntry"),
    ]
]


def _path(steps: tuple[str | int, ...]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


@pytest.mark.parametrize(("place", "name", "section"), REQUIRED)
def test_required(place: tuple[str | int, ...], name: str, section: str) -> None:
    found = faults(dropped(_rich(), (*place, name)), "OpenBadgeCredential")
    assert [(fault.path, fault.code, fault.section, fault.params) for fault in found] == [
        (_path(place), "structure.missing", section, {"name": name})
    ]
    assert name in found[0].message


BROKEN: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("@context",), ["https://www.w3.org/ns/credentials/v2"], "structure.context"),
    (("@context",), "https://www.w3.org/ns/credentials/v2", "structure.context"),
    (("@context", 0), "https://www.w3.org/ns/credentials/v2#", "structure.context"),
    (("@context", 1), "https://purl.imsglobal.org/spec/ob/v3p0/context.jsonld", "structure.context"),
    (("type",), ["VerifiableCredential"], "structure.class"),
    (("type",), ["OpenBadgeCredential"], "structure.class"),
    (("id",), "badge-1", "structure.uri"),
    (("id",), "urn:a b", "structure.uri"),
    (("name",), 7, "structure.text"),
    (("name",), {"@value": "x"}, "structure.text"),
    (("name",), ["x"], "structure.single"),
    (("name",), None, "structure.empty"),
    (("evidence",), [], "structure.empty"),
    (("image",), "https://x.example/i.png", "structure.object"),
    (("image",), {"id": "https://x.example/i.png", "type": ["Image", "Photo"]}, "structure.class"),
    (("issuer",), [badges.DID], "structure.single"),
    (("issuer",), 7, "structure.object"),
    (("issuer", "url"), "www.example.org", "structure.uri"),
    (("issuer", "type"), ["Organisation"], "structure.class"),
    (("validFrom",), "2026-11-20", "structure.instant"),
    (("validFrom",), "2026-11-20T12:00:00", "structure.instant"),
    (("validFrom",), "2026-11-20T12:00Z", "structure.instant"),
    (("validFrom",), "2026-02-30T12:00:00Z", "structure.instant"),
    (("validFrom",), "2026-11-20 12:00:00Z", "structure.instant"),
    (("validFrom",), "2026-11-20T12:00:00z", "structure.instant"),
    (("validUntil",), "2026-11-20T11:59:59Z", "structure.period"),
    (("awardedDate",), 1763640000, "structure.instant"),
    (("credentialSubject",), [{}], "structure.single"),
    (("credentialSubject", "creditsEarned"), "0.5", "structure.numeric"),
    (("credentialSubject", "creditsEarned"), True, "structure.numeric"),
    (("credentialSubject", "result", 0, "status"), "Passed", "structure.enum"),
    ((*ACHIEVEMENT, "achievementType"), "Cursus", "structure.enum"),
    ((*ACHIEVEMENT, "achievementType"), "ext:", "structure.enum"),
    ((*ACHIEVEMENT, "tag", 0), 7, "structure.text"),
    ((*ACHIEVEMENT, "criteria"), "https://x.example/c", "structure.object"),
    ((*ACHIEVEMENT, "alignment", 0, "targetType"), "Competence", "structure.enum"),
    ((*ACHIEVEMENT, "resultDescription", 0, "resultType"), "Grade", "structure.enum"),
    ((*IDENTIFIER, "hashed"), "true", "structure.boolean"),
    ((*IDENTIFIER, "identityType"), "email", "structure.enum"),
    ((*IDENTIFIER, "identityHash"), "noor@school.example", "structure.hash"),
    ((*IDENTIFIER, "identityHash"), "sha256$" + "g" * 64, "structure.hash"),
    ((*IDENTIFIER, "type"), ["IdentityObject", "Person"], "structure.class"),
    (("credentialStatus", "statusListIndex"), "-1", "structure.index"),
    (("credentialStatus", "statusListIndex"), -1, "structure.index"),
    (("credentialStatus", "statusListIndex"), True, "structure.index"),
    (("credentialStatus", "statusListIndex"), "0x10", "structure.index"),
    (("credentialStatus", "statusListIndex"), "٣", "structure.index"),
    (("credentialStatus", "statusListCredential"), "status/1", "structure.uri"),
    (("credentialStatus", "statusPurpose"), ["revocation"], "structure.text"),
    (("proof",), "x", "structure.object"),
    (("endorsement",), ["urn:x"], "structure.object"),
    (("endorsementJwt",), [7], "structure.token"),
    (("endorsementJwt",), ["a.b"], "structure.token"),
    (("refreshService",), {"type": "X"}, "structure.missing"),
    ((*ACHIEVEMENT, "inLanguage"), "Nederlands", "structure.language"),
    ((*IDENTIFIER, "salt"), ["s"], "structure.single"),
    ((*ACHIEVEMENT, "image"), {"id": "urn:x", "type": "Image", "name": "x"}, "structure.extra"),
    (("termsOfUse",), [7], "structure.object"),
    (("termsOfUse",), [{"type": 7}], "structure.text"),
    (("termsOfUse",), {"type": ["X"]}, "structure.single"),
]


@pytest.mark.parametrize(("place", "value", "code"), BROKEN)
def test_broken(place: tuple[str | int, ...], value: Any, code: str) -> None:
    found = faults(replaced(_rich(), place, value), "OpenBadgeCredential")
    assert code in [fault.code for fault in found]
    assert all(fault.path.startswith("$") and fault.section and fault.message for fault in found)


def test_recipient_is_needed() -> None:
    """The published schema does not ask for it; the specification does."""
    badge = dropped(badges.small(), ("credentialSubject", "identifier"))
    assert _found(badge) == [("$.credentialSubject", "structure.recipient")]
    badge["credentialSubject"]["id"] = "did:example:x"
    assert _found(badge) == []


def test_status_result_says_which_status() -> None:
    badge = _rich()
    badge["credentialSubject"]["achievement"]["resultDescription"][0]["resultType"] = "Status"
    assert ("$.credentialSubject.result[0]", "structure.missing") in _found(badge)
    badge["credentialSubject"]["result"][0]["status"] = "Completed"
    assert _found(badge) == []


def test_schema_needs_the_extensions_context() -> None:
    schema = {"id": "https://x.example/s.json", "type": "1EdTechJsonSchemaValidator2019"}
    badge = badges.small() | {"credentialSchema": [schema]}
    assert _found(badge) == [("$.credentialSchema", "structure.schema_context")]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (("name",), "Ar\x00duino", "structure.control"),
        (("name",), "Ar\x1bduino", "structure.control"),
        (("name",), "Ar\x7fduino", "structure.control"),
        (("evidence",), {"type": ["Evidence"], "name": "x"}, "structure.array"),
        ((*ACHIEVEMENT, "tag"), "arduino", "structure.array"),
        ((*ACHIEVEMENT, "name"), "   ", "structure.blank"),
        ((*ACHIEVEMENT, "criteria"), {}, "structure.criteria"),
        (("credentialStatus", "statusListIndex"), 5, "structure.index"),
        ((*IDENTIFIER, "identityHash"), "md5$" + "0" * 32, "structure.hash"),
        (("endorsement",), [{"id": "urn:x"}], "structure.missing"),
        (("credentialSubject", "result", 0, "resultDescription"), "urn:uuid:other", "structure.result"),
        (("description",), {"@value": "x", "@direction": "rtl"}, "structure.direction"),
        (("credentialSubject", "result", 0, "achievedLevel"), "urn:uuid:other", "structure.level"),
        ((*ACHIEVEMENT, "resultDescription", 0, "requiredLevel"), "urn:uuid:other", "structure.level"),
        ((*ACHIEVEMENT, "resultDescription", 0, "allowedValue"), ["a", "b"], "structure.allowed"),
        (("credentialSubject", "activityEndDate"), "2026-11-20T12:00:00", "structure.instant"),
        ((*ACHIEVEMENT, "image", "type"), ["Image"], "structure.single"),
        (("credentialStatus",), [{"type": "X"}], "structure.single"),
        (("credentialSchema",), {"id": "https://x.example/s.json", "type": "JsonSchema"}, "structure.schema_own"),
    ],
)
def test_issuing_asks_more(place: tuple[str | int, ...], value: Any, code: str) -> None:
    badge = replaced(_rich(), place, value)
    if code == "structure.allowed":
        badge["credentialSubject"]["achievement"]["resultDescription"][0]["requiredValue"] = "c"
    with pytest.raises(StructureError) as caught:
        issue(badge, badges.signer(), created=badges.CREATED)
    assert code in [fault.code for fault in caught.value.faults]
    if code not in ("structure.direction",):
        assert code not in [fault.code for fault in faults(badge, "OpenBadgeCredential")]


def test_faults_are_told_in_the_report() -> None:
    report = badges.world().verify(dropped(badges.signed().document, (*ACHIEVEMENT, "criteria")))
    assert report.verdict is Verdict.INVALID
    check = report.to_dict()["checks"][0]
    assert check["details"] == [
        {
            "path": "$.credentialSubject.achievement",
            "rule": "structure.missing",
            "section": "Achievement",
            "message": "$.credentialSubject.achievement has no criteria.",
        }
    ]


def test_issue_refuses_what_it_cannot_stand_for() -> None:
    with pytest.raises(ProofError, match="not one of the issuer"):
        issue(badges.rich(), badges.signer(1, "did:web:other.example"), created=badges.CREATED)
    with pytest.raises(ProofError):
        issue(badges.signed().document, badges.signer(), created=badges.CREATED)
    with pytest.raises(StructureError):
        issue({"type": "Diploma"}, badges.signer(), created=badges.CREATED)
    with pytest.raises(StructureError):
        issue(badges.small() | {"name": datetime(2026, 1, 1)}, badges.signer(), created=badges.CREATED)  # noqa: DTZ001
    with pytest.raises(StructureError, match="half"):
        issue(badges.small() | {"name": "\ud800"}, badges.signer(), created=badges.CREATED)
    with pytest.raises(ValueError, match="zone"):
        issue(badges.small(), badges.signer(), created=datetime(2026, 1, 1))  # noqa: DTZ001


def test_issuing_twice_gives_the_same_bytes() -> None:
    """A retry after a crash must not make a second badge (promise 5 of the security design)."""
    first, second = badges.signed(), badges.signed()
    assert first.data == second.data
    assert first.digest == second.digest
    assert json.loads(first.data) == first.document
    assert badges.signed(badges.rich().to_dict()).data == first.data


EXAMPLES = [
    ("basicOpenBadgeCredential-01", 0),
    ("linked-data-proof-ob-02", 0),
    ("skillAssertionCase-01", 0),
    ("skillAssertionCtdl-01", 0),
    ("achievementAlignmentCase-01", 0),
    ("achievementAlignmentCe-01", 0),
]


@pytest.mark.parametrize("name", [name for name, _ in EXAMPLES])
def test_published_examples_are_well_formed(name: str) -> None:
    document = json.loads(shared_path(f"standards/openbadges/examples/{name}.json").read_text())
    assert _found(document) == []


def test_the_full_example_has_its_form() -> None:
    """1EdTech's own full sample: only the endorsements in it use a word of a context that they do not list."""
    document = json.loads(shared_path("standards/openbadges/examples/fullOpenBadge-01.json").read_text())
    assert _found(document) == []
    endorsement = faults(document["endorsement"][0], "EndorsementCredential")
    assert {fault.code for fault in endorsement} == {"structure.schema_context"}


def test_instants() -> None:
    assert format_instant(parse_instant("2026-11-22T10:30:00+01:00")) == "2026-11-22T09:30:00Z"
    assert parse_instant("2026-11-22T09:30:00.123456789Z").microsecond == 123456
    for text in ("2026-11-22", "", "2026-11-22T24:00:00Z", "2026-11-22T09:30:00+25:00", "２026-11-22T09:30:00Z"):
        with pytest.raises(ValueError, match=r"."):
            parse_instant(text)


def test_every_kind_in_the_rules_exists() -> None:
    kinds = {"text", "uri", "instant", "datetime", "date", "language", "number", "boolean", "object", "typed", "token"}
    for spec in CLASSES.values():
        for rule in spec.rules.values():
            assert rule.kind in kinds or rule.kind in CLASSES or rule.kind.startswith("enum:")


def test_a_badge_can_be_checked_whatever_it_holds() -> None:
    """No value in any place makes the checker stumble instead of answer."""
    made = _rich()
    for path, _ in nodes(made):
        for value in (None, [], {}, 7, "x", True, [[]], [{}], [None], {"id": 7}, {"type": 7}, {"type": [[]]}, 1.5):
            assert isinstance(_found(replaced(made, path, value)), list)
