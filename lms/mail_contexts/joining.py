"""Mails about a waiting list: on it, asked for a seat, too late, closed. What is no longer so is not sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.delivery import queries, rules, waiting_list
from courses.delivery.joining import Waiting, WaitingState
from lms import clock
from lms.mailing import NotNeeded, mail_context


def _waiting(session: Session, person_id: int, ids: Mapping[str, Any], state: WaitingState) -> Waiting:
    waiting = session.get(Waiting, int(ids["waiting"]))
    if waiting is None or waiting.person_id != person_id or waiting.state is not state:
        raise NotNeeded
    return waiting


def _about(waiting: Waiting) -> dict[str, Any]:
    run = waiting.run
    return {"module": run.module_version.title, "run": run.name, "path": f"/inschrijven/{run.public_id}"}


@mail_context("waiting")
def waiting(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: waiting."""
    row = _waiting(session, person_id, ids, WaitingState.WAITING)
    return _about(row) | {"place": waiting_list.place_of(session, row)}


@mail_context("waiting_offer")
def waiting_offer(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: waiting."""
    row = _waiting(session, person_id, ids, WaitingState.OFFERED)
    if row.offer_until is None or row.offer_until <= clock.now():
        raise NotNeeded
    return _about(row) | {"until": row.offer_until.astimezone(rules.zone_of(row.run.zone))}


@mail_context("waiting_lapsed")
def waiting_lapsed(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: waiting."""
    return _about(_waiting(session, person_id, ids, WaitingState.LAPSED))


@mail_context("waiting_closed")
def waiting_closed(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: waiting. Names the next group with room, if there is one."""
    row = _waiting(session, person_id, ids, WaitingState.CLOSED)
    other = queries.next_run_with_room(session, run=row.run, now=clock.now())
    module = f"/modules/{row.run.module_version.module.slug}"
    return _about(row) | {
        "cancelled": row.run.cancelled_at is not None,
        "other": other.name if other else "",
        "path": f"/inschrijven/{other.public_id}" if other else module,
    }
