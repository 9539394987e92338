"""Two organisations with the same things in each, and one person of every role in the first.

What a route needs in its address is looked up by the names of its variables, so a new route is asked about as soon
as it exists.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from courses.catalogue.models import Material, ModuleVersion, Unit, UnitKind
from courses.delivery.joining import Waiting
from courses.delivery.models import Participation, Run, RunSession
from courses.delivery.recipients import RecipientChoice
from courses.files.models import Retention, StoredFile, Upload
from courses.files.services import record_file
from courses.files.uploads import begin_upload
from courses.flows.exchange import ask_group
from courses.flows.hand_in import hand_in
from courses.flows.send_file import place_of
from courses.flows.settle import settle
from courses.flows.share_material import Given, share_material
from courses.people.models import Organisation, Person, Role
from courses.practice.models import Attempt
from courses.practice.services import attach_file, save_draft
from courses.practice.services.drafts import open_submission
from courses.progress.models import UnitProgress
from courses.recognition.batch_models import BatchKind
from courses.recognition.models import Award, BadgeVersion
from courses.recognition.services.batches import begin
from credentials.extension import published
from lms import clock
from lms.demo.entrance import token as demo_token
from lms.links import reminder_token
from lms.relay import drain
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer
from tests.factories import (
    make_module_version,
    make_organisation,
    make_participation,
    make_person,
    make_run,
    make_track,
)

VISITOR = "visitor"
ROLES = ("learner", "trainer", "coach", "head", "manager", "admin")


@dataclass(frozen=True)
class Things:
    """What there is in one organisation: the value of every variable in an address."""

    values: dict[str, str]
    participant: int
    trainer: int


@dataclass(frozen=True)
class MatrixWorld:
    """Ids only. `people` are the six roles in the first organisation; its learner takes part, its trainer gives."""

    own: Things
    other: Things
    people: dict[str, int]


def make_matrix_world(wiring: Wiring) -> MatrixWorld:
    """Build it, and issue the badges for real."""
    with wiring.database.transaction() as session:
        first, second = make_organisation(session, "eerste"), make_organisation(session, "tweede")
        people = {name: make_person(session, name, roles={first: [Role(name)]}).id for name in ROLES}
        stranger = make_person(session, "vreemd", roles={second: [Role.LEARNER]}).id
        trainer = make_person(session, "andere trainer", roles={second: [Role.TRAINER]}).id
        own = _things(session, wiring, first, people["learner"], people["trainer"])
        other = _things(session, wiring, second, stranger, trainer)
    drain(wiring)
    return MatrixWorld(own=own, other=other, people=people)


def _things(session: Session, wiring: Wiring, organisation: Organisation, learner: int, trainer: int) -> Things:
    issuer = make_signing_issuer(session, organisation.slug, organisation=organisation, keystore=wiring.keystore)
    version = make_module_version(session, organisation=organisation, issuer=issuer, conditions={"units": ["text"]})
    session.expire(version)
    run = make_run(session, version, trainers=[session.get_one(Person, trainer)])
    session.expire(run)
    participation = make_participation(session, session.get_one(Person, learner), run)
    file, attempt = _work(session, wiring, version, participation, learner)
    award = _award(session, version, participation)
    values = _values(session, wiring, version, run, participation, award)
    values |= {"attempt": attempt.public_id, "file": file.public_id, "issuer": issuer.slug}
    values["piece_id"] = attempt.pieces[0].public_id
    values["upload_id"] = _half_sent(session, participation, attempt).public_id
    values["waiting"] = _waiting(session, run, learner)
    return Things(values=values, participant=learner, trainer=trainer)


def _waiting(session: Session, run: Run, learner: int) -> str:
    """The learner's name on the waiting list, as if it had been full."""
    row = Waiting(run_id=run.id, person_id=learner, rank=1, asked_at=clock.now())
    session.add(row)
    session.flush()
    return row.public_id


def _unit(version: ModuleVersion, kind: UnitKind) -> Unit:
    return next(unit for unit in version.units if unit.kind is kind)


