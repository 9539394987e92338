"""The European elements get from a badge's row into what is signed, and old versions stay what they were."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from courses.errors import Invalid
from courses.flows.settle import settle
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.credentials_of import achievement, credential
from courses.recognition.models import BadgeVersion, Issuer
from courses.recognition.queries.documents import achievement_document
from courses.recognition.queries.signing import signing_job
from courses.recognition.services import define_badge
from credentials.concepts import ASSESSMENT_TYPES, LEVELS, MODES, STACKABLE, SUPERVISION
from credentials.contexts import MICROCREDENTIAL
from credentials.issuing import issue
from credentials.microcredential import Policy
from lms.keystore import Keystore
from tests.conftest import NOW
from tests.courses.recognition.world import KEYSTORE, make_world, read_everything
from tests.factories import make_issuer

ELEMENTS: dict[str, Any] = {
    "credits": 2,
    "levels": [{"scheme": "VKS", "code": "6", "set_by": "AHOVOKS", "set_on": "2026-09-01"}],
    "supervised": True,
    "identity_checked": True,
    "stackable": True,
    "entry_requirement": {"nl": "Je geeft les.", "fr": "Vous enseignez."},
    "quality": {"name": {"nl": "Kwaliteitskader"}, "description": {"nl": "Goed."}, "reviewed_on": "2026-09-01"},
}
SPEC = BadgeSpec(
    slug="les",
    name={"nl": "Les", "fr": "Cours"},
    description={"nl": "Gaf een les.", "en": "Taught a lesson."},
    criteria={"nl": "Geef een les."},
    language="nl",
    achievement_type="MicroCredential",
    outcomes=[{"nl": "geeft les", "en": "teaches"}, {"nl": "kijkt terug"}],
    assessment_type="oral examination",
    participation_type="Onsite",
    supervision={"nl": "Een trainer kijkt toe."},
    elements=ELEMENTS,
)


def defined(session: Session, spec: BadgeSpec = SPEC, issuer: Issuer | None = None) -> BadgeVersion:
    issuer = issuer or make_issuer(session)
    return define_badge(session, issuer_id=issuer.id, module_version_id=None, spec=spec, now=NOW)


def test_every_element_is_in_the_achievement(session: Session) -> None:
    said = achievement(defined(session), None).to_dict()
    assert said["type"] == ["Achievement", "MicrocredentialAchievement"]
    assert said["creditsAvailable"] == 2
    assert said["learningOutcome"] == [
        {"statement": "geeft les", "statementTranslations": {"en": "teaches"}},
        {"statement": "kijkt terug"},
    ]
    assert said["assessmentType"] == [ASSESSMENT_TYPES["oral examination"]]
    assert said["participationType"] == MODES["Presential"]
    assert said["supervisionType"] == SUPERVISION[True, True]
    assert said["identityChecked"] is True
    assert said["integrationOptions"] == [STACKABLE]
    assert said["qualityAssurance"] == {"name": "Kwaliteitskader", "description": "Goed.", "reviewedOn": "2026-09-01"}
    assert said["entryRequirement"] == "Je geeft les."
    assert said["entryRequirementTranslations"] == {"fr": "Vous enseignez."}
    assert said["nameTranslations"] == {"fr": "Cours"}
    assert said["descriptionTranslations"] == {"en": "Taught a lesson."}
    assert "criteriaTranslations" not in said
    assert said["alignment"][-1]["targetUrl"] == LEVELS["VKS"]["6"]
    assert "Een trainer kijkt toe." in said["criteria"]["narrative"]


def test_hours_keep_their_half(session: Session) -> None:
    for hours, said in ((Decimal("16.00"), 16), (Decimal("4.50"), 4.5)):
        version = defined(session, replace(SPEC, slug=f"les-{said}", study_load_hours=hours))
        assert achievement(version, None).to_dict()["studyLoadHours"] == said


def test_a_version_of_before_stays_what_it_was(session: Session) -> None:
    """Its document is cached elsewhere as frozen, and its newer editions say the same as the older."""
    version = defined(session, replace(SPEC, achievement_type="Competency"))
    version.elements = None
    said = achievement(version, None).to_dict()
    assert said["type"] == ["Achievement"]
    assert not {"learningOutcome", "creditsAvailable", "nameTranslations"} & said.keys()
    assert MICROCREDENTIAL not in achievement_document(session, version).body.decode()


def test_a_badge_of_less_needs_no_words_of_ours(session: Session) -> None:
    """Who checks it may know only the contexts of W3C and 1EdTech."""
    version = defined(session, replace(SPEC, achievement_type="Competency"))
    said = achievement(version, None).to_dict()
    assert said["type"] == ["Achievement"]
    assert said["creditsAvailable"] == 2
    assert "kijkt terug" in said["criteria"]["narrative"]
    assert MICROCREDENTIAL not in achievement_document(session, version).body.decode()


def test_what_says_nothing_has_the_fingerprint_of_before() -> None:
    """So that defining the same badge again finds the version that was there, and makes no other."""
    plain = replace(SPEC, elements={})
    said = {name: value for name, value in asdict(plain).items() if name not in ("rubric_id", "elements", "renewal")}
    before = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    assert plain.content_sha256() == before
    assert SPEC.content_sha256() != before


def test_a_badge_that_nobody_could_sign_is_not_defined(session: Session) -> None:
    with pytest.raises(Invalid, match="must name its learning outcomes"):
        defined(session, replace(SPEC, outcomes=[]))
    with pytest.raises(Invalid, match="institution of higher education"):
        defined(session, replace(SPEC, elements=ELEMENTS | {"policy": "vl-afsprakenkader", "credits": 3}))
    assert defined(session, replace(SPEC, achievement_type="Competency", outcomes=[])).id


def test_the_achievement_is_served_with_the_context_of_its_words(session: Session) -> None:
    body = achievement_document(session, defined(session)).body.decode()
    assert MICROCREDENTIAL in body


def _planned(
    session: Session, keystore: Keystore, now: datetime, elements: dict[str, Any] | None, achievement_type: str
) -> Any:
    world = make_world(session, keystore=keystore)
    world.badge.elements = elements
    world.badge.achievement_type = achievement_type
    world.badge.assessment_type, world.badge.participation_type = SPEC.assessment_type, SPEC.participation_type
    world.badge.outcomes = [{"nl": "geeft les"}]
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=now)
    return award.editions[0]


def test_a_signed_badge_names_its_contexts_and_schemas(session: Session, now: datetime) -> None:
    edition = _planned(session, KEYSTORE, now, ELEMENTS, "MicroCredential")
    made = credential(edition, None)
    assert made.context[2:] == ("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", MICROCREDENTIAL)
    assert made.credential_subject.credits_earned == 2
    key = edition.signing_key
    signer = KEYSTORE.signer(key_id=key.key_id, issuer=key.issuer.did, wrapped=key.wrapped_private)
    assert issue(made, signer, created=edition.proof_created).document["proof"]


def test_the_policy_goes_along_to_the_signer(session: Session, now: datetime) -> None:
    edition = _planned(session, KEYSTORE, now, {"policy": "nl-kwaliteitskader"}, "Competency")
    job = signing_job(session, edition.id)
    assert job is not None
    assert job.policy is Policy.NL
    edition.award.badge_version.elements = None
    again = signing_job(session, edition.id)
    assert again is not None
    assert again.policy is Policy.EU
