"""A badge in the words of the European Learning Model, version 3: a second output beside Open Badges.

`to_elm` gives an unsigned European Digital Credential for Learning of the profile edc-generic. The issuer's e-seal, and
with it the issuer's eIDAS identifier, is added by whoever seals it; nothing that the badge does not say is made up. So
quality assurance becomes a note with its document: an `Accreditation` must name an accrediting organisation and its
place. Supervision becomes a concept where the vocabulary has one and a note where not.
Sources: European-Learning-Model 3 (context edc-ap, shapes EDC-generic-no-cv), with one slip of the Commission's own
samples avoided: 60 hours are `PT60H`, and `P60M` is five years. Not here: signing, and pictures.
"""

import base64
from collections.abc import Mapping
from typing import Any

from credentials.concepts import ECTS, STACKABLE, STAND_ALONE, SUPERVISION, name_of, scheme_of
from credentials.contexts import CREDENTIALS_V1
from credentials.elm_codes import COUNTRIES, LANGUAGES, authority, concept
from credentials.errors import ElmError
from credentials.extension import Extension, extension_of
from credentials.instants import format_instant, parse_instant
from credentials.microcredential import Level, elements
from credentials.model import Achievement, OpenBadgeCredential, Profile

ELM_CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"
ELM_SCHEMA = "http://data.europa.eu/snb/model/ap/edc-generic-full"
_GENERIC = "http://data.europa.eu/snb/credential/e34929035b"
_BASE64 = "http://data.europa.eu/snb/encoding/6146cde7dd"
_PASSED = {"nl": "Geslaagd", "fr": "Réussi", "de": "Bestanden", "en": "Pass"}
_SUPERVISED = {
    SUPERVISION[True, True]: "Supervised, with identity check.",
    SUPERVISION[True, False]: "Supervised, without identity check.",
}
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}

Json = dict[str, Any]


def to_elm(credential: OpenBadgeCredential | Mapping[str, Any], *, picture: bytes | None = None) -> Json:
    """The unsigned European Digital Credential that says what `credential` says.

    `picture` (PNG or JPEG) is how the credential looks; the shapes ask for one, so sealing may need it. ElmError when
    the badge lacks what the model cannot do without: an issuer with name and country, and a language it knows.
    """
    badge = credential if isinstance(credential, OpenBadgeCredential) else OpenBadgeCredential.from_dict(credential)
    return _Mapping(badge).document(picture)


def duration(hours: float) -> str:
    """Hours of work as an ISO 8601 duration in hours and minutes: 60 is `PT60H`, 1.5 is `PT1H30M`."""
    whole, minutes = divmod(round(hours * 60), 60)
    return "PT" + (f"{whole}H" if whole or not minutes else "") + (f"{minutes}M" if minutes else "")


