"""The mails that a badge is there, and that it was taken back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.recognition.models import Award
from lms.mailing import NotNeeded, mail_context


@mail_context("awarded")
def awarded(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. Not sent when the badge was taken back before the mail left."""
    award = session.get(Award, int(ids["award_id"]))
    if award is None or award.person_id != person_id or award.revoked_at is not None:
        raise NotNeeded
    return {
        "badge": award.badge_version.name,
        "issuer": award.issuer.name,
        "path": f"/mijn-badges/{award.public_id}",
    }


@mail_context("revoked")
def revoked(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. The reason is for the holder; a badge that was never seen is taken back just the same."""
    award = session.get(Award, int(ids["award_id"]))
    if award is None or award.person_id != person_id or award.revoked_at is None:
        raise NotNeeded
    return {
        "badge": award.badge_version.name,
        "issuer": award.issuer.name,
        "reason": award.revocation_reason or "",
        "contact": award.issuer.email or "",
        "path": f"/mijn-badges/{award.public_id}",
    }
