"""What is never signed, what is only warned about, and what to do instead."""

import json
from typing import Any

import pytest

from credentials import lint
from credentials.canonical import canonicalize
from credentials.errors import CanonicalisationError, ContextError, StructureError
from credentials.issuing import issue
from credentials.lint import Finding, errors, findings
from credentials.microcredential import Policy
from credentials.near_miss import meant, near_misses
from credentials.structure import faults
from tests.credentials import badges, microcredentials
from tests.credentials.microcredentials import ACHIEVEMENT
from tests.credentials.mutations import Path, renamed, replaced
from tests.shared import shared_path

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def _rich() -> dict[str, Any]:
    """A rich badge that calls itself a microcredential and lacks what that asks."""
    return replaced(badges.rich().to_dict(), (*ACHIEVEMENT, "achievementType"), "MicroCredential")


def _plain() -> dict[str, Any]:
    """A rich badge that does not call itself a microcredential."""
    return replaced(_rich(), (*ACHIEVEMENT, "achievementType"), "Competency")


def _set(path: Path, value: Any) -> dict[str, Any]:
    return replaced(_plain(), path, value)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "control character": (_set(("name",), "Ar\x00duino"), "structure.control"),
    "text direction": (_set(("name",), {"@value": "x", "@direction": "rtl"}), "structure.direction"),
    "schema without its context": (
        _set(("credentialSchema",), [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}]),
        "structure.schema_context",
    ),
    "contexts in another order": (_set(("@context",), list(reversed(_plain()["@context"]))), "structure.context"),
    "image as a text": (_set((*ACHIEVEMENT, "image"), "https://badges.example/1.png"), "structure.object"),
    "number as status index": (_set(("credentialStatus", "statusListIndex"), 94567), "structure.index"),
    "status with the id of its list": (_set(("credentialStatus", "id"), badges.LIST), "lint.status_id"),
    "no recipient": (_set(("credentialSubject",), {"type": ["AchievementSubject"]}), "structure.recipient"),
    "criteria with a capital": (renamed(_plain(), (*ACHIEVEMENT, "criteria"), "Criteria"), "lint.near_miss"),
    "evidence with a capital": (renamed(_plain(), ("evidence",), "Evidence"), "lint.near_miss"),
    "small letters": (renamed(_plain(), (*ACHIEVEMENT, "achievementType"), "achievementtype"), "lint.near_miss"),
    "a word of VC Data Model 1.1": (renamed(_plain(), ("validFrom",), "issuanceDate"), "lint.near_miss"),
    "a word of Open Badges 2": (_set(("issuedOn",), "2026-11-20T12:00:00Z"), "lint.near_miss"),
    "a slip of the pen": (renamed(_plain(), ("credentialSubject",), "credentialSubjet"), "lint.near_miss"),
    "extension without its context": (
        replaced(microcredentials.document(), ("@context",), microcredentials.document()["@context"][:3]),
        "lint.extension_context",
    ),
    "extension without its class": (
        replaced(microcredentials.document(), (*ACHIEVEMENT, "type"), ["Achievement"]),
        "lint.extension_type",
    ),
    "called a microcredential": (_rich(), "microcredential.outcomes"),
}


def _codes(found: tuple[Any, ...]) -> list[str]:
    return [item.fault.code if isinstance(item, Finding) else item.code for item in found]


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_never_signed(kind: str) -> None:
    document, code = WRONG[kind]
    assert code in _codes(errors(document, "OpenBadgeCredential"))
    with pytest.raises(StructureError) as caught:
        badges.signed(document)
    assert code in _codes(caught.value.faults)


def test_what_is_right_is_signed() -> None:
    for document in (_plain(), badges.small(), microcredentials.document()):
        assert errors(document, "OpenBadgeCredential") == ()
        assert badges.signed(document).document["proof"]
    listed = badges.status_list().document
    assert (
        errors({name: value for name, value in listed.items() if name != "proof"}, "BitstringStatusListCredential")
        == ()
    )


def test_a_class_in_the_place_of_a_member_would_be_signed_without_lint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: JSON-LD takes `Evidence` for a member, so safe mode and the rules of form are both content."""
    document, _code = WRONG["evidence with a capital"]
    assert "vocab.html#Evidence>" in canonicalize(document)
    assert faults(document, "OpenBadgeCredential", issuing=True) == ()
    monkeypatch.setattr(lint, "near_misses", lambda document: ())
    assert badges.signed(document).document["Evidence"]


def test_a_microcredential_would_be_signed_without_its_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the gate."""
    with pytest.raises(StructureError, match="breaks 6 of the rules"):
        badges.signed(_rich())
    monkeypatch.setattr(lint, "gate", lambda document, policy: ())
    assert badges.signed(_rich()).document["proof"]


