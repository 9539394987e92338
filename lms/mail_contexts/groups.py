"""Mails about a group whose plan changed: what moved, what does not take place, and where there is room instead."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.delivery.calendar_models import RunChange, SessionRevision
from courses.delivery.invitations import by_ids
from courses.delivery.models import Participation, RunSession
from courses.delivery.queries import offers
from lms import clock
from lms.mailing import NotNeeded, mail_context

NEXT = 3
"""How many other groups a mail names."""


def _change(session: Session, ids: Mapping[str, Any]) -> RunChange:
    change = session.get(RunChange, int(ids["change"]))
    if change is None:
        raise NotNeeded
    return change


def _shared(session: Session, change: RunChange, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """What both mails say; `participation` is missing for who gives the group."""
    participation = session.get(Participation, int(ids.get("participation", 0)))
    if participation is not None and participation.person_id != person_id:
        raise NotNeeded
    invitations = by_ids(session, str(ids.get("invitations", "")))
    run = change.run
    return {
        "module": run.module_version.title,
        "run": run.name,
        "reason": change.reason or "",
        "contact": run.contact_email,
        "trains": participation is None,
        "invitations": invitations,
        "calendar": bool(invitations),
        "path": f"/mijn-leerspoor?spoor={participation.public_id}" if participation else f"/groepen/{run.public_id}",
    }


@mail_context("run_changed")
def run_changed(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: change, and for a participant participation and invitations."""
    change = _change(session, ids)
    lines = _lines(session, change)
    if not lines:
        raise NotNeeded
    return {**_shared(session, change, person_id, ids), "lines": lines}


def _lines(session: Session, change: RunChange) -> list[dict[str, Any]]:
    """What is different, in order of the new dates: the state before and after this change."""
    after = session.scalars(
        select(SessionRevision)
        .where(SessionRevision.change_id == change.id)
        .options(joinedload(SessionRevision.session).joinedload(RunSession.unit))
        .order_by(SessionRevision.starts_local, SessionRevision.id)
    ).all()
    before = {
        row.run_session_id: row
        for row in session.scalars(
            select(SessionRevision)
            .where(SessionRevision.run_session_id.in_([row.run_session_id for row in after]))
            .order_by(SessionRevision.number)
        )
        if any(row.run_session_id == new.run_session_id and row.number < new.number for new in after)
    }
    return [_line(before.get(row.run_session_id), row) for row in after]


def _line(before: SessionRevision | None, after: SessionRevision) -> dict[str, Any]:
    moved = before is not None and before.starts_local != after.starts_local
    due = before.due_local if before is not None else None
    return {
        "title": after.session.unit.title,
        "was": before.starts_local if before is not None and (moved or after.cancelled) else None,
        "cancelled": after.cancelled,
        "added": before is None,
        "starts": after.starts_local,
        "place": after.place,
        "online_url": after.online_url,
        "note": after.access_note,
        "due": after.due_local if due != after.due_local and not after.cancelled else None,
    }


@mail_context("run_cancelled")
def run_cancelled(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: change, and for a participant participation and invitations."""
    change = _change(session, ids)
    version = change.run.module_version
    others = offers(session, module_id=version.module_id, now=clock.now())
    return {
        **_shared(session, change, person_id, ids),
        "others": [
            {"name": offer.run.name, "starts": offer.run.starts_on, "path": f"/inschrijven/{offer.run.public_id}"}
            for offer in others
            if offer.open and offer.run.id != change.run_id
        ][:NEXT],
        "catalogue": f"/modules/{version.module.slug}",
    }
