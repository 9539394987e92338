"""Change a planned group: its name, seats, contact, who gives it, where its sessions are; or add a session (AAN-04).

What people have in their calendar they are told once; the rest is only kept. More seats go to who waits for them.
Not here: other dates (`move_session`), and who may do it (`lms.policy`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit, UnitKind
from courses.delivery import queries, rules, services
from courses.delivery.calendar_models import ChangeKind, RunChange
from courses.delivery.errors import BadPlan, PlanChanged
from courses.delivery.invitations import note_change, revise
from courses.delivery.models import MeetingMode, Run, RunSession, RunTrainer
from courses.delivery.moving import meetings_of
from courses.delivery.services import SessionPlan
from courses.errors import N_
from courses.flows.enrol import fill_seats
from courses.flows.plan_run import assignment_of
from courses.flows.remind import replan_reminders
from courses.flows.tell_change import tell_change
from courses.people.services import audit

KEPT = ("name", "seats", "enrol_until", "contact_name", "contact_email", "answer_days")
WHERE = ("mode", "place", "access_note", "online_url")


@dataclass(frozen=True)
class Where:
    """Where one session is, and how to get in."""

    run_session_id: int
    mode: MeetingMode
    place: str | None
    access_note: str | None
    online_url: str | None


@dataclass(frozen=True)
class Details:
    """The group as it should be. `wheres` names the sessions that may change; what is over is left alone."""

    name: str
    seats: int | None
    enrol_until: date | None
    contact_name: str | None
    contact_email: str | None
    answer_days: int | None
    trainer_ids: frozenset[int]
    wheres: Sequence[Where] = ()


def change_run(
    session: Session,
    *,
    run_id: int,
    details: Details,
    seen: int,
    actor_id: int | None,
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Make it so; False when it was so already. Raises `PlanChanged` when somebody else changed it since `seen`,
    `BadPlan` when it cannot be."""
    run = services.lock_run(session, run_id=run_id)
    meetings = meetings_of(session, run_id=run.id)
    moved = [(meeting, where) for meeting, where in _asked(meetings, details, now) if _differs(meeting, where)]
    fields = [name for name in KEPT if getattr(run, name) != getattr(details, name)]
    trainers = {row.person_id for row in run.trainers}
    if not moved and not fields and trainers == details.trainer_ids:
        return False
    _check(session, run, details, seen)
    for name in fields:
        setattr(run, name, getattr(details, name))
    _give(session, run, trainers, details.trainer_ids)
    if moved:
        _tell_where(session, run, meetings, moved, reason, actor_id, now)
    else:
        run.version += 1
        session.flush()
        replan_reminders(session, now=now, run_id=run.id)
    _note(session, run, [*fields, *(["trainers"] if trainers != details.trainer_ids else [])], actor_id, now)
    fill_seats(session, run_id=run.id, now=now)
    return True


def _check(session: Session, run: Run, details: Details, seen: int) -> None:
    _open(run)
    if seen != run.version:
        raise PlanChanged()
    if not details.name:
        raise BadPlan(N_("Give the group a name, such as “November, Geel”."), field="name")
    taken = queries.seats_taken(session, run_id=run.id)
    if details.seats is not None and details.seats < max(taken, 1):
        raise BadPlan(
            N_("%(taken)s seats are taken already, so there cannot be fewer."), field="seats", taken=max(taken, 1)
        )
    if not details.trainer_ids:
        raise BadPlan(N_("Choose at least one person who gives it."), field="trainers")


def _open(run: Run) -> None:
    if run.cancelled_at is not None:
        raise BadPlan(N_("This group has been cancelled, so its sessions stay as they were."))


def _asked(meetings: Sequence[RunSession], details: Details, now: datetime) -> list[tuple[RunSession, Where]]:
    coming = {one.id: one for one in meetings if rules.instant(one.ends_local, one.zone) > now}
    return [(coming[where.run_session_id], where) for where in details.wheres if where.run_session_id in coming]


def _differs(meeting: RunSession, where: Where) -> bool:
    return any(getattr(meeting, name) != getattr(where, name) for name in WHERE)


