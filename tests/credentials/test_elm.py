"""The European Learning Model as a second output: what it must hold, what it says, and what it does not make up."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from credentials.canonical import canonicalize
from credentials.concepts import SUPERVISION
from credentials.contexts import Contexts
from credentials.elm import ELM_CONTEXT, duration, to_elm
from credentials.errors import ElmError
from credentials.extension import announced, extended
from credentials.model import IdentityObject, OpenBadgeCredential
from tests.credentials import badges, microcredentials
from tests.credentials.microcredentials import ACHIEVEMENT
from tests.credentials.mutations import dropped, replaced
from tests.shared import shared_path

PNG = b"\x89PNG\r\n\x1a\nrest"
ELM = "http://data.europa.eu/snb/model/elm/"

#: What the shapes of edc-generic (EDC-generic-no-cv 1.1.0) ask of each class at least; the e-seal brings the rest.
NEEDED = {
    "EuropeanDigitalCredential": {
        "credentialProfiles", "displayParameter", "issuer", "credentialSubject", "issued", "validFrom",
        "credentialSchema",
    },
    "Organisation": {"legalName", "location"},
    "Location": {"address"},
    "Address": {"countryCode"},
    "Person": {"hasClaim"},
    "LearningAchievement": {"title", "awardedBy"},
    "LearningAssessment": {"title", "awardedBy", "grade"},
    "AwardingProcess": {"awardingBody"},
    "Qualification": {"title"},
    "LearningAchievementSpecification": {"title"},
    "LearningAssessmentSpecification": {"title"},
    "LearningOutcome": {"title"},
    "Note": {"noteLiteral"},
    "CreditPoint": {"framework", "point"},
    "WebResource": {"contentURL"},
    "DisplayParameter": {"title", "primaryLanguage", "language", "individualDisplay"},
    "IndividualDisplay": {"language", "displayDetail"},
    "DisplayDetail": {"image", "page"},
    "MediaObject": {"content", "contentEncoding", "contentType"},
    "Identifier": {"notation"},
}  # fmt: skip
LANGUAGE_MAPS = {"title", "description", "noteLiteral", "legalName", "fullName", "prefLabel"}


def made(**options: Any) -> dict[str, Any]:
    return to_elm(microcredentials.full(), **({"picture": PNG} | options))


def claim(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["hasClaim"][0]
    return found


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _objects(item)


def test_every_object_holds_what_the_shapes_ask() -> None:
    document = made()
    seen = set()
    for found in _objects(document):
        kinds = found.get("type", [])
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if set(found) == {"id", "type"}:
                continue
            seen.add(kind)
            assert NEEDED.get(kind, set()) <= found.keys(), (kind, found)
    assert NEEDED.keys() - seen == {"LearningAchievementSpecification", "Identifier"}


def test_nodes_have_names_of_their_own() -> None:
    """One name for two things would make them one (`@type: @id` in the model's context)."""
    told: dict[str, dict[str, Any]] = {}
    for found in _objects(made()):
        if found.get("id", "").startswith("urn:epass:"):
            assert found["id"] not in told
            told[found["id"]] = found
    assert len(told) > 20


def test_texts_are_language_maps() -> None:
    for found in _objects(made()):
        for name in LANGUAGE_MAPS & found.keys():
            assert isinstance(found[name], dict)
            assert all(len(language) == 2 and text for language, text in found[name].items())


def test_every_word_is_one_of_the_model() -> None:
    """Safe mode over the Commission's own context: nothing is dropped, every address is whole."""
    text = shared_path("standards/openbadges/contexts/elm-edc-ap.jsonld").read_text()
    contexts = Contexts({ELM_CONTEXT: text})
    for document in (made(), to_elm(badges_with_country()), to_elm(_supervised(False))):
        quads = canonicalize(document, contexts=contexts)
        assert f"<{ELM}hasClaim>" in quads
    assert f'<{ELM}volumeOfLearning> "PT52H"^^<http://www.w3.org/2001/XMLSchema#duration>' in canonicalize(
        made(), contexts=contexts
    )


def badges_with_country() -> OpenBadgeCredential:
    """A badge without the extension, of an issuer with a country."""
    return replace(badges.rich(), issuer=microcredentials.full().issuer)


def _supervised(value: bool) -> OpenBadgeCredential:
    full = microcredentials.full()
    extension = replace(microcredentials.extension(), supervision_type=SUPERVISION[value, True])
    plain = badges_with_country().credential_subject
    subject = replace(plain, achievement=extended(plain.achievement, extension))
    return announced(replace(full, credential_subject=subject))


@pytest.mark.parametrize(
    ("hours", "text"), [(60, "PT60H"), (1.5, "PT1H30M"), (0.25, "PT15M"), (84.0, "PT84H"), (16.999, "PT17H")]
)
def test_hours_are_hours(hours: float, text: str) -> None:
    """The trap in the Commission's own sample: `P60M` is sixty months."""
    assert duration(hours) == text
    assert duration(hours).startswith("PT")


def test_the_elements_arrive() -> None:
    document = made()
    achieved = claim(document)
    specified = achieved["specifiedBy"]
    assert achieved["title"] == {
        "nl": "Arduino in de les elektriciteit",
        "fr": "Didactique numérique",
    }
    assert specified["type"] == "Qualification"
    assert specified["eqfLevel"]["id"] == "http://data.europa.eu/snb/eqf/6"
    assert specified["creditPoint"]["point"] == "2"
    assert specified["creditPoint"]["framework"]["id"].endswith("education-credit/6fcec5c5af")
    assert specified["mode"]["prefLabel"] == {"en": "Blended"}
    assert specified["isPartialQualification"] is True
    assert specified["entryRequirement"]["noteLiteral"]["fr"] == "Vous enseignez un cours pratique."
    assert specified["learningOutcome"][0]["title"]["nl"].startswith("integreert")
    assert specified["learningOutcome"][0]["relatedESCOSkill"][0]["id"].startswith("http://data.europa.eu/esco/skill/")
    assessed = achieved["provenBy"]["specifiedBy"]["dcType"]
    assert [kind["prefLabel"]["en"] for kind in assessed] == ["oral examination", "portfolio"]
    assert {kind["inScheme"]["id"] for kind in assessed} == {"http://data.europa.eu/snb/assessment/25831c2"}
    assert achieved["provenBy"]["grade"]["noteLiteral"] == {"nl": "Les uitgevoerd: Behaald"}
    country = document["issuer"]["location"]["address"]["countryCode"]["id"]
    assert country == "http://publications.europa.eu/resource/authority/country/BEL"
    assert achieved["awardedBy"]["awardingBody"] == [{"id": badges.DID, "type": "Organisation"}]
    assert document["displayParameter"]["primaryLanguage"]["id"].endswith("/language/NLD")
    assert document["id"] == microcredentials.full().id
    assert document["credentialSubject"]["id"] == microcredentials.full().credential_subject.id
    assert document["validUntil"] == document["expirationDate"] == "2031-11-20T12:00:00Z"


def test_nothing_is_made_up() -> None:
    """No accreditation by nobody, no concept for supervision that the vocabulary lacks, no seal, no hashed name."""
    document = made()
    assert "accreditation" not in str(document)
    assert "eIDASIdentifier" not in str(document)
    assert "proof" not in document
    assert "sha256" not in str(document)
    proven = claim(document)["provenBy"]
    assert "idVerification" not in proven
    assert proven["additionalNote"]["noteLiteral"] == {"en": "Supervised, with identity check."}
    unsupervised = claim(to_elm(_supervised(False)))["provenBy"]
    assert unsupervised["idVerification"]["id"].endswith("supervision-verification/df2880c5cb")
    assert "individualDisplay" not in to_elm(microcredentials.full())["displayParameter"]
    assert claim(document)["specifiedBy"]["supplementaryDocument"]["contentURL"] == "https://badges.example/kwaliteit"


def test_a_plain_badge_says_less() -> None:
    achieved = claim(to_elm(badges_with_country()))
    assert achieved["specifiedBy"]["type"] == "LearningAchievementSpecification"
    assert not {"provenBy", "creditReceived"} & achieved.keys() - {"creditReceived"}
    assert "volumeOfLearning" not in achieved["specifiedBy"]
    assert "isPartialQualification" not in achieved["specifiedBy"]


def test_the_name_that_the_holder_chose_to_show() -> None:
    full = microcredentials.full()
    shown = (
        IdentityObject(hashed=False, identity_hash="Noor De Smet", identity_type="name"),
        IdentityObject(hashed=False, identity_hash="S-17", identity_type="sisSourcedId"),
    )
    person = to_elm(replace(full, credential_subject=replace(full.credential_subject, identifier=shown)))[
        "credentialSubject"
    ]
    assert person["fullName"] == {"nl": "Noor De Smet"}
    assert [entry["notation"] for entry in person["identifier"]] == ["S-17"]


def test_moments_are_utc() -> None:
    document = replaced(microcredentials.document(), ("validFrom",), "2026-11-20T13:00:00+01:00")
    assert to_elm(document)["validFrom"] == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda it: replaced(it, ("issuer",), badges.DID), "elm.issuer"),
        (lambda it: dropped(it, ("issuer", "address")), "elm.issuer"),
        (lambda it: replaced(it, ("issuer", "address", "addressCountryCode"), "XX"), "elm.country"),
        (lambda it: replaced(it, (*ACHIEVEMENT, "inLanguage"), "tlh"), "elm.language"),
    ],
)
def test_what_the_model_cannot_do_without(change: Any, code: str) -> None:
    with pytest.raises(ElmError) as caught:
        to_elm(change(microcredentials.document()))
    assert caught.value.code == code


def test_a_picture_is_one() -> None:
    image = made()["displayParameter"]["individualDisplay"][0]["displayDetail"][0]["image"]
    assert image["contentType"]["id"].endswith("/file-type/PNG")
    with pytest.raises(ElmError, match="neither PNG nor JPEG"):
        made(picture=b"<svg/>")
