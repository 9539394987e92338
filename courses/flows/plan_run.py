"""Plan a run of a module version: its sessions, its return moment, who gives it. Freezes the version.

Not here: enrolling people (`enrol`) and moving a session that people already count on.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit, UnitKind
from courses.catalogue.services import freeze
from courses.delivery import services
from courses.delivery.errors import BadPlan
from courses.delivery.models import Run, RunSession
from courses.delivery.services import SessionPlan
from courses.errors import N_
from courses.people.services import audit


def plan_run(
    session: Session,
    *,
    module_version_id: int,
    organisation_id: int,
    name: str,
    sessions: Sequence[SessionPlan],
    now: datetime,
    trainer_ids: Sequence[int] = (),
    actor_id: int | None = None,
    zone: str = "Europe/Brussels",
    place: str | None = None,
    seats: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    enrol_until: date | None = None,
    contact_name: str | None = None,
    contact_email: str | None = None,
    answer_days: int | None = None,
) -> Run:
    """A run with its sessions, all or nothing; `BadPlan` says what cannot be.

    `starts_on` and `ends_on` follow from the sessions unless given; a run without sessions needs them.
    """
    days = [plan.starts_local.date() for plan in sessions]
    if not days and (starts_on is None or ends_on is None):
        raise BadPlan(N_("A run without sessions needs a first and a last day."), field="starts_on")
    freeze(session, module_version_id=module_version_id, now=now)
    run = services.create_run(
        session,
        module_version_id=module_version_id,
        organisation_id=organisation_id,
        name=name,
        starts_on=starts_on or min(days),
        ends_on=ends_on or max(days),
        zone=zone,
        place=place,
        seats=seats,
        enrol_until=enrol_until,
        contact_name=contact_name,
        contact_email=contact_email,
        answer_days=answer_days,
        now=now,
    )
    services.add_trainers(session, run_id=run.id, person_ids=trainer_ids)
    _add_sessions(session, run, sessions)
    audit(
        session,
        action="run_planned",
        subject_kind="run",
        subject_id=run.id,
        actor_id=actor_id,
        organisation_id=organisation_id,
        now=now,
        sessions=len(sessions),
    )
    return run


def _add_sessions(session: Session, run: Run, plans: Sequence[SessionPlan]) -> None:
    units = {
        unit.slug: unit for unit in session.scalars(select(Unit).where(Unit.module_version_id == run.module_version_id))
    }
    returns: list[tuple[RunSession, SessionPlan, Unit]] = []
    last: datetime | None = None
    for plan in sorted(plans, key=lambda plan: plan.starts_local):
        unit = units.get(plan.unit_slug)
        if unit is None:
            raise BadPlan(N_("“%(unit)s” is not a session of this module."), field="unit_slug", unit=plan.unit_slug)
        row = services.add_session(session, run=run, unit=unit, plan=plan)
        if unit.kind is UnitKind.RETURN_MOMENT:
            returns.append((row, plan, unit))
        else:
            last = plan.ends_local if last is None else max(last, plan.ends_local)
    for row, plan, unit in returns:
        services.add_return_moment(
            session,
            run_session=row,
            assignment_unit_id=assignment_of(unit, units),
            last_session_ends=last,
            plan=plan,
        )


def assignment_of(unit: Unit, units: dict[str, Unit]) -> int | None:
    """The practice assignment that a return moment opens and closes: the named one, or the only one."""
    named = units.get(str(unit.settings.get("return_moment", {}).get("assignment", "")))
    if named is not None:
        return named.id
    assignments = [other.id for other in units.values() if other.kind is UnitKind.ASSIGNMENT]
    return assignments[0] if len(assignments) == 1 else None
