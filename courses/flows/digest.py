"""What one mail with reminders says: everything that is due for somebody, each decided again at this moment.

From the same facts as `missing()`, so nobody hears of what they handed in, attended, or are excused from. What no
longer applies is let go with its reason. Not here: planning reminders (`remind`), words and addresses (`lms`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.base import Translations
from courses.catalogue.models import UnitKind
from courses.delivery import rules as delivery
from courses.delivery.models import Enrolment, Participation, Run, RunSession, RunTrainer, Wish
from courses.flows.remind import last_seen
from courses.people.models import Person
from courses.people.queries import primary_address
from courses.practice.models import SubmissionState
from courses.practice.queries.queue import queue
from courses.progress import rules as progress
from courses.progress.facts import Facts
from courses.progress.queries import facts_of
from courses.progress.steps import step_for
from courses.reminders import queries, rules, services
from courses.reminders.models import Reminder, ReminderKind, WhyNot
from courses.reminders.rules import why_no_session, why_no_visit, why_no_work


@dataclass(frozen=True)
class Line:
    """One thing in the mail, as values; which of them are there differs by kind."""

    kind: ReminderKind
    title: Translations
    """Of the session, the assignment, the next part; for work to read that of the module."""
    module: Translations
    group: str = ""
    when: datetime | None = None
    """Aware, in the zone of the place."""
    place: str = ""
    online_url: str = ""
    note: str = ""
    participation: str = ""
    """Public id, as `unit` is a slug and `meeting` a public id: what an address is made of."""
    unit: str = ""
    anchor: str = ""
    """The heading or question where one left off."""
    meeting: str = ""
    run: str = ""
    ask: bool = False
    """A question beforehand may still be sent."""
    started: bool = False
    improve: bool = False
    count: int = 0
    days: int = 0
    """Age of the oldest."""
    minutes: int = 0


@dataclass(frozen=True)
class Digest:
    """`later` is set when it is quiet now, and then nothing was taken; no lines: nothing to send."""

    lines: tuple[Line, ...] = ()
    later: datetime | None = None


def gather_digest(session: Session, *, person_id: int, outbox_id: int, now: datetime) -> Digest:
    """Take what is due for this person into the mail of this outbox row, and leave out what no longer applies."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return Digest()
    choice = queries.choice_of(session, person_id=person_id)
    if rules.is_quiet(now, choice):
        return Digest(later=rules.next_open(now, choice))
    lines = []
    known: dict[int, Facts] = {}
    for row in services.gather(session, person_id=person_id, outbox_id=outbox_id, now=now):
        told: Line | WhyNot = WhyNot.UNWANTED
        if primary_address(session, person_id) is None:
            told = WhyNot.NO_ADDRESS
        elif choice.wants(row.kind):
            told = _line(session, row, known, now)
        if isinstance(told, WhyNot):
            services.let_go(session, rows=[row], why=told, now=now)
        else:
            lines.append(told)
    return Digest(lines=tuple(lines))


def _line(session: Session, row: Reminder, known: dict[int, Facts], now: datetime) -> Line | WhyNot:
    """What to say about this reminder, or why nothing."""
    if row.participation_id is None:
        return _to_read(session, row, now) if row.kind is ReminderKind.TO_READ else _wishes(session, row, now)
    if row.participation_id not in known:
        known[row.participation_id] = facts_of(session, row.participation_id)
    facts = known[row.participation_id]
    participation = session.get_one(Participation, row.participation_id)
    if row.kind is ReminderKind.AWAY:
        return _away(session, row, participation, facts, now)
    if row.run_session_id is None:
        return _asked_for(participation, facts)
    meeting = session.get_one(RunSession, row.run_session_id)
    if meeting.cancelled_at is not None or meeting.run.cancelled_at is not None:
        return WhyNot.CANCELLED
    if row.kind is ReminderKind.OPENS:
        return _opens(participation, meeting, facts, now)
    if row.kind is ReminderKind.SESSION:
        return _session(participation, meeting, facts, now)
    return _work(participation, meeting, facts, now)


def _session(participation: Participation, meeting: RunSession, facts: Facts, now: datetime) -> Line | WhyNot:
    why = why_no_session(facts, meeting.public_id, now)
    if why is not None:
        return why
    asked = next(unit.question_sent for unit in facts.units if unit.id == meeting.unit_id)
    return Line(
        kind=ReminderKind.SESSION,
        title=meeting.unit.title,
        module=participation.module_version.title,
        when=delivery.instant(meeting.starts_local, meeting.zone),
        place=meeting.place or "",
        online_url=meeting.online_url or "",
        note=meeting.access_note or "",
        meeting=meeting.public_id,
        ask=meeting.unit.kind is UnitKind.RETURN_MOMENT and not asked,
    )


