"""A school year of random acts, and what the mails with reminders may never be: late at night, twice, or pointless.

The world is kept a second time in plain sets by the test itself (`Truth`), so that what is checked does not come
from the rules that are checked. Mails are delayed and workers die, as they do.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.delivery.models import Enrolment, Presence, Run, RunSession
from courses.errors import DomainError
from courses.flows.attend import record_attendance
from courses.flows.digest import Line, gather_digest
from courses.flows.enrol import enrol, leave
from courses.flows.remind import look_around, replan_reminders
from courses.outbox import services as outbox
from courses.outbox.models import OutboxMessage
from courses.people.models import Person
from courses.practice.models import Submission, SubmissionState
from courses.practice.services.drafts import open_submission
from courses.progress import services as progress
from courses.reminders import services
from courses.reminders.models import Pace, ReminderKind
from courses.reminders.rules import Choice
from tests.factories import make_module_version, make_person, make_run

START = datetime(2026, 10, 5, 6, tzinfo=UTC)
END = datetime(2027, 5, 1, tzinfo=UTC)
"""Both changes of the clocks lie between them: 25 October and 28 March."""
STEP = timedelta(hours=9)
DATED = (ReminderKind.SESSION, ReminderKind.WORK)
CHOICES = (
    None,
    Choice(pace=Pace.AT_ONCE),
    Choice(hour=8, quiet_from=18, quiet_until=8, weekend=True),
    Choice(pace=Pace.AT_ONCE, hour=23, quiet_from=3, quiet_until=22, weekend=True),
    Choice(pace=Pace.NONE),
    Choice(hour=12, off=frozenset({ReminderKind.SESSION})),
)


@dataclass
class Truth:
    """What is so, kept apart from the tables."""

    handed_in: set[int] = field(default_factory=set)
    """Participations."""
    was_there: set[tuple[int, str]] = field(default_factory=set)
    excused: set[tuple[int, str]] = field(default_factory=set)
    finished: set[int] = field(default_factory=set)
    seen: dict[int, datetime] = field(default_factory=dict)
    choices: dict[int, Choice] = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    message_id: int
    person_id: int
    at: datetime
    lines: tuple[Line, ...]


class Season:
    """Three people, two groups of one module, and a clock."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.random, self.now = session, Random(seed), START
        self.truth, self.mails = Truth(), list[Mail]()
        version = make_module_version(session)
        session.expire(version)
        self.light = seed % 2 == 1
        for unit in version.units if self.light else ():
            unit.required = unit.kind is UnitKind.TEXT
        self.units = {unit.kind: unit for unit in version.units}
        self.trainer = make_person(session, "Ilse")
        days = (date(2026, 10, 26), date(2027, 2, 22))
        self.runs = [make_run(session, version, trainers=[self.trainer], seats=None, starts_on=day) for day in days]
        self.people = [make_person(session, f"persoon {number}") for number in range(3)]
        for run in self.runs:
            session.expire(run)
            replan_reminders(session, run_id=run.id, now=self.now)
        for person in self.people:
            person.time_zone = self.random.choice(("Europe/Brussels", "Europe/Amsterdam", "America/New_York"))
            enrol(session, person_id=person.id, run_id=self.random.choice(self.runs).id, now=self.now)
            self.choose(person)

    def go(self) -> None:
        acts: tuple[Callable[[], None], ...] = (self.join, self.leave, self.hand_in, self.attend, self.move)
        more = (self.cancel, self.finish, self.read, self.read, self.change_mind)
        while self.now < END:
            self.now += self.random.random() * 2 * STEP
            self.work()
            if self.random.random() < 0.2:
                self.random.choice((*acts, *more))()
            if self.random.random() < 0.2:
                look_around(self.session, now=self.now)

    # what people do

    def someone(self) -> tuple[Person, Enrolment] | None:
        """Somebody who is in a group now."""
        rows = self.session.scalars(select(Enrolment).where(Enrolment.ended_at.is_(None))).all()
        if not rows:
            return None
        found = self.random.choice(rows)
        return self.session.get_one(Person, found.participation.person_id), found

    def join(self) -> None:
        try:
            enrol(
                self.session,
                person_id=self.random.choice(self.people).id,
                run_id=self.random.choice(self.runs).id,
                now=self.now,
            )
        except DomainError:
            return

    def leave(self) -> None:
        if (found := self.someone()) and self.random.random() < 0.3:
            leave(self.session, person_id=found[0].id, run_id=found[1].run_id, now=self.now)

    def hand_in(self) -> None:
        if found := self.someone():
            number = found[1].participation_id
            unit = self.units[UnitKind.ASSIGNMENT]
            query = select(Submission).where(Submission.participation_id == number)
            row = self.session.scalars(query).one_or_none()
            row = row or open_submission(self.session, participation_id=number, unit_id=unit.id, now=self.now)
            back = self.random.random() < 0.3
            row.state = SubmissionState.DRAFT if back else SubmissionState.HANDED_IN
            self.session.flush()
            (self.truth.handed_in.discard if back else self.truth.handed_in.add)(number)

    def attend(self) -> None:
        if found := self.someone():
            meeting = self.random.choice(self.meetings(found[1].run))
            presence = self.random.choice((Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT))
            number, where = found[1].participation_id, (found[1].participation_id, meeting.public_id)
            kept = record_attendance(
                self.session,
                run_session_id=meeting.id,
                participation_id=number,
                presence=presence,
                actor_id=None,
                note=None,
                now=self.now,
            )
            self.truth.was_there.discard(where)
            self.truth.excused.discard(where)
            if presence is Presence.PRESENT:
                self.truth.was_there.add(where)
                self.truth.seen[number] = kept.recorded_at
            elif presence is Presence.EXCUSED:
                self.truth.excused.add(where)

    def meetings(self, run: Run) -> list[RunSession]:
        return list(self.session.scalars(select(RunSession).where(RunSession.run_id == run.id).order_by(RunSession.id)))

    def move(self) -> None:
        run = self.random.choice(self.runs)
        meeting = self.random.choice(self.meetings(run))
        by = timedelta(hours=self.random.choice((-72, -24, 1, 24, 24 * 7)))
        meeting.starts_local, meeting.ends_local = meeting.starts_local + by, meeting.ends_local + by
        if meeting.return_moment is not None and meeting.return_moment.due_local is not None:
            meeting.return_moment.due_local += by
        replan_reminders(self.session, run_id=run.id, now=self.now)

    def cancel(self) -> None:
        run = self.random.choice(self.runs)
        meeting = self.random.choice(self.meetings(run))
        meeting.cancelled_at = None if meeting.cancelled_at else self.now
        replan_reminders(self.session, run_id=run.id, now=self.now)

    def read(self) -> None:
        if found := self.someone():
            unit = self.units[UnitKind.TEXT]
            progress.open_unit(self.session, participation_id=found[1].participation_id, unit_id=unit.id, now=self.now)
            self.truth.seen[found[1].participation_id] = self.now

    def finish(self) -> None:
        """Read the text; where nothing else is required, that is everything."""
        if found := self.someone():
            number, unit = found[1].participation_id, self.units[UnitKind.TEXT]
            progress.complete_unit(self.session, participation_id=number, unit_id=unit.id, now=self.now)
            self.truth.seen[number] = self.now
            if self.light:
                self.truth.finished.add(number)

    def change_mind(self) -> None:
        self.choose(self.random.choice(self.people))

    def choose(self, person: Person) -> None:
        choice = self.random.choice(CHOICES)
        if choice is not None:
            services.choose(self.session, person_id=person.id, choice=choice, now=self.now)
            self.truth.choices[person.id] = choice

    # what the relay does

    def work(self) -> None:
        """Do what is due, late as it is; now and then die before the mail left, or before that was noted."""
        query = select(OutboxMessage).where(
            OutboxMessage.kind == services.DIGEST, OutboxMessage.done_at.is_(None), OutboxMessage.due_at <= self.now
        )
        for message in self.session.scalars(query.order_by(OutboxMessage.due_at)).all():
            if self.random.random() < 0.1:
                continue  # the relay is down, the row is taken later
            fate = self.random.random()
            found = gather_digest(self.session, person_id=message.subject_id or 0, outbox_id=message.id, now=self.now)
            if found.later is not None:
                assert found.later > self.now
                outbox.postpone(self.session, message_id=message.id, due_at=found.later)
                self.session.expire(message)
                continue
            if fate < 0.1:
                continue  # died before sending
            if found.lines:
                mail = Mail(message.id, message.subject_id or 0, self.now, found.lines)
                self.check(mail)
                self.mails.append(mail)
            if fate < 0.2:
                continue  # died after sending, before that was noted: it comes again with the same Message-ID
            services.mark_sent(self.session, outbox_id=message.id, now=self.now)
            outbox.finish(self.session, message_id=message.id, now=self.now)
            self.session.expire(message)

    # what may never be

    def check(self, mail: Mail) -> None:
        self.check_hour(mail)
        for line in mail.lines:
            if line.kind in (ReminderKind.SESSION, ReminderKind.WORK, ReminderKind.AWAY):
                self.check_use(mail, line)

    def check_hour(self, mail: Mail) -> None:
        choice = self.truth.choices.get(mail.person_id, Choice())
        zone = self.session.get_one(Person, mail.person_id).time_zone
        local = mail.at.astimezone(ZoneInfo(zone))
        quiet = {
            hour % 24
            for hour in range(choice.quiet_from, choice.quiet_until + 24 * (choice.quiet_until <= choice.quiet_from))
        }
        assert choice.pace is not Pace.NONE
        assert local.hour not in quiet, f"{local} is in quiet hours"
        assert choice.weekend or local.isoweekday() < 6, f"{local} is at a weekend"
        assert not choice.off & {line.kind for line in mail.lines}

    def check_use(self, mail: Mail, line: Line) -> None:
        enrolment = next(
            row
            for row in self.session.scalars(select(Enrolment).where(Enrolment.ended_at.is_(None)))
            if row.participation.person_id == mail.person_id
        )
        number = enrolment.participation_id
        assert number not in self.truth.finished
        if line.kind is ReminderKind.AWAY:
            assert mail.at - self.truth.seen.get(number, START) >= timedelta(weeks=3)
            return
        assert line.when is not None
        assert mail.at < line.when, "it is over"
        if line.kind is ReminderKind.WORK:
            assert number not in self.truth.handed_in
            return
        meeting = self.session.scalars(select(RunSession).where(RunSession.public_id == line.meeting)).one()
        assert meeting.cancelled_at is None
        assert meeting.run_id == enrolment.run_id
        assert (number, line.meeting) not in self.truth.was_there | self.truth.excused
        unit_of = {row.public_id: row.unit_id for run in self.runs for row in self.meetings(run)}
        attended = {unit_of[public_id] for who, public_id in self.truth.was_there if who == number}
        assert meeting.unit_id not in attended, "was there in another group"

    def check_twins(self) -> None:
        """The same thing at the same moment is in one mail only, and being away is said once.

        A second copy has the Message-ID of the first, and nothing that the first did not say.
        """
        first: dict[int, Mail] = {}
        for mail in self.mails:
            told = first.setdefault(mail.message_id, mail)
            assert {(line.kind, line.meeting, line.unit) for line in mail.lines} <= {
                (line.kind, line.meeting, line.unit) for line in told.lines
            }
        things = Counter(
            (mail.person_id, line.kind, line.meeting, line.unit, line.when if line.kind in DATED else None)
            for mail in first.values()
            for line in mail.lines
            if line.kind in (*DATED, ReminderKind.AWAY)
        )
        assert [thing for thing, times in things.items() if times > 1] == []


