"""Reads the facts about participations: all that progress is decided from, in a few queries for a group.

Not here: deciding (`rules`), and badges, which live a floor higher.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, column, select, table
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.catalogue.models import Unit, UnitKind
from courses.delivery import rules as delivery_rules
from courses.delivery.missed_models import SubstituteTask, Visit
from courses.delivery.models import Attendance, Enrolment, Participation, Presence, Run, RunSession, Wish
from courses.practice.models import Assignment, QuizAnswer, Rubric, Submission
from courses.practice.queries import accepted_levels_of, seconded_submissions
from courses.practice.quiz_queries import newest_by_unit

from .errors import NoSuchUnit
from .facts import AssignmentFacts, Conditions, CriterionFacts, Facts, Meeting, QuizFacts, Substitute, UnitFacts
from .models import UnitProgress

#: The table of badge versions belongs to the room above; what a badge asks is all that is read of it here.
BADGE_VERSION = table("badge_version", column("id"), column("conditions", JSON))


def conditions_of(session: Session, badge_version_id: int) -> Conditions:
    """What this badge version asks; `LookupError` when there is none."""
    row = session.execute(
        select(BADGE_VERSION.c.conditions).where(BADGE_VERSION.c.id == badge_version_id)
    ).one_or_none()
    if row is None:
        raise LookupError(f"there is no badge version {badge_version_id}")
    return Conditions.from_package(row.conditions or {})


def unit_by_slug(session: Session, *, module_version_id: int, slug: str) -> Unit:
    unit = session.scalars(
        select(Unit).where(Unit.module_version_id == module_version_id, Unit.slug == slug)
    ).one_or_none()
    if unit is None:
        raise NoSuchUnit()
    return unit


def progress_of(session: Session, *, participation_id: int, unit_id: int) -> UnitProgress | None:
    return session.scalars(
        select(UnitProgress).where(UnitProgress.participation_id == participation_id, UnitProgress.unit_id == unit_id)
    ).one_or_none()


def facts_of(session: Session, participation_id: int) -> Facts:
    """The facts about one participation; `LookupError` when there is none."""
    return gather(session, [participation_id])[participation_id]


def gather(session: Session, participation_ids: Collection[int]) -> Mapping[int, Facts]:
    """Facts by participation id, for a whole group at once."""
    participations = session.scalars(
        select(Participation)
        .where(Participation.id.in_(participation_ids))
        .options(selectinload(Participation.enrolments))
    ).all()
    if len(participations) != len(set(participation_ids)):
        raise LookupError("there is no such participation")
    return {row.id: facts for row, facts in zip(participations, _Reader(session, participations).all(), strict=True)}


class _Reader:
    """Rows of a group of participations, read once, and made into facts one participation at a time."""

    def __init__(self, session: Session, participations: Sequence[Participation]) -> None:
        ids = [row.id for row in participations]
        versions = {row.module_version_id for row in participations}
        self.participations = participations
        self.units = _units(session, versions)
        self.progress = {
            (row.participation_id, row.unit_id): row
            for row in session.scalars(select(UnitProgress).where(UnitProgress.participation_id.in_(ids)))
        }
        self.answers = newest_by_unit(session, participation_ids=ids)
        self.levels = accepted_levels_of(session, participation_ids=ids)
        self.seconded = seconded_submissions(session, participation_ids=ids)
        self.assignments = _assignments(session, versions)
        self.submissions = {
            (row.participation_id, row.assignment_id): row
            for row in session.scalars(
                select(Submission)
                .where(Submission.participation_id.in_(ids))
                .options(selectinload(Submission.attempts))
            )
        }
        run_ids = {enrolment.run_id for row in participations for enrolment in row.enrolments}
        self.presence: dict[int, dict[int, Presence]] = {}
        self.visited: dict[int, set[int]] = {}
        query = select(Attendance, RunSession.run_id).join(Attendance.session)
        for attended, run_id in session.execute(query.where(Attendance.participation_id.in_(ids))):
            self.presence.setdefault(attended.participation_id, {})[attended.run_session_id] = attended.presence
            self.visited.setdefault(attended.participation_id, set()).add(run_id)
        self.visits = _visits(session, ids)
        elsewhere = {meeting.run_id for rows in self.visits.values() for meeting, _ in rows}
        self.meetings = _meetings(session, run_ids.union(elsewhere, *self.visited.values()))
        self.substitutes = {
            (row.participation_id, row.run_session_id): Substitute(row.state, row.handed_in_at)
            for row in session.scalars(select(SubstituteTask).where(SubstituteTask.participation_id.in_(ids)))
        }
        self.wishes = {
            (row.participation_id, row.run_session_id)
            for row in session.execute(
                select(Wish.participation_id, Wish.run_session_id).where(Wish.participation_id.in_(ids))
            )
        }

    def all(self) -> list[Facts]:
        return [self._facts(row) for row in self.participations]

    def _facts(self, participation: Participation) -> Facts:
        enrolment = _current(participation.enrolments)
        run_id = enrolment.run_id if enrolment else None
        units = self.units.get(participation.module_version_id, [])
        return Facts(
            participation_id=participation.id,
            enrolled=enrolment is not None and enrolment.ended_at is None,
            units=tuple(self._unit(participation, run_id, unit) for unit in units),
        )

    def _unit(self, participation: Participation, run_id: int | None, unit: Unit) -> UnitFacts:
        row = self.progress.get((participation.id, unit.id))
        current = self._where_they_come(participation.id, run_id, unit.id)
        return UnitFacts(
            id=unit.id,
            slug=unit.slug,
            kind=unit.kind,
            title=unit.title,
            minutes=unit.minutes,
            required=unit.required,
            opened=row is not None,
            completed=row is not None and row.completed_at is not None,
            place=row.place if row else None,
            quiz=self._quiz(participation.id, unit) if unit.kind is UnitKind.QUIZ else None,
            meetings=tuple(self._meeting(participation.id, meeting) for meeting in current),
            presences=self._presences(participation, unit),
            assignment=self._work(participation, run_id, unit) if unit.kind is UnitKind.ASSIGNMENT else None,
            opens=self._opens(participation.module_version_id, run_id, unit),
            question_sent=any((participation.id, meeting.id) in self.wishes for meeting in current),
        )

    def _where_they_come(self, participation_id: int, run_id: int | None, unit_id: int) -> list[RunSession]:
        """The sessions of the own group; in place of one that was missed, where they come along instead."""
        own = self.meetings.get((run_id, unit_id), []) if run_id is not None else []
        instead = {missed_id: meeting for meeting, missed_id in self.visits.get(participation_id, [])}
        return [instead.get(meeting.id, meeting) for meeting in own]

    def _meeting(self, participation_id: int, row: RunSession) -> Meeting:
        return Meeting(
            public_id=row.public_id,
            starts=delivery_rules.instant(row.starts_local, row.zone),
            ends=delivery_rules.instant(row.ends_local, row.zone),
            mode=row.mode,
            place=row.place,
            presence=self.presence.get(participation_id, {}).get(row.id),
            substitute=self.substitutes.get((participation_id, row.id)),
        )

    def _presences(self, participation: Participation, unit: Unit) -> tuple[frozenset[Presence], ...]:
        """The k-th session of a unit in one group stands for the k-th in another, so moving loses nothing and a
        guest's evening counts."""
        known = self.presence.get(participation.id, {})
        parts: list[set[Presence]] = []
        visited = self.visited.get(participation.id, set())
        for run_id in {enrolment.run_id for enrolment in participation.enrolments} | visited:
            for index, meeting in enumerate(self.meetings.get((run_id, unit.id), [])):
                while len(parts) <= index:
                    parts.append(set())
                if meeting.id in known:
                    parts[index].add(known[meeting.id])
        return tuple(frozenset(part) for part in parts)

    def _opens(self, version_id: int, run_id: int | None, unit: Unit) -> datetime | None:
        """Before the first session of another unit; at once where the group has no such session."""
        said = unit.settings.get("opens")
        if said is None or run_id is None:
            return None
        about = next((one.id for one in self.units[version_id] if one.slug == said["session"]), 0)
        first = next(iter(self.meetings.get((run_id, about), [])), None)
        return delivery_rules.opens_at(first.starts_local, first.zone, said["days_before"]) if first else None

    def _quiz(self, participation_id: int, unit: Unit) -> QuizFacts:
        return quiz_facts(unit.settings, self.answers.get((participation_id, unit.id), {}))

    def _work(self, participation: Participation, run_id: int | None, unit: Unit) -> AssignmentFacts | None:
        assignment = self.assignments.get(unit.id)
        if assignment is None:
            return None
        submission = self.submissions.get((participation.id, assignment.id))
        attempts = [attempt for attempt in submission.attempts if attempt.withdrawn_at is None] if submission else []
        opens, due = self._window(run_id, unit.id)
        return AssignmentFacts(
            rubric=assignment.rubric.slug,
            criteria=tuple(
                CriterionFacts(id=row.id, title=row.title, required_level=row.required_level)
                for row in assignment.rubric.criteria
            ),
            levels=self.levels.get((participation.id, assignment.id), {}),
            state=submission.state if submission else None,
            handed_in_at=attempts[-1].handed_in_at if attempts else None,
            opens=opens,
            due=due,
            seconded=submission is not None and submission.id in self.seconded,
        )

    def _window(self, run_id: int | None, unit_id: int) -> tuple[Any, Any]:
        """When the group's return moment opens and closes this assignment."""
        for (run, _), meetings in self.meetings.items():
            for meeting in meetings if run == run_id else []:
                moment = meeting.return_moment
                if moment is not None and moment.assignment_unit_id == unit_id:
                    opens, due = moment.opens_local, moment.due_local
                    return (
                        delivery_rules.instant(opens, meeting.zone) if opens else None,
                        delivery_rules.instant(due, meeting.zone) if due else None,
                    )
        return None, None


