"""A year of random changes: after each, everybody's calendar holds what we hold, nothing else and nothing less.

The calendar (`calendar_program`) knows only what came by mail; the expectation below is worked out from the groups
and their sessions, not from what was said about them. Mail comes late, twice and out of order.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import ModuleVersion, UnitKind
from courses.delivery.models import Enrolment, Participation, Run, RunSession
from courses.delivery.services import SessionPlan
from courses.errors import DomainError
from courses.flows.cancel_run import cancel_run
from courses.flows.enrol import enrol, leave
from courses.flows.move_session import Move, cancel_session, move_session
from courses.flows.plan_run import plan_run
from courses.outbox.models import OutboxMessage
from courses.people.queries import primary_address
from lms.relay import drain
from lms.wiring import Wiring
from tests.factories import make_module_version, make_person
from tests.lms.calendar_program import CalendarProgram, address_of, calendar_parts, mail_in

START = datetime(2026, 1, 12, 9, tzinfo=UTC)
STEPS = 60
SLUGS = ("session", "session-2", "return-moment")
NIGHTS = (date(2026, 3, 29), date(2026, 10, 25))
PLACES = ("Geel", "Breda; zaal “Zuid”, links", "Turnhout\nachteraan", None)


@dataclass
class Year:
    """What a year is played with; everything is chosen by one seed."""

    wiring: Wiring
    zone: str
    chance: random.Random
    now: datetime = START
    version_id: int = 0
    organisation_id: int = 0
    people: list[int] = field(default_factory=list)
    programs: dict[str, CalendarProgram] = field(default_factory=lambda: defaultdict(CalendarProgram))
    mail: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """What came so far by file name: to whom, and its calendar parts."""
    before: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def moment(self) -> datetime:
        """A wall time in the coming months; often near a change of the clocks, now and then in that very night."""
        if self.chance.random() < 0.4:
            night = self.chance.choice(NIGHTS)
            hour = self.chance.choice([time(0, 30), time(1, 30), time(2), time(2, 30), time(3), time(3, 30), time(14)])
            return datetime.combine(night + timedelta(days=self.chance.randint(-1, 1)), hour)
        day = self.now.date() + timedelta(days=self.chance.randint(0, 120))
        return datetime.combine(day, time(self.chance.randint(8, 19), self.chance.choice([0, 30])))


def plan(year: Year, session: Session) -> None:
    first = year.moment()
    later = first + timedelta(weeks=year.chance.randint(1, 6))
    starts = (first, first + timedelta(days=year.chance.randint(0, 6)), later)
    plan_run(
        session,
        module_version_id=year.version_id,
        organisation_id=year.organisation_id,
        name=f"Groep {year.chance.randint(1, 99)}",
        sessions=[
            SessionPlan(slug, at, at + timedelta(hours=2), place=year.chance.choice(PLACES))
            for slug, at in zip(SLUGS, starts, strict=True)
        ],
        zone=year.zone,
        place="Geel",
        now=year.now,
    )


def join(year: Year, session: Session) -> None:
    """Also rejoining, and going to another group: one person is in one group of a module at most."""
    enrol(session, person_id=year.chance.choice(year.people), run_id=a_run(year, session).id, now=year.now)


def go(year: Year, session: Session) -> None:
    mine = year.chance.choice(session.scalars(select(Enrolment).where(Enrolment.ended_at.is_(None))).all())
    leave(session, person_id=mine.participation.person_id or 0, run_id=mine.run_id, now=year.now)


def move(year: Year, session: Session) -> None:
    meeting = a_meeting(year, session)
    near = meeting.starts_local + timedelta(days=year.chance.randint(-4, 9), hours=year.chance.choice([-1, 0, 2]))
    starts = year.chance.choice([near, near, year.moment()])
    year.before[meeting.id] = (meeting.starts_local, meeting.ends_local)
    ask(year, session, meeting, starts, starts + timedelta(hours=year.chance.randint(1, 3)))


def a_week_later(year: Year, session: Session) -> None:
    meeting = a_meeting(year, session)
    year.before[meeting.id] = (meeting.starts_local, meeting.ends_local)
    week = timedelta(weeks=1)
    ask(year, session, meeting, meeting.starts_local + week, meeting.ends_local + week)


def move_back(year: Year, session: Session) -> None:
    meeting = session.get_one(RunSession, year.chance.choice(list(year.before)))
    ask(year, session, meeting, *year.before[meeting.id])


def ask(year: Year, session: Session, meeting: RunSession, starts: datetime, ends: datetime) -> None:
    wanted = Move(meeting.id, starts, ends, along=year.chance.random() < 0.5)
    move_session(session, move=wanted, seen=meeting.run.version, actor_id=None, now=year.now)


def call_off(year: Year, session: Session) -> None:
    meeting = a_meeting(year, session)
    cancel_session(
        session, run_session_id=meeting.id, seen=meeting.run.version, actor_id=None, reason="Ziek.", now=year.now
    )


def call_all_off(year: Year, session: Session) -> None:
    run = a_run(year, session)
    cancel_run(session, run_id=run.id, reason="Te weinig volk.", seen=run.version, actor_id=None, now=year.now)


def a_run(year: Year, session: Session) -> Run:
    """One that is not over; cancelled ones too, now and then."""
    runs = session.scalars(select(Run).where(Run.ends_on >= year.now.date()).order_by(Run.id)).all()
    open_ones = [run for run in runs if run.cancelled_at is None]
    return year.chance.choice(open_ones if year.chance.random() < 0.9 else runs)


def a_meeting(year: Year, session: Session) -> RunSession:
    """One that is still to come, most of the time."""
    meetings = a_run(year, session).sessions
    coming = [one for one in meetings if one.ends_local.date() > year.now.date()]
    return year.chance.choice(coming if year.chance.random() < 0.9 else meetings)


ACTS: tuple[tuple[Callable[[Year, Session], None], int], ...] = (
    (plan, 4),
    (join, 12),
    (go, 2),
    (move, 5),
    (a_week_later, 4),
    (move_back, 3),
    (call_off, 2),
    (call_all_off, 1),
)


def act(year: Year) -> None:
    """One act; what the house refuses is refused as a whole, and then nothing changed."""
    (chosen,) = year.chance.choices([one for one, _ in ACTS], weights=[weight for _, weight in ACTS])
    try:
        with year.wiring.database.transaction() as session:
            chosen(year, session)
    except (DomainError, IndexError):
        return
    year.done.add(chosen.__name__)


def read_mail(year: Year) -> None:
    """Everything new is taken in, in any order, some of it twice; some of it is old mail that comes again."""
    drain(year.wiring)
    old = list(year.mail.values())
    fresh = []
    for path in (year.wiring.settings.instance_dir / "outbox").glob("*.eml"):
        if path.name not in year.mail:
            message = mail_in(path)
            year.mail[path.name] = (address_of(message), list(calendar_parts(message)))
            fresh.append(year.mail[path.name])
    again = year.chance.sample(old, k=min(2, len(old)))
    for address, texts in year.chance.sample(fresh + again, k=len(fresh) + len(again)):
        for text in texts:
            year.programs[address].take_in(text)


def ours(year: Year, session: Session, person_id: int) -> dict[str, tuple[datetime, datetime, str]]:
    """What this person's calendar has to hold of what is still to come: the sessions of the group they are in."""
    zone = ZoneInfo(year.zone)
    rows = session.execute(
        select(RunSession, Participation)
        .join(Run, Run.id == RunSession.run_id)
        .join(Enrolment, Enrolment.run_id == Run.id)
        .join(Participation, Participation.id == Enrolment.participation_id)
        .where(
            Participation.person_id == person_id,
            Enrolment.ended_at.is_(None),
            Run.cancelled_at.is_(None),
            RunSession.cancelled_at.is_(None),
        )
    )
    found = {}
    for meeting, mine in rows:
        starts, ends = (at.replace(tzinfo=zone).astimezone(UTC) for at in (meeting.starts_local, meeting.ends_local))
        if ends > year.now:
            found[f"{meeting.public_id}-{mine.public_id}"] = (starts, ends, meeting.place or "")
    return found