def _opens(participation: Participation, meeting: RunSession, facts: Facts, now: datetime) -> Line | WhyNot:
    """The first part that opened ahead of this session and was not looked at."""
    starts = delivery.instant(meeting.starts_local, meeting.zone)
    if not facts.enrolled:
        return WhyNot.LEFT
    if now >= starts:
        return WhyNot.PAST
    slugs = {
        unit.slug
        for unit in participation.module_version.units
        if unit.settings.get("opens", {}).get("session") == meeting.unit.slug
    }
    for unit in facts.units:
        if unit.slug in slugs and not unit.opened and not progress.is_hidden(unit, now):
            return Line(
                kind=ReminderKind.OPENS,
                title=unit.title,
                module=participation.module_version.title,
                when=starts,
                participation=participation.public_id,
                unit=unit.slug,
                minutes=unit.minutes,
            )
    return WhyNot.NOTHING


def _work(participation: Participation, meeting: RunSession, facts: Facts, now: datetime) -> Line | WhyNot:
    moment = meeting.return_moment
    why = why_no_work(facts, moment.assignment_unit_id if moment else None, now)
    if why is not None:
        return why
    unit = next(unit for unit in facts.units if moment is not None and unit.id == moment.assignment_unit_id)
    state = unit.assignment.state if unit.assignment else None
    return Line(
        kind=ReminderKind.WORK,
        title=unit.title,
        module=participation.module_version.title,
        when=unit.assignment.due if unit.assignment else None,
        participation=participation.public_id,
        unit=unit.slug,
        started=state is SubmissionState.DRAFT,
        improve=state is SubmissionState.RETURNED,
    )


def _asked_for(participation: Participation, facts: Facts) -> Line | WhyNot:
    """The trainer asks for work, also after its day; the first assignment for which nothing was handed in."""
    if not facts.enrolled:
        return WhyNot.LEFT
    for unit in facts.units:
        if unit.assignment is not None and unit.assignment.state in (None, SubmissionState.DRAFT):
            return Line(
                kind=ReminderKind.WORK,
                title=unit.title,
                module=participation.module_version.title,
                participation=participation.public_id,
                unit=unit.slug,
                started=unit.assignment.state is SubmissionState.DRAFT,
            )
    return WhyNot.HANDED_IN


def _away(session: Session, row: Reminder, participation: Participation, facts: Facts, now: datetime) -> Line | WhyNot:
    seen = last_seen(session, participation_id=participation.id)
    why = why_no_visit(facts, last_seen=seen, about_at=row.about_at, now=now)
    step = step_for(facts, now)
    if why is not None or step is None:
        return why or WhyNot.DONE
    unit = next(unit for unit in facts.units if unit.id == step.unit_id)
    return Line(
        kind=ReminderKind.AWAY,
        title=step.title,
        module=participation.module_version.title,
        participation=participation.public_id,
        unit=step.unit_slug,
        anchor=unit.place or "",
        started=step.started,
        minutes=step.minutes or 0,
    )


def _gives(session: Session, row: Reminder) -> bool:
    query = select(RunTrainer.id).where(RunTrainer.run_id == row.run_id, RunTrainer.person_id == row.person_id)
    return session.scalar(query) is not None


def _to_read(session: Session, row: Reminder, now: datetime) -> Line | WhyNot:
    run = session.get_one(Run, row.run_id)
    if not _gives(session, row):
        return WhyNot.LEFT
    waits = [one for one in queue(session, person_id=row.person_id, now=now) if one.run == run.public_id]
    if not waits:
        return WhyNot.NOTHING
    return Line(
        kind=ReminderKind.TO_READ,
        title=run.module_version.title,
        module=run.module_version.title,
        group=run.name,
        run=run.public_id,
        count=len(waits),
        days=(now - waits[0].handed_in_at).days,
    )


def _wishes(session: Session, row: Reminder, now: datetime) -> Line | WhyNot:
    meeting = session.get_one(RunSession, row.run_session_id)
    starts = delivery.instant(meeting.starts_local, meeting.zone)
    if meeting.cancelled_at is not None or meeting.run.cancelled_at is not None:
        return WhyNot.CANCELLED
    if not _gives(session, row):
        return WhyNot.LEFT
    if now >= starts:
        return WhyNot.PAST
    count = session.scalar(
        select(func.count(Wish.id))
        .join(Enrolment, Enrolment.participation_id == Wish.participation_id)
        .where(Wish.run_session_id == meeting.id, Enrolment.run_id == meeting.run_id, Enrolment.ended_at.is_(None))
    )
    if not count:
        return WhyNot.NOTHING
    return Line(
        kind=ReminderKind.WISHES,
        title=meeting.unit.title,
        module=meeting.run.module_version.title,
        group=meeting.run.name,
        run=meeting.run.public_id,
        meeting=meeting.public_id,
        when=starts,
        place=meeting.place or "",
        count=count,
    )