def quiz_facts(settings: Mapping[str, Any], answers: Mapping[str, QuizAnswer]) -> QuizFacts:
    """How far a quiz is: `settings` of its unit, and the newest answer to each question."""
    quiz = settings.get("quiz", {})
    slugs = {question["slug"] for question in quiz.get("questions", [])}
    counted = [row for slug, row in answers.items() if slug in slugs]
    return QuizFacts(
        total=len(slugs),
        answered=len(counted),
        right=sum(1 for row in counted if row.right),
        needed=(quiz.get("pass") or {}).get("at_least"),
    )


def _current(enrolments: Sequence[Enrolment]) -> Enrolment | None:
    """The open enrolment, else the last one."""
    return next((row for row in enrolments if row.ended_at is None), enrolments[-1] if enrolments else None)


def _units(session: Session, versions: Collection[int]) -> dict[int, list[Unit]]:
    found: dict[int, list[Unit]] = {}
    for unit in session.scalars(select(Unit).where(Unit.module_version_id.in_(versions)).order_by(Unit.position)):
        found.setdefault(unit.module_version_id, []).append(unit)
    return found


def _assignments(session: Session, versions: Collection[int]) -> dict[int, Assignment]:
    rows = session.scalars(
        select(Assignment)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Unit.module_version_id.in_(versions))
        .options(joinedload(Assignment.rubric).selectinload(Rubric.criteria))
    )
    return {row.unit_id: row for row in rows}


