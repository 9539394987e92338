"""What people still miss, for who looks on: the trainer of a group, and the coach of colleagues who said yes.

The same function (`courses.progress.missing`) and the same badge as on the home page of whoever learns: the one that
asks most. Not here: the words (`lms.missing_text`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.catalogue.models import ModuleVersion
from courses.delivery.models import Enrolment, Participation
from courses.people.consent import COACH_SEES, who_consent
from courses.people.models import Person
from courses.progress.missing import Missing, missing_for_group
from courses.recognition.queries.offered import offered_badges


def lacking(
    session: Session, *, module_version_id: int, participation_ids: Collection[int], now: datetime
) -> Mapping[int, Sequence[Missing]] | None:
    """What each participation misses for the badge that asks most; None when the module has no badge."""
    badges = offered_badges(session, module_version_id=module_version_id)
    if not badges or not participation_ids:
        return None
    version_id = badges[0].version.id
    return missing_for_group(session, participation_ids=participation_ids, badge_version_id=version_id, now=now)


@dataclass(frozen=True)
class Colleague:
    """One module of one colleague who chose to show it."""

    name: str
    participation: Participation
    missing: Sequence[Missing] | None
    """None when the module has no badge."""


def colleagues(session: Session, *, organisation_ids: Collection[int], but: int, now: datetime) -> list[Colleague]:
    """By name, what people of these schools are taking now; only of who said yes, and not of the reader (`but`)."""
    people = who_consent(session, organisation_ids=organisation_ids, subject=COACH_SEES) - {but}
    rows = session.scalars(
        select(Participation)
        .join(Enrolment, Enrolment.participation_id == Participation.id)
        .join(Person, Person.id == Participation.person_id)
        .where(Participation.person_id.in_(people), Enrolment.ended_at.is_(None), Person.erased_at.is_(None))
        .options(
            joinedload(Participation.person),
            joinedload(Participation.module_version).joinedload(ModuleVersion.module),
        )
        .order_by(Participation.id)
    ).all()
    found = []
    for version_id in dict.fromkeys(row.module_version_id for row in rows):
        taking = [row for row in rows if row.module_version_id == version_id]
        ids = [row.id for row in taking]
        missing = lacking(session, module_version_id=version_id, participation_ids=ids, now=now)
        found += [Colleague(_name(row), row, missing[row.id] if missing is not None else None) for row in taking]
    return sorted(found, key=lambda one: one.name.casefold())


def _name(row: Participation) -> str:
    return row.person.display_name if row.person else ""
