"""Reads of insight: who is where, which questions go wrong, and what participants say, in a few queries for any group.

Not here: names in an answer (there are none), and what a page says of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from courses.base import Translations
from courses.catalogue.models import ModuleVersion, Unit, UnitKind
from courses.delivery.models import Enrolment, Participation, Run
from courses.delivery.queries import latest_enrolment_of
from courses.delivery.rules import local_day
from courses.practice.models import QuizAnswer
from courses.progress.facts import Facts
from courses.progress.queries import facts_of, gather
from courses.progress.rules import is_complete
from courses.progress.steps import step_for

from .models import FeedbackGiven, ModuleFeedback
from .rules import SCALES, countable, spread


def feedback_run(
    session: Session, *, participation: Participation, now: datetime, done: bool | None = None
) -> Run | None:
    """The group that this participation may give feedback about: once all is done, or the group has ended.

    `done`: that nothing is left to do, for a caller that knows it already.
    """
    enrolment = latest_enrolment_of(session, participation_id=participation.id)
    if enrolment is None:
        return None
    run = enrolment.run
    if done is None:
        done = step_for(facts_of(session, participation.id), now) is None
    return run if done or local_day(now, run.zone) > run.ends_on else None


def gave_feedback(session: Session, participation_id: int) -> bool:
    return session.get(FeedbackGiven, participation_id) is not None


@dataclass(frozen=True)
class Feedback:
    """What a group says of its module. `spread` is empty while too few answered."""

    given: int
    shown: int
    spread: Mapping[str, tuple[int, ...]]
    """By scale: how often each point was chosen, from 1 on."""
    remarks: tuple[str, ...]
    """In the order of the alphabet, which says nothing of who or when."""


def feedback_of_run(session: Session, *, run_id: int) -> Feedback:
    """The answers that may be seen. Those that came first are seen first, five by five."""
    rows = session.scalars(
        select(ModuleFeedback).where(ModuleFeedback.run_id == run_id).order_by(ModuleFeedback.id)
    ).all()
    seen = rows[: countable(len(rows))]
    return Feedback(
        given=len(rows),
        shown=len(seen),
        spread={name: spread([getattr(row, name) for row in seen]) for name in SCALES} if seen else {},
        remarks=tuple(sorted((row.remark for row in seen if row.remark), key=str.casefold)),
    )


@dataclass(frozen=True)
class Place:
    """One unit of the module, and who is there now: the first thing they have to do, or wait for."""

    unit: Translations
    here: tuple[int, ...]
    """Participation ids."""
    done: int
    """How many completed this unit."""


def places(facts: Mapping[int, Facts], now: datetime) -> tuple[list[Place], tuple[int, ...]]:
    """Each required unit in the order of the module; and who is done with all of it."""
    at = {number: step_for(one, now) for number, one in facts.items()}
    units = {unit.id: unit.title for one in facts.values() for unit in one.units if unit.required}
    found = [
        Place(
            unit=title,
            here=tuple(number for number, step in at.items() if step is not None and step.unit_id == unit_id),
            done=sum(1 for one in facts.values() if _done(one, unit_id)),
        )
        for unit_id, title in units.items()
    ]
    return found, tuple(number for number, step in at.items() if step is None)


def _done(facts: Facts, unit_id: int) -> bool:
    return any(unit.id == unit_id and is_complete(unit) for unit in facts.units)


def facts_of_group(session: Session, participation_ids: Collection[int]) -> Mapping[int, Facts]:
    """What is known about each of them."""
    return gather(session, participation_ids) if participation_ids else {}


@dataclass(frozen=True)
class Tries:
    """First tries at a question."""

    answered: int = 0
    right: int = 0


@dataclass(frozen=True)
class Item:
    """One question of a quiz, with how the first try went: in one group, and in all groups by version of the module."""

    unit: Translations
    prompt: Translations
    group: Tries
    versions: Mapping[str, Tries]
    """By the version's own label; a version without this question is not in it."""


def quiz_items(session: Session, *, run: Run) -> list[Item]:
    """Questions of the run's version, what goes wrong most first; other versions beside it (ANA-03).

    Counted over the runs of the organisation that gives this one.
    """
    module = select(ModuleVersion.module_id).where(ModuleVersion.id == run.module_version_id).scalar_subquery()
    units = session.execute(
        select(Unit.id, Unit.slug, Unit.title, Unit.settings, ModuleVersion.id, ModuleVersion.label)
        .join(ModuleVersion, ModuleVersion.id == Unit.module_version_id)
        .where(ModuleVersion.module_id == module, Unit.kind == UnitKind.QUIZ)
        .order_by(ModuleVersion.number.desc(), Unit.position)
    ).all()
    tries = _first_tries(session, [row[0] for row in units], run)
    found = []
    for unit_id, slug, title, settings, version_id, _ in units:
        if version_id != run.module_version_id:
            continue
        for question in settings.get("quiz", {}).get("questions", []):
            name = question["slug"]
            versions = {
                label: tries[other, name][1]
                for other, other_slug, _, _, _, label in units
                if other_slug == slug and (other, name) in tries
            }
            group = tries.get((unit_id, name), (Tries(), Tries()))[0]
            if versions:
                found.append(Item(title, question["prompt"], group, versions))
    return sorted(found, key=lambda item: _share(next(iter(item.versions.values()))))


def _share(tries: Tries) -> float:
    return tries.right / tries.answered if tries.answered else 1.0


def _first_tries(session: Session, unit_ids: Collection[int], run: Run) -> dict[tuple[int, str], tuple[Tries, Tries]]:
    """By (unit id, question): in this group, and in all groups of its organisation."""
    here = _seat(Enrolment.run_id == run.id)
    rows = session.execute(
        select(
            QuizAnswer.unit_id,
            QuizAnswer.question,
            func.count(),
            func.sum(case((QuizAnswer.right, 1), else_=0)),
            func.sum(case((here, 1), else_=0)),
            func.sum(case((and_(here, QuizAnswer.right), 1), else_=0)),
        )
        .where(
            QuizAnswer.unit_id.in_(unit_ids),
            QuizAnswer.attempt == 1,
            _seat(Enrolment.run_id.in_(select(Run.id).where(Run.organisation_id == run.organisation_id))),
        )
        .group_by(QuizAnswer.unit_id, QuizAnswer.question)
    )
    return {
        (unit_id, question): (Tries(group, group_right), Tries(answered, right))
        for unit_id, question, answered, right, group, group_right in rows
    }


def _seat(where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whoever answered is or was in such a run."""
    return exists().where(Enrolment.participation_id == QuizAnswer.participation_id, where).correlate(QuizAnswer)
