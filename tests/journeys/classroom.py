"""A group of their own for one walk through a journey, so that two walks share one site: twelve seats, eleven taken."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Module, ModuleVersion, UnitKind
from courses.delivery.models import MeetingMode, Run
from courses.delivery.services import SessionPlan
from courses.flows.plan_run import plan_run
from courses.people.models import Organisation, Role
from lms import clock
from lms.demo.cast import DE_BRUG, KEMPEN
from lms.demo.stage import ZONE, Stage
from tests.journeys.site import Site
from tests.journeys.world import ARDUINO, DAY, HOUR, WEEK

SEATS = 12


def gather(site: Site, key: str, taken: int = SEATS - 1) -> None:
    """Nele, Karim and a group that has its session in two weeks, all of them `key` in the world of the site."""
    now, world = clock.now(), site.world
    with site.wiring.database.transaction() as session:
        stage = stage_of(session, site, now)
        for who, display in (("nele", "Nele Wouters"), ("karim", "Karim Adda")):
            address = f"{who}.{key}@debrug.example"
            person = stage.person(display, address, {DE_BRUG: (Role.LEARNER,)}, now - 8 * WEEK)
            world.people[f"{who}.{key}"], world.addresses[f"{who}.{key}"] = person.id, address
        run = _plan(stage, site, f"november, Geel, {key}", now)
        world.runs[key] = run.public_id
        for meeting in run.sessions:
            kind = "return" if meeting.unit.kind is UnitKind.RETURN_MOMENT else "session"
            world.meetings[f"{key}.{kind}"] = meeting.public_id
        for number in range(taken):
            address = f"deelnemer{number}.{key}@debrug.example"
            other = stage.person(f"Deelnemer {number + 1}", address, {DE_BRUG: (Role.LEARNER,)}, now - 8 * WEEK)
            stage.join(other, run, now - DAY)


def stage_of(session: Session, site: Site, now: datetime) -> Stage:
    """What people do by the flows of the site, in one transaction with its organisations."""
    stage = Stage(session, site.wiring, now)
    stage.organisations = {one.slug: one for one in session.scalars(select(Organisation))}
    return stage


def _plan(stage: Stage, site: Site, name: str, now: datetime) -> Run:
    session, world = stage.session, site.world
    version = session.scalars(
        select(ModuleVersion).join(Module).where(Module.slug == ARDUINO).order_by(ModuleVersion.id.desc())
    ).first()
    assert version is not None
    start = now.astimezone(ZONE).replace(tzinfo=None, hour=13, minute=30, second=0, microsecond=0) + 2 * WEEK
    plans = [
        SessionPlan(
            unit_slug=slug,
            starts_local=starts,
            ends_local=starts + length,
            mode=MeetingMode.ONSITE,
            place="Praktijklokaal 2, Geel",
            access_note="Het lokaal is op het gelijkvloers. De poort blijft open.",
        )
        for slug, starts, length in (("werksessie", start, 3 * HOUR), ("terugkommoment", start + 5 * WEEK, 1.5 * HOUR))
    ]
    return plan_run(
        session,
        module_version_id=version.id,
        organisation_id=stage.organisations[KEMPEN].id,
        name=name,
        sessions=plans,
        trainer_ids=[world.people["ilse"]],
        actor_id=world.people["tom"],
        place="Geel",
        seats=SEATS,
        now=now - timedelta(weeks=4),
    )