def _give(session: Session, run: Run, were: set[int], become: frozenset[int]) -> None:
    gone = were - become
    session.execute(
        delete(RunTrainer).where(
            RunTrainer.run_id == run.id, RunTrainer.person_id.in_(gone), RunTrainer.guest.is_(False)
        )
    )
    for row in session.scalars(select(RunTrainer).where(RunTrainer.run_id == run.id, RunTrainer.person_id.in_(become))):
        row.guest = False
    services.add_trainers(session, run_id=run.id, person_ids=sorted(become - were))
    session.expire(run, ["trainers", "guests"])


def _tell_where(
    session: Session,
    run: Run,
    meetings: Sequence[RunSession],
    moved: Sequence[tuple[RunSession, Where]],
    reason: str | None,
    actor_id: int | None,
    now: datetime,
) -> None:
    revise(session, meetings=meetings, now=now)
    change = note_change(session, run=run, kind=ChangeKind.CHANGED, reason=reason, actor_id=actor_id, now=now)
    for meeting, where in moved:
        for name in WHERE:
            setattr(meeting, name, getattr(where, name))
    session.flush()
    tell_change(session, change=change, template="run_changed", now=now)


def add_meeting(
    session: Session,
    *,
    run_id: int,
    plan: SessionPlan,
    seen: int,
    actor_id: int | None,
    now: datetime,
    reason: str | None = None,
) -> RunChange:
    """One session more of a group that people count on. Raises `PlanChanged`, `BadPlan`.

    A session after the last one lets practice work open later, where it opened at the end of that one.
    """
    run = services.lock_run(session, run_id=run_id)
    _open(run)
    if seen != run.version:
        raise PlanChanged()
    if rules.instant(plan.starts_local, plan.zone or run.zone) <= now:
        raise BadPlan(N_("This moment is past. Choose one that is still to come."), field="day")
    units = {unit.slug: unit for unit in run.module_version.units}
    unit = units.get(plan.unit_slug)
    if unit is None:
        raise BadPlan(N_("“%(unit)s” is not a session of this module."), field="unit", unit=plan.unit_slug)
    meetings = meetings_of(session, run_id=run.id)
    revise(session, meetings=meetings, now=now)
    change = note_change(session, run=run, kind=ChangeKind.ADDED, reason=reason, actor_id=actor_id, now=now)
    row = services.add_session(session, run=run, unit=unit, plan=plan)
    _fit_in(session, meetings, row, unit, units, plan)
    run.starts_on = min(run.starts_on, plan.starts_local.date())
    run.ends_on = max(run.ends_on, plan.ends_local.date())
    session.flush()
    session.expire(run, ["sessions"])
    tell_change(session, change=change, template="run_changed", now=now)
    return change


def _fit_in(
    session: Session,
    meetings: Sequence[RunSession],
    row: RunSession,
    unit: Unit,
    units: dict[str, Unit],
    plan: SessionPlan,
) -> None:
    """Sessions, opening, due time and return moment still follow one another in that order."""
    on = [one for one in meetings if one.cancelled_at is None]
    last = max((one.ends_local for one in on if one.return_moment is None), default=None)
    if unit.kind is UnitKind.RETURN_MOMENT:
        services.add_return_moment(
            session,
            run_session=row,
            assignment_unit_id=assignment_of(unit, units),
            last_session_ends=last,
            plan=plan,
        )
        return
    after = plan.ends_local if last is None else max(last, plan.ends_local)
    for one in on:
        moment = one.return_moment
        if moment is not None:
            moment.opens_local = after if moment.opens_local == last and last is not None else moment.opens_local
            rules.check_return(
                last_session_ends=after,
                starts_local=one.starts_local,
                opens=moment.opens_local,
                due=moment.due_local,
            )


def _note(session: Session, run: Run, changed: Sequence[str], actor_id: int | None, now: datetime) -> None:
    if changed:
        audit(
            session,
            action="run_details_changed",
            subject_kind="run",
            subject_id=run.id,
            actor_id=actor_id,
            organisation_id=run.organisation_id,
            now=now,
            fields=",".join(changed),
        )
