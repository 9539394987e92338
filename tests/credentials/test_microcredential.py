"""Which badge may be called a microcredential, and what is still missing of one that may not."""

from dataclasses import replace
from typing import Any

import pytest

from credentials.concepts import LEVELS
from credentials.contexts import MICROCREDENTIAL, MICROCREDENTIAL_SCHEMA
from credentials.microcredential import EQF_LEVEL, Elements, Level, Policy, elements, gate, missing
from tests.credentials import badges, microcredentials
from tests.credentials.microcredentials import ACHIEVEMENT
from tests.credentials.mutations import dropped, replaced
from tests.shared import ROOT

VKS_6 = {
    "type": ["Alignment"],
    "targetName": "VKS 6",
    "targetFramework": "Vlaamse kwalificatiestructuur (VKS)",
    "targetCode": "6",
    "targetType": "ext:NQFLevel",
    "targetUrl": "http://data.europa.eu/snb/qdr/c_65235ec5",
}


def codes(document: dict[str, Any], policy: Policy = Policy.EU) -> list[str]:
    return [fault.code.removeprefix("microcredential.") for fault in gate(document, policy)]


def test_every_element_is_read() -> None:
    found = elements(microcredentials.document())
    assert found.learner == "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0002"
    assert (found.title, found.country) == ("Arduino in de les elektriciteit", "BE")
    assert found.awarding_bodies == ("Academie De Linden", "Techniekhuis")
    assert found.issued == "2026-11-20T12:00:00Z"
    assert found.outcomes[1] == "onderbouwt keuzes en deelt ze met de vakgroep"
    assert (found.credits, found.hours) == (2, 52)
    assert found.levels == (Level("EQF", "6", LEVELS["EQF"]["6"]),)
    assert len(found.assessment) == 2
    assert found.participation == "http://data.europa.eu/snb/learning-assessment/e92d221e4d"
    assert found.quality["reviewedOn"] == "2026-09-02"
    assert (found.identity_checked, found.results, len(found.integration)) == (True, 1, 1)
    assert found.entry_requirement == "Je geeft les in een praktijkvak."
    assert missing(found) == ()


def test_a_badge_that_says_nothing_lacks_ten_and_none_has_a_level() -> None:
    """M8, the level, is asked "if applicable": of that nobody but a policy knows."""
    assert [fault.params["element"] for fault in missing(Elements())] == [
        f"M{number}" for number in range(1, 12) if number != 8
    ]
    assert [fault.path for fault in missing(Elements())][5] == "$.credentialSubject.achievement.learningOutcome"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("issuer", "address"), "country"),
        ((*ACHIEVEMENT, "learningOutcome"), "outcomes"),
        ((*ACHIEVEMENT, "assessmentType"), "assessment"),
        ((*ACHIEVEMENT, "participationType"), "participation"),
        ((*ACHIEVEMENT, "qualityAssurance"), "quality"),
        ((*ACHIEVEMENT, "name"), "title"),
        (("validFrom",), "issued"),
    ],
)
def test_each_missing_element_is_named(path: tuple[str, ...], code: str) -> None:
    assert codes(dropped(microcredentials.document(), path)) == [code]


def test_what_can_be_said_in_two_ways_lacks_when_neither_is() -> None:
    document = microcredentials.document()
    for path, other, code in [
        (("credentialSubject", "id"), ("credentialSubject", "identifier"), "learner"),
        ((*ACHIEVEMENT, "studyLoadHours"), (*ACHIEVEMENT, "creditsAvailable"), "workload"),
    ]:
        assert codes(dropped(document, path)) == codes(dropped(document, other)) == []
        assert codes(dropped(dropped(document, path), other)) == [code]
    nameless = replaced(dropped(document, (*ACHIEVEMENT, "creator")), ("issuer", "name"), " ")
    assert codes(nameless) == ["awarding_body"]
    assert codes(replaced(document, ("issuer",), badges.DID)) == ["country"]


def test_words_without_the_class_of_the_extension_do_not_count() -> None:
    document = replaced(microcredentials.document(), (*ACHIEVEMENT, "type"), ["Achievement"])
    assert codes(document) == ["outcomes", "assessment", "participation", "quality"]


def test_hours_in_the_place_of_credits_do_not_make_a_size() -> None:
    assert codes(replaced(microcredentials.document(), (*ACHIEVEMENT, "creditsAvailable"), "2")) == []
    assert elements(replaced(microcredentials.document(), (*ACHIEVEMENT, "creditsAvailable"), True)).credits is None
    assert elements(replaced(microcredentials.document(), (*ACHIEVEMENT, "studyLoadHours"), -52)).hours is None


def test_a_badge_that_is_called_otherwise_is_not_asked() -> None:
    other = replaced(badges.rich().to_dict(), (*ACHIEVEMENT, "achievementType"), "Competency")
    assert gate(other) == ()
    assert gate(other, Policy.VL) == ()