def test_the_policy_of_the_call_holds() -> None:
    """Complete under the recommendation; too small, and of no institution, for the national agreements."""
    document = microcredentials.document()
    assert issue(document, badges.signer(), created=badges.CREATED).document["proof"]
    with pytest.raises(StructureError) as caught:
        issue(document, badges.signer(), created=badges.CREATED, policy=Policy.NL)
    assert _codes(caught.value.faults) == ["microcredential.size", "microcredential.institution"]


def test_a_token_needs_a_subject_id() -> None:
    small = badges.small()
    assert errors(small, "OpenBadgeCredential") == ()
    assert _codes(errors(small, "OpenBadgeCredential", as_token=True)) == ["lint.token_subject"]
    assert errors(_plain(), "OpenBadgeCredential", as_token=True) == ()


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("validFrom",), "2026-11-20T13:00:00+01:00", "lint.moment"),
        (("awardedDate",), "2026-11-20T12:00:00.5Z", "lint.moment"),
        ((*ACHIEVEMENT, "criteria", "id"), "http://badges.example/criteria", "lint.insecure"),
        (("endorsementJwt",), ["e30.e30.e30"], "lint.endorsement_jwt"),
        (("name",), "Arduino \U0001f916 \ue000", "lint.sort_order"),
        (("name",), "Arduino \U0001f916 \uff21", "lint.sort_order"),
        (("issuer",), "https://badges.example/issuers/linden", "lint.issuer_address"),
    ],
)
def test_what_some_stumble_over_is_a_warning(path: tuple[str, ...], value: Any, code: str) -> None:
    document = _set(path, value)
    found = findings(document, "OpenBadgeCredential")
    assert [(item.fault.code, item.severity) for item in found] == [(code, "warning")]


def test_a_workload_that_does_not_fit_its_credits() -> None:
    document = microcredentials.document()
    assert findings(document, "OpenBadgeCredential") == ()
    found = findings(replaced(document, (*ACHIEVEMENT, "studyLoadHours"), 2), "OpenBadgeCredential")
    assert [item.fault.message for item in found] == [
        "$.credentialSubject.achievement.studyLoadHours does not fit 2 ECTS credits, which stand for 40 to 70 hours."
    ]


def test_emoji_alone_and_addresses_of_concepts_are_no_trouble() -> None:
    assert findings(_set(("name",), "Arduino \U0001f916"), "OpenBadgeCredential") == ()
    assert any(
        value.startswith("http:")
        for value in microcredentials.document()["credentialSubject"]["achievement"]["assessmentType"]
    )


def test_a_finding_says_what_to_do() -> None:
    document, _code = WRONG["a word of VC Data Model 1.1"]
    assert findings(document, "OpenBadgeCredential")[0].to_dict() == {
        "severity": "error",
        "path": "$.issuanceDate",
        "rule": "lint.near_miss",
        "section": "Names",
        "message": "$.issuanceDate is not a name that Open Badges knows.",
        "suggestion": "Write validFrom.",
    }
    assert findings(_set(("name",), ""), "OpenBadgeCredential") == ()
    blank = findings(_set((*ACHIEVEMENT, "name"), " "), "OpenBadgeCredential")[0]
    assert (blank.fault.code, blank.suggestion) == ("structure.blank", None)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Criteria", "criteria"),
        ("achievement_type", "achievementType"),
        ("CREDENTIALSUBJECT", "credentialSubject"),
        ("achivement", "achievement"),
        ("expirationDate", "validUntil"),
        ("criteria", None),
        ("@context", None),
        ("relatedResource", None),
        ("digestMultibase", None),
        ("lengte", None),
        ("geoposition", None),
    ],
)
def test_near_misses(name: str, other: str | None) -> None:
    assert meant(name) == other


def test_no_name_of_a_published_example_is_a_near_miss() -> None:
    """But for 1EdTech's own slips, which are words of another version."""
    folder = shared_path("standards/openbadges/examples")
    seen = 0
    for path in sorted(folder.glob("*Badge*.json")) + sorted(folder.glob("skill*.json")):
        document = json.loads(path.read_text())
        seen += 1
        assert list(near_misses(document)) == [], path.name
    assert seen > 3


def test_lint_needs_no_luck() -> None:
    """Whatever stands in a badge, lint answers; words of nobody are refused by canonicalisation after it."""
    odd: tuple[Any, ...] = (None, [], {}, 7, "x", True, [[]], [None], {"id": 7}, {"type": 7}, {"type": [[]]})
    for value in odd:
        for path in (("issuer",), ("credentialStatus",), ("credentialSubject",), ACHIEVEMENT, ("@context",), ("type",)):
            assert isinstance(findings(_set(path, value), "OpenBadgeCredential", as_token=True), tuple)
    with pytest.raises((CanonicalisationError, ContextError)):
        badges.signed(_set(("honours",), "cum laude"))