def compare(year: Year) -> None:
    with year.wiring.database.reading() as session:
        for person_id in year.people:
            address = primary_address(session, person_id) or ""
            assert year.programs[address].to_come(year.now) == ours(year, session, person_id), (person_id, year.now)


def begin(wiring: Wiring, zone: str, seed: int) -> Year:
    year = Year(wiring, zone, random.Random(f"{zone} {seed}"))
    kinds = (UnitKind.SESSION, UnitKind.SESSION, UnitKind.ASSIGNMENT, UnitKind.RETURN_MOMENT)
    with wiring.database.transaction() as session:
        version: ModuleVersion = make_module_version(session, kinds=kinds, badge=False)
        year.version_id, year.organisation_id = version.id, version.module.organisation_id
        year.people = [make_person(session, name).id for name in ("Nele", "Karim", "Ilse", "Bram")]
    return year


def live(year: Year, steps: int) -> None:
    """So many acts, some days apart, with mail read now and then."""
    with time_machine.travel(START, tick=False) as clock:
        for step in range(steps):
            year.now += timedelta(days=year.chance.choice([0, 1, 4, 11, 14]), hours=year.chance.randint(1, 9))
            clock.move_to(year.now)
            act(year)
            if year.chance.random() < 0.6 or step == steps - 1:
                read_mail(year)
                compare(year)


