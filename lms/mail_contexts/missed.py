"""Mails about a session that was missed: coming along with another group, the substitute task."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.delivery import rules
from courses.delivery.invitations import by_ids
from courses.delivery.missed_models import SubstituteState, SubstituteTask, Visit
from courses.delivery.models import RunSession
from lms.mailing import NotNeeded, mail_context


def _visit(session: Session, person_id: int, ids: Mapping[str, Any]) -> tuple[Visit, dict[str, Any]]:
    row = session.get(Visit, int(ids["visit"]))
    if row is None or row.participation.person_id != person_id:
        raise NotNeeded
    meeting, invitations = row.session, by_ids(session, str(ids.get("invitations", "")))
    return row, {
        "module": meeting.run.module_version.title,
        "title": meeting.unit.title,
        "run": meeting.run.name,
        "starts": rules.instant(meeting.starts_local, meeting.zone),
        "place": meeting.place or "",
        "invitations": invitations,
        "calendar": bool(invitations),
        "path": f"/bijeenkomsten/{meeting.public_id}",
    }


@mail_context("visiting")
def visiting(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: visit, invitations."""
    row, values = _visit(session, person_id, ids)
    if row.ended_at is not None and not values["invitations"]:
        raise NotNeeded
    return values


@mail_context("visit_ended")
def visit_ended(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: visit, invitations (cancellations). Leads back to what was missed."""
    row, values = _visit(session, person_id, ids)
    missed = session.get_one(RunSession, row.instead_of_id)
    return values | {"path": f"/bijeenkomsten/{missed.public_id}"}


def _substitute(session: Session, person_id: int, ids: Mapping[str, Any]) -> tuple[SubstituteTask, dict[str, Any]]:
    row = session.get(SubstituteTask, int(ids["substitute"]))
    if row is None or row.participation.person_id != person_id:
        raise NotNeeded
    meeting = row.session
    return row, {
        "module": meeting.run.module_version.title,
        "title": meeting.unit.title,
        "starts": rules.instant(meeting.starts_local, meeting.zone),
        "path": f"/bijeenkomsten/{meeting.public_id}",
    }


@mail_context("substitute_given")
def substitute_given(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: substitute. Not once it is handed in."""
    row, values = _substitute(session, person_id, ids)
    if row.state is not SubstituteState.GIVEN:
        raise NotNeeded
    return values | {"task": row.task or ""}


@mail_context("substitute_read")
def substitute_read(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: substitute. Not when it was handed in again meanwhile."""
    row, values = _substitute(session, person_id, ids)
    if row.state not in (SubstituteState.ACCEPTED, SubstituteState.RETURNED):
        raise NotNeeded
    return values | {"accepted": row.state is SubstituteState.ACCEPTED, "word": row.word or ""}
