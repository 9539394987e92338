"""Planning a run: what follows from it, and what is refused whole."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import ModuleVersion, UnitKind
from courses.delivery import queries
from courses.delivery.errors import BadPlan
from courses.delivery.models import MeetingMode, Run
from courses.delivery.services import SessionPlan
from courses.flows.enrol import enrol
from courses.flows.plan_run import plan_run
from tests.conftest import NOW
from tests.factories import make_module_version, make_person


def local(wall: str) -> datetime:
    return datetime.fromisoformat(wall)


WORK = SessionPlan(unit_slug="session", starts_local=local("2027-02-03 13:30"), ends_local=local("2027-02-03 16:30"))
BACK = SessionPlan(
    unit_slug="return-moment",
    starts_local=local("2027-03-31 14:00"),
    ends_local=local("2027-03-31 15:30"),
    mode=MeetingMode.BOTH,
    online_url="https://video.example/terug",
)


def plan(session: Session, version: ModuleVersion, *plans: SessionPlan, **more: object) -> Run:
    return plan_run(
        session,
        module_version_id=version.id,
        organisation_id=version.module.organisation_id,
        name="Voorjaar, Geel",
        sessions=plans,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def test_a_run_takes_its_days_from_its_sessions_and_freezes_its_version(session: Session) -> None:
    """AAN-03, AAN-04: own dates, place, trainer and seats; the return moment opens and closes the work."""
    version, ilse = make_module_version(session), make_person(session, "Ilse Maes")
    run = plan(session, version, BACK, WORK, trainer_ids=[ilse.id, ilse.id], seats=12, place="Geel")
    assert (run.starts_on, run.ends_on) == (date(2027, 2, 3), date(2027, 3, 31))
    assert [trainer.person_id for trainer in run.trainers] == [ilse.id]
    assert version.frozen_at == NOW
    work, back = run.sessions
    assert (work.place, work.zone, work.return_moment) == ("Geel", "Europe/Brussels", None)
    moment = back.return_moment
    assert moment is not None
    assignment = next(unit for unit in version.units if unit.kind is UnitKind.ASSIGNMENT)
    assert moment.assignment_unit_id == assignment.id
    assert (moment.opens_local, moment.due_local) == (local("2027-02-03 16:30"), local("2027-03-28 23:59"))


def test_the_window_of_the_work_is_counted_on_the_clock_of_the_place(session: Session) -> None:
    """28 March 2027 is the day on which the clocks go forward: 23.59 is then 21.59 UTC, not 22.59."""
    version, nele = make_module_version(session), make_person(session)
    run = plan(session, version, WORK, BACK)
    enrolment = enrol(session, person_id=nele.id, run_id=run.id, now=NOW)
    assignment = next(unit for unit in version.units if unit.kind is UnitKind.ASSIGNMENT)
    window = queries.assignment_window(session, participation_id=enrolment.participation_id, unit_id=assignment.id)
    assert window is not None
    assert window.opens_at is not None
    assert window.due_at is not None
    assert window.opens_at.astimezone(UTC) == datetime(2027, 2, 3, 15, 30, tzinfo=UTC)
    assert window.due_at.astimezone(UTC) == datetime(2027, 3, 28, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plans", "field"),
    [
        ((SessionPlan("session", WORK.ends_local, WORK.starts_local),), "ends_local"),
        ((SessionPlan("no-such-unit", WORK.starts_local, WORK.ends_local),), "unit_slug"),
        ((SessionPlan("text", WORK.starts_local, WORK.ends_local),), "unit_slug"),
        ((SessionPlan("session", WORK.starts_local, WORK.ends_local, zone="Europe/Geel"),), "zone"),
        (
            (WORK, SessionPlan("return-moment", local("2027-02-01 09:00"), local("2027-02-01 10:00"))),
            "starts_local",
        ),
        ((), "starts_on"),
    ],
)
def test_a_plan_that_cannot_be_leaves_no_run(session: Session, plans: tuple[SessionPlan, ...], field: str) -> None:
    version = make_module_version(session)
    with pytest.raises(BadPlan) as refused, session.begin_nested():
        plan(session, version, *plans)
    assert refused.value.field == field
    assert session.scalar(select(func.count()).select_from(Run)) == 0


def test_a_run_without_sessions_is_self_study_between_two_days(session: Session) -> None:
    """LOC-02, DIF-06: start whenever you like."""
    version = make_module_version(session, kinds=[UnitKind.TEXT])
    run = plan(session, version, starts_on=date(2026, 11, 1), ends_on=date(2027, 6, 30))
    assert run.sessions == []
    assert run.seats is None
