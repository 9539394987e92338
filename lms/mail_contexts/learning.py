"""Mails about a group: the place in it, its sessions, its assignment. A reminder that no longer applies is not sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Enrolment, RunSession
from courses.practice.models import Assignment, Submission, SubmissionState
from lms.mailing import NotNeeded, mail_context


def _enrolment(session: Session, person_id: int, ids: Mapping[str, Any]) -> Enrolment:
    enrolment = session.get(Enrolment, int(ids["enrolment"]))
    if enrolment is None or enrolment.ended_at is not None or enrolment.run.cancelled_at is not None:
        raise NotNeeded
    if enrolment.participation.person_id != person_id:
        raise NotNeeded
    return enrolment


def _meeting(session: Session, enrolment: Enrolment, ids: Mapping[str, Any]) -> RunSession:
    meeting = session.get(RunSession, int(ids["run_session"]))
    if meeting is None or meeting.cancelled_at is not None or meeting.run_id != enrolment.run_id:
        raise NotNeeded
    return meeting


@mail_context("enrolled")
def enrolled(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: enrolment."""
    enrolment = _enrolment(session, person_id, ids)
    run, version = enrolment.run, enrolment.run.module_version
    first = next((unit.slug for unit in version.units), "")
    return {
        "module": version.title,
        "run": run.name,
        "sessions": [
            {"starts": meeting.starts_local, "place": meeting.place, "title": meeting.unit.title}
            for meeting in run.sessions
            if meeting.cancelled_at is None
        ],
        "contact": run.contact_email,
        "path": f"/leren/{enrolment.participation.public_id}/{first}",
    }


@mail_context("session_reminder")
def session_reminder(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: enrolment, run_session."""
    enrolment = _enrolment(session, person_id, ids)
    meeting = _meeting(session, enrolment, ids)
    return {
        "module": meeting.run.module_version.title,
        "title": meeting.unit.title,
        "starts": meeting.starts_local,
        "place": meeting.place,
        "online_url": meeting.online_url,
        "note": meeting.access_note,
        "path": f"/bijeenkomsten/{meeting.public_id}",
    }


@mail_context("assignment_reminder")
def assignment_reminder(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: enrolment, run_session (the return moment that closes the assignment)."""
    enrolment = _enrolment(session, person_id, ids)
    moment = _meeting(session, enrolment, ids).return_moment
    if moment is None or moment.due_local is None or moment.assignment_unit is None:
        raise NotNeeded
    state = session.scalar(
        select(Submission.state)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            Submission.participation_id == enrolment.participation_id,
            Assignment.unit_id == moment.assignment_unit_id,
        )
    )
    if state in (SubmissionState.HANDED_IN, SubmissionState.ACCEPTED):
        raise NotNeeded
    unit = moment.assignment_unit
    return {
        "title": unit.title,
        "due": moment.due_local,
        "path": f"/leren/{enrolment.participation.public_id}/{unit.slug}/inleveren",
    }
