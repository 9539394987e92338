"""The mail that somebody has a place in a group. Not here: reminders, which go out together (`digest`)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.delivery import queries, waiting_list
from courses.delivery.invitations import by_ids
from courses.delivery.models import Enrolment
from lms.mailing import NotNeeded, mail_context


def _enrolment(session: Session, person_id: int, ids: Mapping[str, Any]) -> Enrolment:
    enrolment = session.get(Enrolment, int(ids["enrolment"]))
    if enrolment is None or enrolment.ended_at is not None or enrolment.run.cancelled_at is not None:
        raise NotNeeded
    if enrolment.participation.person_id != person_id:
        raise NotNeeded
    return enrolment


@mail_context("enrolled")
def enrolled(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: enrolment, invitations. Whoever left again meanwhile still hears what left their calendar."""
    invitations = by_ids(session, str(ids.get("invitations", "")))
    enrolment = session.get(Enrolment, int(ids["enrolment"]))
    if enrolment is None or not any(invitation.cancelled for invitation in invitations):
        enrolment = _enrolment(session, person_id, ids)
    run, version = enrolment.run, enrolment.run.module_version
    first = next((unit.slug for unit in version.units), "")
    return {
        "module": version.title,
        "run": run.name,
        "waited": waiting_list.seated_as(session, enrolment_id=enrolment.id) is not None,
        "moved_from": _moved_from(session, enrolment),
        "sessions": [
            {"starts": meeting.starts_local, "place": meeting.place, "title": meeting.unit.title}
            for meeting in run.sessions
            if meeting.cancelled_at is None
        ],
        "contact": run.contact_email,
        "path": f"/leren/{enrolment.participation.public_id}/{first}",
        "invitations": invitations,
        "calendar": bool(invitations),
    }


@mail_context("left")
def left(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: enrolment, invitations (cancellations)."""
    enrolment = session.get(Enrolment, int(ids["enrolment"]))
    if enrolment is None or enrolment.participation.person_id != person_id:
        raise NotNeeded
    invitations = by_ids(session, str(ids.get("invitations", "")))
    version = enrolment.run.module_version
    return {
        "module": version.title,
        "run": enrolment.run.name,
        "path": f"/modules/{version.module.slug}",
        "invitations": invitations,
        "calendar": bool(invitations),
    }


def _moved_from(session: Session, enrolment: Enrolment) -> str:
    """Name of the group that was left for this one; "" for who just came."""
    before = queries.enrolment_before(session, enrolment=enrolment)
    return before.run.name if before is not None else ""
