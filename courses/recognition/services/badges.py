"""Badges and their versions, as packages define them."""

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import ModuleVersion
from courses.errors import Invalid
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.credentials_of import achievement, profile
from courses.recognition.elements_of import policy_of
from courses.recognition.models import Badge, BadgeVersion, Issuer
from credentials.microcredential import ACHIEVEMENT_TYPE, Policy, elements, missing
from credentials.reasons import SENTENCES


def define_badge(
    session: Session,
    *,
    issuer_id: int,
    module_version_id: int | None,
    spec: BadgeSpec,
    base_url: str | None = None,
    now: datetime,
    track_version_id: int | None = None,
) -> BadgeVersion:
    """The version of the badge that says exactly `spec` for this module version; made when there is none yet.

    Addresses start at the issuer's own frozen site, so a badge and its issuer never live on two of them;
    `base_url` is accepted for callers that have it and must be that same site.
    """
    issuer = session.get_one(Issuer, issuer_id)
    badge = _badge(session, issuer, module_version_id, spec.slug, now)
    digest = spec.content_sha256()
    known = session.scalar(
        select(BadgeVersion).where(
            BadgeVersion.badge_id == badge.id,
            BadgeVersion.content_sha256 == digest,
            BadgeVersion.module_version_id == module_version_id,
            BadgeVersion.track_version_id == track_version_id,
        )
    )
    if known is not None:
        return known
    last = session.scalar(select(func.max(BadgeVersion.number)).where(BadgeVersion.badge_id == badge.id))
    number = (last or 0) + 1
    address = f"{issuer.profile_url}/badges/{spec.slug}/{number}"
    said = {name: value for name, value in asdict(spec).items() if name != "slug"}
    version = BadgeVersion(
        badge_id=badge.id,
        module_version_id=module_version_id,
        track_version_id=track_version_id,
        number=number,
        content_sha256=digest,
        achievement_url=address,
        criteria_url=f"{address}/criteria",
        image_url=f"{address}/image.png",
        created_at=now,
        **said,
    )
    _require_elements(version, issuer)
    session.add(version)
    session.flush()
    return version


def _require_elements(version: BadgeVersion, issuer: Issuer) -> None:
    """A badge that nobody could sign is not defined: what the issuer lacks is said now, not when somebody earned it."""
    if version.achievement_type != ACHIEVEMENT_TYPE:
        return
    unsigned = {
        "issuer": profile(issuer).to_dict(),
        "credentialSubject": {"achievement": achievement(version, None).to_dict()},
    }
    found = replace(elements(unsigned), learner="-", issued="-")
    for lacks in missing(found, Policy(policy_of(version) or Policy.EU)):
        raise Invalid(SENTENCES[lacks.code], **lacks.params)


def _badge(session: Session, issuer: Issuer, module_version_id: int | None, slug: str, now: datetime) -> Badge:
    badge = session.scalar(select(Badge).where(Badge.issuer_id == issuer.id, Badge.slug == slug))
    if badge is not None:
        return badge
    module_id = None
    if module_version_id is not None:
        module_id = session.get_one(ModuleVersion, module_version_id).module_id
    badge = Badge(issuer_id=issuer.id, module_id=module_id, slug=slug, created_at=now)
    session.add(badge)
    session.flush()
    return badge
