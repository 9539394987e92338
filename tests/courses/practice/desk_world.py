"""One group with a trainer, a second one and a teacher, and short ways to hand in and judge."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation, Run
from courses.delivery.recipients import RecipientChoice
from courses.files.models import Retention, StoredFile
from courses.files.services import record_file
from courses.flows.assess import assess
from courses.flows.hand_in import hand_in
from courses.people.models import Organisation, Person, Role
from courses.practice.models import Assessment, Assignment, Attempt, Criterion, Submission
from courses.practice.services import MarkInput, save_draft
from tests import factories
from tests.conftest import NOW


@dataclass(frozen=True)
class World:
    """Values only, so that it may be used in another session."""

    organisation: int
    ilse: int
    els: int
    nele: int
    run: str
    run_id: int
    participation: str
    participation_id: int
    unit_id: int
    unit: str
    assignment_id: int
    first: int
    """Criterion ids, in order."""
    second: int


def make_world(session: Session, *, min_words: int = 0) -> World:
    """A module with one assignment only, so that its badge hangs on the work alone."""
    organisation = factories.make_organisation(session)
    ilse = factories.make_person(session, "Ilse Maes", roles={organisation: [Role.TRAINER]})
    els = factories.make_person(session, "Els Jacobs", roles={organisation: [Role.TRAINER]})
    nele = factories.make_person(session, "Nele Wouters")
    version = factories.make_module_version(
        session, organisation=organisation, kinds=(UnitKind.ASSIGNMENT, UnitKind.RETURN_MOMENT)
    )
    run = factories.make_run(session, version, trainers=[ilse, els])
    participation = factories.make_participation(session, nele, run)
    assignment = session.scalars(select(Assignment).join(Assignment.unit).where(_in(version.id))).one()
    assignment.min_words = min_words
    criteria = session.scalars(
        select(Criterion).where(Criterion.rubric_id == assignment.rubric_id).order_by(Criterion.position)
    ).all()
    session.flush()
    return World(
        organisation=organisation.id,
        ilse=ilse.id,
        els=els.id,
        nele=nele.id,
        run=run.public_id,
        run_id=run.id,
        participation=participation.public_id,
        participation_id=participation.id,
        unit_id=assignment.unit_id,
        unit=assignment.unit.slug,
        assignment_id=assignment.id,
        first=criteria[0].id,
        second=criteria[1].id,
    )


def _in(version_id: int):  # type: ignore[no-untyped-def]
    from courses.catalogue.models import Unit

    return Unit.module_version_id == version_id


def write(session: Session, world: World, text: str, *, link: str = "", now: datetime = NOW) -> Submission:
    """Save `text` over whatever is there."""
    found = session.scalar(select(Submission).where(Submission.participation_id == world.participation_id))
    return save_draft(
        session,
        participation_id=world.participation_id,
        unit_id=world.unit_id,
        text=text,
        link=link,
        expected_version=found.version if found else 0,
        now=now,
    )


def hand(
    session: Session,
    world: World,
    text: str = "Ik gaf een les met een schakeling.",
    *,
    now: datetime = NOW,
    recipient: RecipientChoice | None = None,
    evidence: frozenset[str] = frozenset(),
) -> Attempt:
    """Write and hand in at once."""
    draft = write(session, world, text, now=now)
    return hand_in(
        session,
        participation_id=world.participation_id,
        unit_id=world.unit_id,
        person_id=world.nele,
        expected_version=draft.version,
        recipient=recipient or RecipientChoice(),
        evidence=evidence,
        now=now,
    )


def judge(
    session: Session,
    attempt_id: int,
    assessor: int,
    levels: dict[int, int | None],
    *,
    comments: dict[int, str] | None = None,
    comment: str = "",
    version: int = 0,
    now: datetime = NOW,
) -> Assessment:
    """Decide at once; a level without a comment of its own gets "Voeg iets toe."."""
    said = comments if comments is not None else dict.fromkeys(levels, "Voeg iets toe.")
    return assess(
        session,
        attempt_id=attempt_id,
        assessor_id=assessor,
        marks={key: MarkInput(level, said.get(key, "")) for key, level in levels.items()},
        comment=comment,
        expected_version=version,
        now=now,
    )


def store(session: Session, owner: int, name: str = "foto.jpg", media_type: str = "image/jpeg") -> StoredFile:
    """A file's record, without bytes anywhere."""
    return record_file(
        session,
        owner_id=owner,
        sha256="0" * 64,
        size=3,
        media_type=media_type,
        original_name=name,
        storage_key=f"aa/{name}",
        retention=Retention.DRAFT,
        location_stripped=False,
        now=NOW,
    )


def outsider(session: Session, role: Role = Role.TRAINER) -> tuple[Person, Organisation]:
    """Somebody with a role in another organisation."""
    elsewhere = factories.make_organisation(session, name="Ergens anders")
    return factories.make_person(session, "Bram Vos", roles={elsewhere: [role]}), elsewhere


def run_of(session: Session, world: World) -> Run:
    return session.get_one(Run, world.run_id)


def participation_of(session: Session, world: World) -> Participation:
    return session.get_one(Participation, world.participation_id)