def _national(document: dict[str, Any], size: float, identifier: tuple[str, str], *levels: Any) -> dict[str, Any]:
    document = replaced(document, (*ACHIEVEMENT, "creditsAvailable"), size)
    document["issuer"]["otherIdentifier"] = [
        {"type": "IdentifierEntry", "identifierType": identifier[0], "identifier": identifier[1]}
    ]
    document["credentialSubject"]["achievement"]["alignment"] += levels
    return document


@pytest.mark.parametrize(
    ("policy", "size", "identifier", "expected"),
    [
        (Policy.NL, 3, ("ext:BRIN", "21PB"), []),
        (Policy.NL, 30, ("ext:ErasmusCode", "NL UTRECHT01"), []),
        (Policy.NL, 3.5, ("ext:SCHAC", "uu.nl"), []),
        (Policy.NL, 2.5, ("ext:BRIN", "21PB"), ["size"]),
        (Policy.NL, 30.5, ("ext:BRIN", "21PB"), ["size"]),
        (Policy.NL, 3.3, ("ext:BRIN", "21PB"), ["size"]),
        (Policy.NL, 3, ("ext:BRIN", "school"), ["institution"]),
        (Policy.NL, 3, ("ext:ErasmusCode", "B  GENT01"), ["institution"]),
        (Policy.VL, 20, ("ext:ErasmusCode", "B  GENT01"), []),
        (Policy.VL, 3, ("ext:SCHAC", "ugent.be"), []),
        (Policy.VL, 21, ("ext:SCHAC", "ugent.be"), ["size"]),
        (Policy.VL, 3, ("ext:BRIN", "21PB"), ["institution"]),
        (Policy.VL, 3, ("ext:ROR", "https://ror.org/00cv9y106"), ["institution"]),
    ],
)
def test_national_policies(policy: Policy, size: float, identifier: tuple[str, str], expected: list[str]) -> None:
    """frameworks: 3-30 EC for the Dutch framework, 3-20 and a VKS level for Flanders, an institution for both."""
    document = _national(microcredentials.document(), size, identifier, VKS_6)
    assert codes(document, policy) == expected
    assert codes(document, Policy.EU) == []


def test_a_policy_asks_a_level_of_its_own_scheme() -> None:
    flemish = _national(microcredentials.document(), 3, ("ext:SCHAC", "ugent.be"))
    assert codes(flemish, Policy.VL) == ["level"]
    assert codes(_national(flemish, 3, ("ext:SCHAC", "ugent.be"), VKS_6), Policy.VL) == []
    bare = elements(microcredentials.document())
    assert [fault.code for fault in missing(replace(bare, levels=(), credits=3), Policy.NL)] == [
        "microcredential.level",
        "microcredential.institution",
    ]
    claimed = replaced(
        flemish, (*ACHIEVEMENT, "alignment"), [{"targetType": EQF_LEVEL, "targetUrl": "https://x.example/6"}]
    )
    assert elements(claimed).levels == ()


def test_an_institution_may_stand_behind_it() -> None:
    """A regional centre issues; its parent organisation or the creator of the achievement is the institution."""
    identifiers = [{"type": "IdentifierEntry", "identifierType": "ext:SCHAC", "identifier": "ugent.be"}]
    document = _national(microcredentials.document(), 3, ("ext:PIC", "1"), VKS_6)
    assert codes(document, Policy.VL) == ["institution"]
    for holder in (
        document["issuer"].setdefault("parentOrg", {}),
        document["credentialSubject"]["achievement"]["creator"],
    ):
        holder["otherIdentifier"] = identifiers
        assert codes(document, Policy.VL) == []
        del holder["otherIdentifier"]


def test_a_fault_is_a_sentence_with_its_place_and_source() -> None:
    fault = gate(dropped(microcredentials.document(), (*ACHIEVEMENT, "qualityAssurance")))[0]
    assert fault.to_dict() == {
        "path": "$.credentialSubject.achievement.qualityAssurance",
        "rule": "microcredential.quality",
        "section": "Council Recommendation 2022/C 243/02, Annex I",
        "message": "A microcredential must say how its quality is assured.",
    }
    size = gate(microcredentials.document(), Policy.NL)[0]
    assert size.message == "Under nl-kwaliteitskader a microcredential counts from 3 to 30 ECTS credits, in halves."


def test_the_example_of_the_documentation_runs() -> None:
    text = (ROOT / "docs" / "microcredentials.md").read_text()
    code = text.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"badge": microcredentials.full(), "png": b"\x89PNG\r\n\x1a\n"}
    exec(compile(code, "microcredentials.md", "exec"), names)
    assert names["lacks"] == ()
    assert names["document"]["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    for name in (MICROCREDENTIAL, MICROCREDENTIAL_SCHEMA, *Policy):
        assert f"`{name}`" in text