@pytest.mark.parametrize(("zone", "seed"), [("Europe/Brussels", 1), ("Europe/Amsterdam", 2)])
def test_every_calendar_is_right_all_year(wiring: Wiring, zone: str, seed: int) -> None:
    """AAN-03, AAN-10: one invitation that stays right, whatever is moved, cancelled, left or joined again."""
    year = begin(wiring, zone, seed)
    live(year, STEPS)
    assert year.now > datetime(2026, 11, 1, tzinfo=UTC), "both changes of the clocks lie in it"
    assert len(year.done) >= 6, year.done
    assert sum(len(program.items) for program in year.programs.values()) > 6


def one_group(wiring: Wiring) -> tuple[Year, int]:
    """Somebody in a group on an ordinary day in March, invited; answers with the first session's id too."""
    year = begin(wiring, "Europe/Brussels", 0)
    at = datetime.combine(date(2026, 3, 26), time(14))
    plans = [SessionPlan(slug, at + timedelta(days=n), at + timedelta(days=n, hours=2)) for n, slug in enumerate(SLUGS)]
    where = {"module_version_id": year.version_id, "organisation_id": year.organisation_id}
    with wiring.database.transaction() as session:
        run = plan_run(session, **where, name="Geel", sessions=plans, now=START, place="Geel")
        enrol(session, person_id=year.people[0], run_id=run.id, now=START)
        return year, run.sessions[0].id


def a_day_later(year: Year, meeting_id: int) -> None:
    with year.wiring.database.transaction() as session:
        meeting, day = session.get_one(RunSession, meeting_id), timedelta(days=1)
        ask(year, session, meeting, meeting.starts_local + day, meeting.ends_local + day)


def test_the_comparison_sees_an_invitation_that_was_not_set_right(
    wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same house, but one that sets calendars right for joining only: then it must fail."""
    with time_machine.travel(START, tick=False):
        year, meeting = one_group(wiring)
        read_mail(year)
        compare(year)
        monkeypatch.setattr("courses.flows.tell_change.set_right", lambda session, **_: {})
        a_day_later(year, meeting)
        read_mail(year)
        with pytest.raises(AssertionError):
            compare(year)


def sent(year: Year) -> list[list[str]]:
    """The calendar parts of every mail, oldest first."""
    folder = year.wiring.settings.instance_dir / "outbox"
    return [list(calendar_parts(mail_in(path))) for path in sorted(folder.glob("*.eml"))]


def test_a_mail_that_is_tried_again_is_the_same_mail(wiring: Wiring) -> None:
    """Its sequence is a row: also when the session moved on before the second try."""
    with time_machine.travel(START, tick=False):
        year, meeting = one_group(wiring)
        drain(wiring)
        first = sent(year)
        a_day_later(year, meeting)
        with wiring.database.transaction() as session:
            for row in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail")):
                row.done_at = None
        drain(wiring)
        second = sent(year)
    assert "SEQUENCE:0" in first[0][0]
    assert second[0] == first[0]
    assert "SEQUENCE:1" in second[1][0]