def _meetings(session: Session, run_ids: Collection[int]) -> dict[tuple[int, int], list[RunSession]]:
    rows = session.scalars(
        select(RunSession)
        .join(Run, Run.id == RunSession.run_id)
        .where(RunSession.run_id.in_(run_ids), RunSession.cancelled_at.is_(None), Run.cancelled_at.is_(None))
        .options(joinedload(RunSession.return_moment))
        .order_by(RunSession.starts_local, RunSession.id)
    )
    found: dict[tuple[int, int], list[RunSession]] = {}
    for row in rows:
        found.setdefault((row.run_id, row.unit_id), []).append(row)
    return found


def _visits(session: Session, participation_ids: Collection[int]) -> dict[int, list[tuple[RunSession, int]]]:
    """By participation: where somebody comes along, and the id of the session that this replaces."""
    rows = session.execute(
        select(Visit.participation_id, RunSession, Visit.instead_of_id)
        .join(RunSession, RunSession.id == Visit.run_session_id)
        .join(Run, Run.id == RunSession.run_id)
        .where(
            Visit.participation_id.in_(participation_ids),
            Visit.ended_at.is_(None),
            RunSession.cancelled_at.is_(None),
            Run.cancelled_at.is_(None),
        )
        .order_by(Visit.id)
    )
    found: dict[int, list[tuple[RunSession, int]]] = {}
    for participation_id, meeting, missed_id in rows:
        found.setdefault(participation_id, []).append((meeting, missed_id))
    return found
