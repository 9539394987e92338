"""The only writers of progress: a unit is opened, a place is kept, a unit is complete.

Not here: settling the badge that may follow (`courses.flows.learn`).
"""

import re
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit

from . import queries, rules
from .errors import NotByHand
from .models import UnitProgress

PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def open_unit(session: Session, *, participation_id: int, unit_id: int, now: datetime) -> UnitProgress:
    """The progress row of this unit, made at the first visit. Two devices at once make one row."""
    row = queries.progress_of(session, participation_id=participation_id, unit_id=unit_id)
    if row is None:
        row = UnitProgress(participation_id=participation_id, unit_id=unit_id, first_opened_at=now, last_opened_at=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            row = queries.progress_of(session, participation_id=participation_id, unit_id=unit_id)
            if row is None:
                raise
    row.last_opened_at = max(now, row.last_opened_at)
    session.flush()
    return row


def save_place(session: Session, *, participation_id: int, unit_id: int, place: str, now: datetime) -> UnitProgress:
    """Remember the heading or question last in view; what is not an id of the page is left aside."""
    row = open_unit(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if PLACE.fullmatch(place):
        row.place = place
        session.flush()
    return row


def complete_unit(session: Session, *, participation_id: int, unit_id: int, now: datetime) -> UnitProgress:
    """The unit is done; done twice is done once, and it is never undone."""
    row = open_unit(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if row.completed_at is None:
        row.completed_at = now
        session.flush()
    return row


def complete_by_reader(session: Session, *, participation_id: int, unit: Unit, now: datetime) -> UnitProgress:
    """The reader says "Done": only for units that one reads or watches; else `NotByHand`."""
    if unit.kind not in rules.READ:
        raise NotByHand()
    return complete_unit(session, participation_id=participation_id, unit_id=unit.id, now=now)
