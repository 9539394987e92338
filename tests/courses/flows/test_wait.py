"""The waiting list: who moves up, when, who is told, and never two on one seat (peers' pain 16 is tests here)."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.delivery import queries, waiting_list
from courses.delivery.errors import BadMove, NotWaiting, RunClosed, RunFull
from courses.delivery.joining import Waiting, WaitingState
from courses.delivery.models import Enrolment, Participation, Run
from courses.errors import DomainError
from courses.flows.cancel_run import cancel_run
from courses.flows.enrol import enrol, fill_seats, leave
from courses.flows.erase_person import erase_person
from courses.flows.wait import close_when_begun, move_up, stop_waiting, wait
from courses.outbox.models import OutboxMessage
from courses.people.models import Person
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_module_version, make_person, make_run

#: A run of the factory starts a week after NOW, at 14.00 in Brussels.
START = datetime(2026, 11, 29, 13, tzinfo=UTC)
EVE = START - timedelta(days=2)


def full_run(session: Session, seats: int = 1, **more: object) -> tuple[Run, list[Person]]:
    """A run with every seat taken, and who has them."""
    run = make_run(session, seats=seats, **more)  # type: ignore[arg-type]
    people = [make_person(session) for _ in range(seats)]
    for person in people:
        enrol(session, person_id=person.id, run_id=run.id, now=NOW)
    return run, people


def line_up(session: Session, run: Run, count: int, now: datetime = NOW) -> list[Waiting]:
    return [wait(session, person_id=make_person(session).id, run_id=run.id, now=now) for _ in range(count)]


def has_seat(session: Session, run: Run, person_id: int) -> bool:
    found = queries.enrolment_of_person(session, person_id=person_id, module_version_id=run.module_version_id)
    return found is not None and found.run_id == run.id


def mails(session: Session, person_id: int) -> list[str]:
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind == "mail", OutboxMessage.subject_id == person_id)
        .order_by(OutboxMessage.id)
    )
    return [row.payload["template"] for row in rows if not row.payload["template"].endswith("_reminder")]


def test_one_click_puts_a_person_on_the_list_with_a_place(anywhere: Database) -> None:
    """GRP-01: waiting list. Twice is once, and nobody who can have a seat has to wait."""
    with anywhere.transaction() as session:
        run, _people = full_run(session)
        first, second = line_up(session, run, 2)
        again = wait(session, person_id=second.person_id, run_id=run.id, now=NOW + timedelta(minutes=1))
        assert again.id == second.id
        assert [waiting_list.place_of(session, row) for row in (first, second)] == [1, 2]
        assert [mails(session, row.person_id) for row in (first, second)] == [["waiting"], ["waiting"]]
        roomy = make_run(session)
        assert line_up(session, roomy, 1)[0].state is WaitingState.SEATED


def freed_by_leaving(session: Session, run: Run, people: list[Person], other: Run) -> None:
    leave(session, person_id=people[0].id, run_id=run.id, now=NOW)


def freed_by_moving(session: Session, run: Run, people: list[Person], other: Run) -> None:
    enrol(session, person_id=people[0].id, run_id=other.id, now=NOW)


def freed_by_more_seats(session: Session, run: Run, people: list[Person], other: Run) -> None:
    run.seats = 2
    fill_seats(session, run_id=run.id, now=NOW)


def freed_by_erasing(session: Session, run: Run, people: list[Person], other: Run) -> None:
    erase_person(session, person_id=people[0].id, actor_id=None, now=NOW)


@pytest.mark.parametrize("free", [freed_by_leaving, freed_by_moving, freed_by_more_seats, freed_by_erasing])
def test_the_first_in_line_has_the_seat_in_the_same_transaction(
    anywhere: Database, free: Callable[[Session, Run, list[Person], Run], None]
) -> None:
    """GRP-01, peers' pain 16: a list that does not move up. The mail of the seat is asked for at once too."""
    with anywhere.transaction() as session:
        version = make_module_version(session)
        run, people = full_run(session, version=version)
        other = make_run(session, version)
        first, second = line_up(session, run, 2)
        free(session, run, people, other)
        assert (first.state, second.state) == (WaitingState.SEATED, WaitingState.WAITING)
        assert has_seat(session, run, first.person_id)
        assert waiting_list.place_of(session, second) == 1
        assert mails(session, first.person_id) == ["waiting", "enrolled"]
        assert mails(session, second.person_id) == ["waiting"]


