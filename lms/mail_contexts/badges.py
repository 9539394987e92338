"""The mails about somebody's badges: that one is there, was taken back, counts again, was put right,
made again or renewed, or is about to end.

Each says by whom and why. What no longer applies when the mail would leave is not sent.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.people.models import Person
from courses.recognition.models import Award
from courses.recognition.queries.renewals import update_task
from courses.recognition.queries.succession import successors
from courses.recognition.rules import CAUSES
from lms import clock
from lms.dates import on_clock
from lms.mailing import NotNeeded, mail_context


def _award(session: Session, person_id: int, ids: Mapping[str, Any]) -> Award:
    award = session.get(Award, int(ids["award_id"]))
    if award is None or award.person_id != person_id:
        raise NotNeeded
    return award


def _said(award: Award) -> dict[str, Any]:
    return {
        "badge": award.badge_version.name,
        "issuer": award.issuer.name,
        "contact": award.issuer.email or "",
        "path": f"/mijn-badges/{award.public_id}",
    }


def _name(session: Session, person_id: int | None) -> str:
    """Who did it; nothing for the system itself, or somebody who left."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.display_name if person is not None else ""


def _cause(award: Award) -> str:
    """A message id; `other` says nothing that the own words do not say better."""
    return CAUSES.get(award.revocation_cause or "other", "") if award.revocation_cause != "other" else ""


@mail_context("awarded")
def awarded(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. Not sent when the badge was taken back before the mail left."""
    award = _award(session, person_id, ids)
    if award.revoked_at is not None:
        raise NotNeeded
    nomination = award.nomination
    return _said(award) | {
        "by": _name(session, nomination.nominated_by_id) if nomination else "",
        "reason": nomination.reason if nomination else "",
        "by_rule": nomination is None,
    }


@mail_context("revoked")
def revoked(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. The reason is for the holder; a badge that was never seen is taken back just the same."""
    award = _award(session, person_id, ids)
    if award.revoked_at is None or award.replaced_at is not None:
        raise NotNeeded
    return _said(award) | _why(session, award)


@mail_context("restored")
def restored(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. That a badge counts again after it was taken back or replaced by mistake."""
    award = _award(session, person_id, ids)
    if award.revoked_at is not None:
        raise NotNeeded
    return _said(award)


@mail_context("replaced")
def replaced(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id, of the badge that stands in the place of another."""
    award = _award(session, person_id, ids)
    before = session.get(Award, award.supersedes_id) if award.supersedes_id is not None else None
    if before is None or award.revoked_at is not None:
        raise NotNeeded
    return _said(award) | _why(session, before) | {"before": before.badge_version.name}


@mail_context("resigned")
def resigned(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. That the same badge was made again because the holder's name or address was put right."""
    award = _award(session, person_id, ids)
    if award.revoked_at is not None:
        raise NotNeeded
    return _said(award)


@mail_context("expiring")
def expiring(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id. Not when it ended already, was taken back, or was renewed or replaced meanwhile."""
    award = _award(session, person_id, ids)
    now, until = clock.now(), award.valid_until
    if award.revoked_at is not None or until is None or until < now or award.id in successors(session, [award.id]):
        raise NotNeeded
    task = update_task(session, award=award, now=now)
    said = _said(award) | {"until": on_clock(until), "minutes": task.minutes if task else 0}
    return said | {"path": f"{said['path']}/vernieuwen"} if task else said


@mail_context("renewed")
def renewed(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: award_id, of the renewed badge."""
    award = _award(session, person_id, ids)
    if award.revoked_at is not None:
        raise NotNeeded
    return _said(award) | {"until": on_clock(award.valid_until) if award.valid_until else None}


def _why(session: Session, award: Award) -> dict[str, Any]:
    return {
        "by": _name(session, award.revoked_by_id),
        "cause": _cause(award),
        "reason": award.revocation_reason or "",
    }
