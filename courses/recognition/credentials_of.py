"""The one place where rows become Open Badges 3.0 objects.

What goes into a badge is decided here and nowhere else: no internal numbers, no address in the open, no name
unless the holder chose it. Names of objects and members are the specification's.
Not here: signing, and JSON (`credentials`).
"""

from collections.abc import Mapping, Sequence

from courses.base import text_in
from courses.practice.models import Criterion, Rubric
from courses.recognition.elements_of import credits_of, extension_of, level_alignments
from courses.recognition.models import AwardEdition, BadgeVersion, Issuer
from courses.recognition.narrative import criteria_text
from credentials.extension import announced, extended
from credentials.instants import format_instant
from credentials.model import (
    Achievement,
    AchievementSubject,
    Address,
    Alignment,
    BitstringStatusListEntry,
    Criteria,
    Evidence,
    IdentityObject,
    Image,
    OpenBadgeCredential,
    Profile,
    Result,
    ResultDescription,
    RubricCriterionLevel,
)


def credential(edition: AwardEdition, rubric: Rubric | None) -> OpenBadgeCredential:
    """The unsigned credential of one edition: the same rows give the same object."""
    award, version = edition.award, edition.award.badge_version
    made = OpenBadgeCredential(
        id=award.credential_id,
        name=text_in(version.name, version.language),
        awarded_date=format_instant(award.awarded_at),
        credential_subject=_subject(edition, rubric),
        evidence=tuple(Evidence.from_dict(item) for item in edition.evidence),
        issuer=profile(award.issuer),
        valid_from=format_instant(edition.valid_from),
        valid_until=format_instant(award.valid_until) if award.valid_until else None,
        credential_status=BitstringStatusListEntry(
            status_purpose="revocation",
            status_list_index=str(award.status_index),
            status_list_credential=award.status_list.url,
        ),
    )
    return announced(made)


def profile(issuer: Issuer) -> Profile:
    """Who stands behind the badge; `id` is the frozen DID."""
    return Profile(
        id=issuer.did,
        name=issuer.name,
        url=issuer.profile_url,
        description=text_in(issuer.description, "nl") or None,
        email=issuer.email,
        address=Address(address_country_code=issuer.country),
    )


def achievement(version: BadgeVersion, rubric: Rubric | None) -> Achievement:
    """What one version of a badge says."""
    language = version.language
    said = Achievement(
        id=version.achievement_url,
        achievement_type=version.achievement_type,
        name=text_in(version.name, language),
        description=text_in(version.description, language),
        criteria=Criteria(id=version.criteria_url, narrative=criteria_text(version, language)),
        image=Image(id=version.image_url),
        in_language=language,
        credits_available=credits_of(version),
        alignment=(
            *(_alignment(item) for item in version.alignments if item.get("url")),
            *level_alignments(version),
        ),
        result_description=_result_descriptions(version, rubric),
        version=str(version.number),
    )
    return extended(said, extension_of(version))


def _subject(edition: AwardEdition, rubric: Rubric | None) -> AchievementSubject:
    version = edition.award.badge_version
    return AchievementSubject(
        id=edition.award.subject_id,
        identifier=_identifiers(edition),
        achievement=achievement(version, rubric),
        credits_earned=credits_of(version),
        result=_results(version, rubric, edition.results),
    )


def _identifiers(edition: AwardEdition) -> tuple[IdentityObject, ...]:
    """The salted hash of an address, and the name in the open, each only when the holder chose it."""
    found = []
    if edition.identity_hash and edition.salt:
        found.append(
            IdentityObject(
                hashed=True,
                identity_hash=edition.identity_hash,
                identity_type="emailAddress",
                salt=edition.salt,
            )
        )
    if edition.holder_name:
        found.append(IdentityObject(hashed=False, identity_hash=edition.holder_name, identity_type="name"))
    return tuple(found)


def _alignment(item: Mapping[str, str]) -> Alignment:
    return Alignment(
        target_code=item.get("code"),
        target_name=item.get("name") or item.get("code") or "",
        target_framework=item.get("framework_name") or item.get("framework"),
        target_type="ceasn:Competency",
        target_url=item["url"],
        target_description=item.get("level") or None,
    )


def _criterion_id(version: BadgeVersion, slug: str) -> str:
    return f"{version.achievement_url}#{slug}"


def _level_id(version: BadgeVersion, slug: str, value: int) -> str:
    return f"{_criterion_id(version, slug)}-{value}"


def _result_descriptions(version: BadgeVersion, rubric: Rubric | None) -> tuple[ResultDescription, ...]:
    if rubric is None:
        return ()
    return tuple(
        ResultDescription(
            id=_criterion_id(version, criterion.slug),
            name=text_in(criterion.title, version.language),
            result_type="RubricCriterionLevel",
            required_level=_level_id(version, criterion.slug, criterion.required_level),
            rubric_criterion_level=_levels(version, criterion),
        )
        for criterion in rubric.criteria
    )


def _levels(version: BadgeVersion, criterion: Criterion) -> tuple[RubricCriterionLevel, ...]:
    return tuple(
        RubricCriterionLevel(
            id=_level_id(version, criterion.slug, level.value),
            name=text_in(level.name, version.language),
            level=str(level.value),
            description=text_in(level.description, version.language) or None,
        )
        for level in criterion.levels
    )


def _results(
    version: BadgeVersion, rubric: Rubric | None, results: Sequence[Mapping[str, str | int]]
) -> tuple[Result, ...]:
    """Only criteria of this rubric: a result that points at nothing is no result."""
    if rubric is None:
        return ()
    known = {criterion.slug: {level.value for level in criterion.levels} for criterion in rubric.criteria}
    return tuple(
        Result(
            result_description=_criterion_id(version, str(item["criterion"])),
            achieved_level=_level_id(version, str(item["criterion"]), int(item["level"])),
        )
        for item in results
        if int(item["level"]) in known.get(str(item["criterion"]), set())
    )