def test_nobody_slips_in_before_who_waits(session: Session) -> None:
    """A seat that somebody forgot to give away goes to who waited, not to who happens to look."""
    run, _people = full_run(session)
    (first,) = line_up(session, run, 1)
    run.seats = 2
    with pytest.raises(RunFull):
        enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
    assert has_seat(session, run, first.person_id)


def test_close_to_the_start_the_first_is_asked_and_then_the_next(anywhere: Database) -> None:
    """GRP-01: a seat is kept for a stated time; who does not answer makes room for the next."""
    with anywhere.transaction() as session:
        run, people = full_run(session)
        first, second = line_up(session, run, 2)
        leave(session, person_id=people[0].id, run_id=run.id, now=EVE)
        assert (first.state, first.offer_until) == (WaitingState.OFFERED, EVE + timedelta(hours=24))
        assert not has_seat(session, run, first.person_id)
        assert mails(session, first.person_id) == ["waiting", "waiting_offer"]
        with pytest.raises(RunFull):
            enrol(session, person_id=make_person(session).id, run_id=run.id, now=EVE)
        look = session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "fill_seats").order_by(OutboxMessage.id.desc())
        ).first()
        assert look is not None
        assert look.due_at == first.offer_until
        fill_seats(session, run_id=run.id, now=EVE + timedelta(hours=23))
        assert first.state is WaitingState.OFFERED
        later = EVE + timedelta(hours=24)
        fill_seats(session, run_id=run.id, now=later)
        assert (first.state, second.state) == (WaitingState.LAPSED, WaitingState.OFFERED)
        assert mails(session, first.person_id)[-1] == "waiting_lapsed"
        assert second.offer_until == START - timedelta(hours=1)
        enrol(session, person_id=second.person_id, run_id=run.id, now=later)
        assert (second.state, has_seat(session, run, second.person_id)) == (WaitingState.SEATED, True)


def test_who_says_no_makes_room_for_the_next(session: Session) -> None:
    run, people = full_run(session)
    first, second = line_up(session, run, 2)
    leave(session, person_id=people[0].id, run_id=run.id, now=EVE)
    stop_waiting(session, person_id=first.person_id, run_id=run.id, now=EVE)
    assert (first.state, second.state) == (WaitingState.GAVE_UP, WaitingState.OFFERED)
    with pytest.raises(NotWaiting):
        stop_waiting(session, person_id=first.person_id, run_id=run.id, now=EVE)


@pytest.mark.parametrize("before", [timedelta(minutes=119), timedelta(), -timedelta(hours=1)])
def test_nobody_moves_up_too_late_or_after_the_start(session: Session, before: timedelta) -> None:
    """GRP-01, peers' pain 16: a list that moves after the start."""
    run, people = full_run(session)
    (first,) = line_up(session, run, 1)
    now = START - before
    leave(session, person_id=people[0].id, run_id=run.id, now=now)
    assert first.state is WaitingState.WAITING
    assert not has_seat(session, run, first.person_id)
    with pytest.raises(RunClosed, match="nobody moves up"):
        wait(session, person_id=make_person(session).id, run_id=run.id, now=now)


def test_the_start_closes_the_list_and_tells_everybody(session: Session) -> None:
    run, _people = full_run(session)
    rows = line_up(session, run, 2)
    asked = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "close_waiting")).one()
    assert asked.due_at == START
    close_when_begun(session, run_id=run.id, now=START - timedelta(days=1))
    assert rows[0].ended_at is None, "moved to a later day: asked again then"
    close_when_begun(session, run_id=run.id, now=START)
    assert [row.state for row in rows] == [WaitingState.CLOSED] * 2
    assert [mails(session, row.person_id)[-1] for row in rows] == ["waiting_closed"] * 2