@pytest.mark.parametrize("seed", range(4))
def test_no_season_of_random_acts_yields_a_mail_that_should_not_be(session: Session, seed: int) -> None:
    """PRI-03, ANA-02, peers.md pain 12: never to who is done, never twice, never in quiet hours, none of the wrong
    group; over both changes of the clocks, with workers that die."""
    season = Season(session, seed)
    season.go()
    season.check_twins()
    assert season.mails, "a season without mails shows nothing"


@pytest.mark.parametrize("rule", ["why_no_session", "why_no_work"])
def test_the_twin_that_decides_when_it_plans_is_caught(
    session: Session, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reminders decided weeks ahead reach who handed in or is excused: the season sees it."""
    monkeypatch.setattr(f"courses.flows.digest.{rule}", lambda *_facts: None)
    with pytest.raises((AssertionError, StopIteration)):
        several_seasons(session)


def several_seasons(session: Session) -> None:
    for seed in range(0, 8, 2):
        Season(session, seed).go()


def test_the_twin_that_mails_at_night_is_caught(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet hours that are looked at when planning only do not hold when the mail server was down."""
    monkeypatch.setattr("courses.reminders.rules.is_quiet", lambda *_choice: False)
    with pytest.raises(AssertionError, match=r"quiet hours|weekend"):
        Season(session, 0).go()


def test_nobody_who_only_looks_on_is_forgotten(session: Session) -> None:
    """The other side: who does nothing at all hears of each session, of the work, and once of being away."""
    season = Season(session, 1)
    season.people = season.people[:1]
    while season.now < END:
        season.now += STEP
        season.work()
        look_around(session, now=season.now)
    season.check_twins()
    told = Counter(line.kind for mail in season.mails if mail.person_id != season.trainer.id for line in mail.lines)
    assert told.keys() >= {ReminderKind.SESSION, ReminderKind.WORK, ReminderKind.AWAY}