def _stored(session: Session, wiring: Wiring, owner: int | None, retention: Retention, body: bytes) -> StoredFile:
    return record_file(
        session,
        owner_id=owner,
        sha256="0" * 64,
        size=len(body),
        media_type="text/plain" if owner else "image/png",
        original_name="werk.txt",
        storage_key=wiring.storage.put(body),
        retention=retention,
        location_stripped=False,
        now=clock.now(),
    )


def _work(session: Session, wiring: Wiring, version: ModuleVersion, participation: Participation, learner: int):  # type: ignore[no-untyped-def]
    """Work with a file, handed in."""
    now, unit = clock.now(), _unit(version, UnitKind.ASSIGNMENT)
    where = {"participation_id": participation.id, "unit_id": unit.id}
    file = _stored(session, wiring, learner, Retention.DRAFT, b"mijn werk")
    version_now = open_submission(session, **where, now=now).version
    save_draft(session, **where, text="Ik gaf de les.", link="", expected_version=version_now, now=now)
    attach_file(session, **where, file_id=file.id, now=now)
    submission = open_submission(session, **where, now=now)
    attempt = hand_in(
        session,
        **where,
        person_id=learner,
        expected_version=submission.version,
        recipient=RecipientChoice(),
        evidence=frozenset(),
        now=now,
    )
    return file, attempt


def _half_sent(session: Session, participation: Participation, attempt: Attempt) -> Upload:
    assert participation.person_id is not None
    return begin_upload(
        session,
        owner_id=participation.person_id,
        place=place_of(participation.id, attempt.submission.assignment.unit_id),
        name="film.mp4",
        size=1000,
        fingerprint="1",
        now=clock.now(),
    )


def _award(session: Session, version: ModuleVersion, participation: Participation) -> Award:
    now = clock.now() - timedelta(seconds=5)
    session.add(
        UnitProgress(
            participation_id=participation.id,
            unit_id=_unit(version, UnitKind.TEXT).id,
            first_opened_at=now,
            last_opened_at=now,
            completed_at=now,
        )
    )
    session.flush()
    (award,) = settle(session, participation_id=participation.id, now=now)
    return award


def _values(
    session: Session, wiring: Wiring, version: ModuleVersion, run: Run, participation: Participation, award: Award
) -> dict[str, str]:
    badge = session.query(BadgeVersion).filter_by(module_version_id=version.id).one()
    image = _stored(session, wiring, None, Retention.CONTENT, b"\x89PNG\r\n\x1a\n" + b"0" * 20)
    session.add(Material(module_version_id=version.id, path="images/x.png", file_id=image.id))
    meeting = session.query(RunSession).filter_by(run_id=run.id).order_by(RunSession.id).first()
    assert meeting is not None
    act = begin(
        session,
        kind=BatchKind.REVOKE,
        organisation_id=version.module.organisation_id,
        actor_id=None,
        reason="",
        awards=[award.id],
        now=clock.now(),
    )
    thread = ask_group(session, participation=participation, unit_slug="text", body="Wie weet dit?", now=clock.now())
    given = Given("Werkblad", "", "CC-BY-4.0", "https://voorbeeld.example/werkblad")
    shared = [
        share_material(session, module_id=version.module_id, person_id=who, given=given, kept=None, now=clock.now())
        for who in (run.trainers[0].person_id, participation.person_id or 0)
    ]
    return {
        "item": shared[0].public_id,
        "own_item": shared[1].public_id,
        "thread": thread.public_id,
        "act": act.public_id,
        "address": str(session.get_one(Person, participation.person_id).addresses[0].address),
        "module": version.module.slug,
        "number": "1",
        "path": "images/x.png",
        "run": run.public_id,
        "part": "deelnemers",
        "meeting": meeting.public_id,
        "session_id": meeting.public_id,
        "participation": participation.public_id,
        "unit_slug": "text",
        "question": "q1",
        "public_id": award.public_id,
        "badge_version": str(badge.id),
        "badge_slug": badge.badge.slug,
        "token": "none",
        "track": make_track(session, [version]).track.slug,
        "mark": reminder_token(wiring.secret, session.get_one(Person, participation.person_id).public_id),
        "code": "nl",
        "filename": "css/base.css",
        "context": next(iter(published())),
        "sealed": str(demo_token(wiring.secret, session.get_one(Person, participation.person_id).addresses[0].address)),
    }