def test_cancelling_the_group_ends_the_wait_and_says_so_once(session: Session) -> None:
    """Nobody waits for a group that does not go on, and nobody gets a seat in it."""
    run, _people = full_run(session)
    (waiting,) = line_up(session, run, 1)
    for _ in range(2):
        cancel_run(session, run_id=run.id, reason="De trainer is ziek.", seen=run.version, actor_id=None, now=NOW)
    assert waiting.state is WaitingState.CLOSED
    assert mails(session, waiting.person_id) == ["waiting", "waiting_closed"]
    fill_seats(session, run_id=run.id, now=NOW)
    assert not has_seat(session, run, waiting.person_id)


def test_the_last_day_to_join_does_not_hold_up_who_asked_in_time(session: Session) -> None:
    run, people = full_run(session)
    (first,) = line_up(session, run, 1)
    run.enrol_until = NOW.date()
    leave(session, person_id=people[0].id, run_id=run.id, now=NOW + timedelta(days=1))
    assert has_seat(session, run, first.person_id)


def test_a_group_without_dates_has_a_list_as_long_as_it_runs(session: Session) -> None:
    run, people = full_run(session, version=make_module_version(session, kinds=()), starts_on=date(2026, 11, 1))
    (first,) = line_up(session, run, 1)
    leave(session, person_id=people[0].id, run_id=run.id, now=NOW)
    assert has_seat(session, run, first.person_id)


def test_who_waits_for_a_full_group_keeps_the_seat_they_have(anywhere: Database) -> None:
    """AAN-04: moving to a full run. Moving up gives the old seat to who waited for that one."""
    with anywhere.transaction() as session:
        version = make_module_version(session)
        here, there = make_run(session, version, seats=1), make_run(session, version, seats=1)
        nele, karim, ans = (make_person(session).id for _ in range(3))
        kept = enrol(session, person_id=nele, run_id=here.id, now=NOW)
        enrol(session, person_id=karim, run_id=there.id, now=NOW)
        wait(session, person_id=nele, run_id=there.id, now=NOW)
        behind = wait(session, person_id=ans, run_id=here.id, now=NOW)
        assert kept.ended_at is None
        leave(session, person_id=karim, run_id=there.id, now=NOW)
        assert has_seat(session, there, nele)
        assert behind.state is WaitingState.SEATED
        assert has_seat(session, here, ans)
        assert session.scalar(select(func.count()).select_from(Participation)) == 3


def test_a_seat_from_one_list_ends_the_other_lists_of_that_module(session: Session) -> None:
    version = make_module_version(session)
    runs = [make_run(session, version, seats=1) for _ in range(2)]
    for run in runs:
        enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
    ans = make_person(session).id
    rows = [wait(session, person_id=ans, run_id=run.id, now=NOW) for run in runs]
    runs[1].seats = 2
    fill_seats(session, run_id=runs[1].id, now=NOW)
    assert [row.state for row in rows] == [WaitingState.GAVE_UP, WaitingState.SEATED]


def test_moving_somebody_to_the_front_needs_a_reason(session: Session) -> None:
    """GRP-01: the trainer can, and the reason stays readable."""
    run, people = full_run(session)
    rows = line_up(session, run, 3)
    trainer = make_person(session).id
    act = {"run_id": run.id, "waiting_public_id": rows[2].public_id, "actor_id": trainer, "now": NOW}
    for place, reason in ((1, " "), (3, "Ziek geweest"), (0, "Ziek geweest")):
        with pytest.raises(BadMove):
            move_up(session, place=place, reason=reason, **act)  # type: ignore[arg-type]
    move_up(session, place=1, reason="Kon vorige keer niet door ziekte", **act)  # type: ignore[arg-type]
    assert [row.id for row in waiting_list.line(session, run_id=run.id)] == [rows[2].id, rows[0].id, rows[1].id]
    assert (rows[2].moved_by_id, rows[2].moved_reason) == (trainer, "Kon vorige keer niet door ziekte")
    leave(session, person_id=people[0].id, run_id=run.id, now=NOW)
    assert rows[2].state is WaitingState.SEATED