class _Mapping:
    """One badge on its way; counts the nodes that need a name of their own."""

    def __init__(self, badge: OpenBadgeCredential) -> None:
        self.badge = badge
        self.achievement: Achievement = badge.credential_subject.achievement
        self.extension = extension_of(self.achievement) or Extension()
        self.language = (self.achievement.in_language or "en").partition("-")[0]
        if self.language not in LANGUAGES:
            raise ElmError("elm.language", language=self.achievement.in_language)
        self._counts: dict[str, int] = {}

    def document(self, picture: bytes | None) -> Json:
        badge, issued = self.badge, _moment(self.badge.valid_from)
        until = _moment(badge.valid_until) if badge.valid_until else None
        return {
            "@context": [CREDENTIALS_V1, ELM_CONTEXT],
            "id": badge.id,
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "credentialSchema": [{"id": ELM_SCHEMA, "type": "ShaclValidator2017"}],
            "credentialProfiles": [concept(_GENERIC, "Generic")],
            "displayParameter": self._display(picture),
            "issuer": self._organisation(badge.issuer),
            "issuanceDate": issued,
            "issued": issued,
            "validFrom": issued,
            **({"validUntil": until, "expirationDate": until} if until else {}),
            "credentialSubject": self._person(),
        }

    def _new(self, kind: str, **members: Any) -> Json:
        """A node of class `kind` with a name of its own within the document; members without a value are left out."""
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        said = {name: value for name, value in members.items() if value not in (None, [], {})}
        return {"id": f"urn:epass:{kind[0].lower()}{kind[1:]}:{number}", "type": kind, **said}

    def _said(self, text: str | None, translations: Mapping[str, Any] | None = None) -> dict[str, str]:
        """`{language: text}`, with languages by their first part: the model knows no regions."""
        if not text:
            return {}
        others = {tag.partition("-")[0]: str(other) for tag, other in (translations or {}).items()}
        return others | {self.language: text}

    def _note(self, text: str | None, translations: Mapping[str, Any] | None = None) -> Json | None:
        return self._new("Note", noteLiteral=self._said(text, translations)) if text else None

    def _page(self, address: str | None) -> Json | None:
        return self._new("WebResource", contentURL=address) if address and address.startswith("http") else None

    def _organisation(self, profile: Profile | str) -> Json:
        if isinstance(profile, str) or not profile.name or not profile.address:
            raise ElmError("elm.issuer")
        code = profile.address.address_country_code or ""
        if code not in COUNTRIES:
            raise ElmError("elm.country", country=code)
        address = self._new("Address", countryCode=authority("country", COUNTRIES[code]))
        mailbox = {"id": f"mailto:{profile.email}", "type": "Mailbox"} if profile.email else None
        organisation = self._new(
            "Organisation",
            legalName=self._said(profile.name),
            location=self._new("Location", address=address),
            homepage=self._page(profile.url),
            contactPoint=self._new("ContactPoint", emailAddress=mailbox) if mailbox else None,
        )
        return organisation | {"id": profile.id}

    def _person(self) -> Json:
        subject = self.badge.credential_subject
        plain = [identity for identity in subject.identifier if not identity.hashed]
        names = [identity.identity_hash for identity in plain if identity.identity_type == "name"]
        others = [
            self._new("Identifier", notation=identity.identity_hash, schemeName=identity.identity_type)
            for identity in plain
            if identity.identity_type != "name"
        ]
        person = self._new(
            "Person",
            fullName=self._said(names[0]) if names else None,
            identifier=others,
            hasClaim=[self._claim()],
        )
        return person | ({"id": subject.id} if subject.id else {})

    def _claim(self) -> Json:
        earned = self.badge.credential_subject.credits_earned
        return self._new(
            "LearningAchievement",
            title=self._title(),
            description=self._said(self.achievement.description, self.extension.description_translations),
            awardedBy=self._awarding(),
            provenBy=self._assessment(),
            creditReceived=self._credits(earned),
            specifiedBy=self._specification(),
        )

    def _title(self) -> dict[str, str]:
        return self._said(self.achievement.name, self.extension.name_translations)

    def _awarding(self) -> Json:
        """Who awarded: the issuer, and the creator of the achievement where the model can name it as another body."""
        issuer, creator = self.badge.issuer, self.achievement.creator
        bodies = [{"id": issuer if isinstance(issuer, str) else issuer.id, "type": "Organisation"}]
        if creator is not None and creator.id != bodies[0]["id"] and creator.name and creator.address:
            bodies.append(self._organisation(creator))
        awarded = self.badge.awarded_date or self.badge.valid_from
        return self._new("AwardingProcess", awardingBody=bodies, awardingDate=_moment(awarded))

    def _assessment(self) -> Json | None:
        if not self.extension.assessment_type:
            return None
        kinds = [_named(kind) for kind in self.extension.assessment_type]
        supervision = self.extension.supervision_type
        known = supervision if supervision and scheme_of(supervision) else None
        words = _SUPERVISED.get(supervision) if supervision and not known else None
        return self._new(
            "LearningAssessment",
            title=self._title(),
            awardedBy=self._awarding(),
            grade=self._new("Note", noteLiteral=self._grade()),
            idVerification=concept(known) if known else None,
            additionalNote=self._new("Note", noteLiteral={"en": words}) if words else None,
            specifiedBy=self._new("LearningAssessmentSpecification", title=self._title(), dcType=kinds),
        )

    def _grade(self) -> dict[str, str]:
        """The results in words; a badge without results says that its criteria were met."""
        described = {item.id: item for item in self.achievement.result_description}
        lines = []
        for result in self.badge.credential_subject.result:
            about = described.get(result.result_description or "")
            levels = {level.id: level.name for level in about.rubric_criterion_level} if about else {}
            said = levels.get(result.achieved_level or "") or result.value or result.status
            if said:
                lines.append(f"{about.name}: {said}" if about else said)
        if lines:
            return {self.language: "\n".join(lines)}
        return {self.language: _PASSED[self.language]} if self.language in _PASSED else {"en": _PASSED["en"]}

    def _specification(self) -> Json:
        said, achievement = self.extension, self.achievement
        levels = elements(self.badge.to_dict()).levels
        quality = said.quality_assurance
        notes = (
            self._note(achievement.criteria.narrative, said.criteria_translations),
            self._note("\n".join(_aligned(achievement)) or None),
            self._note(": ".join(filter(None, (quality.name, quality.description))) if quality else None),
        )
        return self._new(
            "Qualification" if levels else "LearningAchievementSpecification",
            title=self._title(),
            description=self._said(achievement.description, said.description_translations),
            homepage=self._page(achievement.id),
            additionalNote=[note for note in notes if note],
            supplementaryDocument=self._page(quality.url) if quality else None,
            language=authority("language", LANGUAGES[self.language]),
            volumeOfLearning=duration(said.study_load_hours) if said.study_load_hours else None,
            creditPoint=self._credits(achievement.credits_available),
            mode=concept(said.participation_type, name_of(said.participation_type))
            if said.participation_type
            else None,
            entryRequirement=self._note(said.entry_requirement, said.entry_requirement_translations),
            learningOutcome=[
                self._new(
                    "LearningOutcome",
                    title=self._said(outcome.statement, outcome.statement_translations),
                    **_skills(outcome.related_skill),
                )
                for outcome in said.learning_outcome
            ],
            **_levels(levels),
            **self._partial(bool(levels)),
        )

    def _partial(self, qualification: bool) -> Json:
        options = self.extension.integration_options
        if not qualification or not {STACKABLE, STAND_ALONE} & set(options):
            return {}
        return {"isPartialQualification": STACKABLE in options}

    def _credits(self, amount: float | None) -> Json | None:
        if not amount:
            return None
        framework = concept(ECTS, "European Credit Transfer System")
        return self._new("CreditPoint", framework=framework, point=f"{amount:g}")

    def _display(self, picture: bytes | None) -> Json:
        language = authority("language", LANGUAGES[self.language])
        others = {tag.partition("-")[0] for tag in self.extension.name_translations or {}}
        spoken = sorted((others & LANGUAGES.keys()) - {self.language})
        languages = [language, *(authority("language", LANGUAGES[tag]) for tag in spoken)]
        return self._new(
            "DisplayParameter",
            title=self._title(),
            description=self._said(self.achievement.description, self.extension.description_translations),
            primaryLanguage=language,
            language=languages,
            individualDisplay=[self._picture(picture, language)] if picture else None,
        )

    def _picture(self, picture: bytes, language: Json) -> Json:
        kind = next((name for start, name in _SIGNATURES.items() if picture.startswith(start)), None)
        if kind is None:
            raise ElmError("elm.picture")
        image = self._new(
            "MediaObject",
            content=base64.b64encode(picture).decode("ascii"),
            contentEncoding=concept(_BASE64),
            contentType=authority("file-type", kind),
        )
        detail = self._new("DisplayDetail", image=image, page=1)
        return self._new("IndividualDisplay", language=language, displayDetail=[detail])


def _moment(text: str) -> str:
    """The model takes moments in UTC with whole seconds."""
    return format_instant(parse_instant(text))


def _named(address: str | None) -> Json | None:
    return concept(address, name_of(address)) if address else None


def _skills(addresses: tuple[str, ...]) -> Json:
    esco = [concept(address) for address in addresses if "/esco/" in address]
    others = [concept(address) for address in addresses if "/esco/" not in address]
    return {"relatedESCOSkill": esco, "relatedSkill": others}


def _levels(levels: tuple[Level, ...]) -> Json:
    european = [_named(level.address) for level in levels if level.scheme == "EQF"]
    national = [concept(level.address, f"{level.scheme} {level.code}") for level in levels if level.scheme != "EQF"]
    return {"eqfLevel": european[0] if european else None, "nqfLevel": national}


def _aligned(achievement: Achievement) -> list[str]:
    """Goals of frameworks as lines of text: the model ties skills to single outcomes, a badge does not."""
    return [
        " ".join(filter(None, (item.target_framework, item.target_code, item.target_name)))
        for item in achievement.alignment
    ]