def test_erasing_takes_the_name_off_every_list(session: Session) -> None:
    run, _people = full_run(session)
    first, second = line_up(session, run, 2)
    erase_person(session, person_id=first.person_id, actor_id=None, now=NOW)
    assert [row.id for row in waiting_list.line(session, run_id=run.id)] == [second.id]


def at_once(database: Database, acts: list[Callable[[Session], object]]) -> list[str]:
    """Each in its own thread and transaction; what came of it, in order of `acts`."""
    start = threading.Barrier(len(acts))
    outcomes = [""] * len(acts)

    def do(number: int) -> None:
        start.wait()
        try:
            with database.transaction() as session:
                acts[number](session)
            outcomes[number] = "done"
        except DomainError as error:
            outcomes[number] = type(error).__name__

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_a_freed_seat_has_one_winner_and_it_is_the_first_in_line(anywhere: Database) -> None:
    """GRP-01: one leaves while five strangers try to join and the second in line gives up."""
    with anywhere.transaction() as session:
        run, people = full_run(session)
        rows = line_up(session, run, 3)
        ids = [row.person_id for row in rows]
        strangers = [make_person(session).id for _ in range(5)]
        leaver, run_id = people[0].id, run.id

    def joining(person_id: int) -> Callable[[Session], object]:
        return lambda session: enrol(session, person_id=person_id, run_id=run_id, now=NOW)

    acts: list[Callable[[Session], object]] = [
        lambda session: leave(session, person_id=leaver, run_id=run_id, now=NOW),
        lambda session: stop_waiting(session, person_id=ids[1], run_id=run_id, now=NOW),
        *[joining(person_id) for person_id in strangers],
    ]
    assert at_once(anywhere, acts) == ["done", "done", *["RunFull"] * 5]
    with anywhere.transaction() as session:
        seated = session.scalars(
            select(Participation.person_id)
            .join(Enrolment, Enrolment.participation_id == Participation.id)
            .where(Enrolment.run_id == run_id, Enrolment.ended_at.is_(None))
        ).all()
        assert seated == [ids[0]]
        assert [row.person_id for row in waiting_list.line(session, run_id=run_id)] == [ids[2]]


def test_two_who_change_places_at_once_do_not_wait_for_each_other(anywhere: Database) -> None:
    """Both groups are full and each waits for the other's seat; a third leaves each of them at the same time."""
    with anywhere.transaction() as session:
        version = make_module_version(session)
        here, there = make_run(session, version, seats=2), make_run(session, version, seats=2)
        nele, karim, ans, bo = (make_person(session).id for _ in range(4))
        for person_id, run in ((nele, here), (ans, here), (karim, there), (bo, there)):
            enrol(session, person_id=person_id, run_id=run.id, now=NOW)
        wait(session, person_id=nele, run_id=there.id, now=NOW)
        wait(session, person_id=karim, run_id=here.id, now=NOW)
        ids = (here.id, there.id)
    acts: list[Callable[[Session], object]] = [
        lambda session: leave(session, person_id=ans, run_id=ids[0], now=NOW),
        lambda session: leave(session, person_id=bo, run_id=ids[1], now=NOW),
    ]
    assert at_once(anywhere, acts) == ["done", "done"]
    with anywhere.transaction() as session:
        assert has_seat(session, session.get_one(Run, ids[1]), nele)
        assert has_seat(session, session.get_one(Run, ids[0]), karim)


@pytest.mark.postgres
def test_who_is_busy_elsewhere_is_not_waited_for_and_not_forgotten(postgres: Database) -> None:
    """While the first in line holds their own row in another transaction, the queue looks again at once."""
    with postgres.transaction() as session:
        run, people = full_run(session)
        (first,) = line_up(session, run, 1)
        run_id, leaver, busy = run.id, people[0].id, first.person_id
    with postgres.transaction() as other:
        assert waiting_list.hold_person(other, person_id=busy)
        with postgres.transaction() as session:
            leave(session, person_id=leaver, run_id=run_id, now=NOW)
            again = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "fill_seats")).one()
            assert again.due_at == NOW
    with postgres.transaction() as session:
        fill_seats(session, run_id=run_id, now=NOW)
        assert has_seat(session, session.get_one(Run, run_id), busy)
