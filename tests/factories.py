"""Small functions that make rows, for every test. Each takes what it needs and fills in the rest.

`LEARN` is a small module with one unit of every kind; `make_module_version` makes it, or the kinds asked for.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from courses.accounts.models import Account
from courses.catalogue.models import (
    Form,
    Module,
    ModuleVersion,
    Track,
    TrackPart,
    TrackVersion,
    Unit,
    UnitKind,
)
from courses.delivery.models import (
    Enrolment,
    MeetingMode,
    Participation,
    ReturnMoment,
    Run,
    RunSession,
    RunTrainer,
)
from courses.people.models import Organisation, OrganisationKind, Person, Role
from courses.people.services import add_address, create_organisation, create_person, grant_role
from courses.practice.models import Assignment, Criterion, Level, Rubric
from courses.recognition.models import Badge, BadgeVersion, Issuer
from tests.conftest import NOW

_numbers = count(1)
BASE = "http://localhost:8000"

#: The kinds of the small module, in order.
LEARN = (
    UnitKind.TEXT,
    UnitKind.QUIZ,
    UnitKind.SESSION,
    UnitKind.ASSIGNMENT,
    UnitKind.RETURN_MOMENT,
)

QUIZ: dict[str, Any] = {
    "pass": {"at_least": 1},
    "retry": True,
    "questions": [
        {
            "slug": "q1",
            "type": "choice",
            "prompt": {"nl": "Welke poort leest een spanning?"},
            "options": [
                {"slug": "a", "text": {"nl": "A0"}, "right": True, "feedback": {"nl": "A0 is analoog."}},
                {"slug": "b", "text": {"nl": "D2"}, "right": False, "feedback": {"nl": "D2 is digitaal."}},
            ],
        },
        {
            "slug": "q2",
            "type": "number",
            "prompt": {"nl": "Hoeveel volt?"},
            "answer": {"value": 4.7, "tolerance": 0.3, "unit": "V"},
            "feedback": {"right": {"nl": "Juist."}, "wrong": {"nl": "Meet nog eens."}},
        },
    ],
}
SETTINGS: dict[UnitKind, dict[str, Any]] = {
    UnitKind.QUIZ: {"quiz": QUIZ},
    UnitKind.SESSION: {"session": {"mode": "onsite", "hours": 3}},
    UnitKind.RETURN_MOMENT: {
        "return_moment": {
            "mode": "both",
            "hours": 1.5,
            "weeks_after_last_session": 5,
            "assignment": "assignment",
            "question": {"nl": "Welke vraag wil je bespreken?"},
        }
    },
    UnitKind.VIDEO: {"video": {"provider": "youtube", "id": "abc", "title": {"nl": "Film"}}},
}


def make_organisation(
    session: Session,
    slug: str | None = None,
    *,
    kind: OrganisationKind = OrganisationKind.PROVIDER,
    name: str = "Leerspoor Kempen",
) -> Organisation:
    return create_organisation(
        session, slug=slug or f"organisatie-{next(_numbers)}", kind=kind, name=name, country="BE", now=NOW
    )


def make_person(
    session: Session,
    name: str = "Nele Wouters",
    *,
    email: str | None = None,
    roles: Mapping[Organisation, Sequence[Role]] | None = None,
    account: bool = True,
) -> Person:
    """Somebody who can sign in, with one verified address (`email=""`: none) and these roles."""
    person = create_person(session, display_name=name, now=NOW)
    if email != "":
        address = email or f"persoon-{next(_numbers)}@school.example"
        add_address(session, person_id=person.id, address=address, now=NOW, verified=True)
    if account:
        session.add(Account(person_id=person.id, session_version=1, created_at=NOW))
    for organisation, given in (roles or {}).items():
        for role in given:
            grant_role(session, person_id=person.id, organisation_id=organisation.id, role=role, now=NOW)
    session.flush()
    return person


def make_issuer(session: Session, organisation: Organisation | None = None, slug: str | None = None) -> Issuer:
    """An issuer without a key; `tests/courses/recognition` has one with a key in a key store."""
    slug = slug or f"uitgever-{next(_numbers)}"
    organisation = organisation or make_organisation(session)
    issuer = Issuer(
        organisation_id=organisation.id,
        slug=slug,
        did=f"did:web:localhost%3A8000:issuers:{slug}",
        profile_url=f"{BASE}/issuers/{slug}",
        did_document_url=f"{BASE}/issuers/{slug}/did.json",
        name=organisation.name,
        country="BE",
        created_at=NOW,
    )
    session.add(issuer)
    session.flush()
    return issuer


def make_module_version(
    session: Session,
    *,
    organisation: Organisation | None = None,
    kinds: Sequence[UnitKind] = LEARN,
    badge: bool = True,
    issuer: Issuer | None = None,
    conditions: dict[str, Any] | None = None,
) -> ModuleVersion:
    """A published module with one unit of each of `kinds`; a badge for all of it unless `badge=False`."""
    organisation = organisation or make_organisation(session)
    slug = f"module-{next(_numbers)}"
    module = Module(organisation_id=organisation.id, slug=slug, created_at=NOW)
    session.add(module)
    session.flush()
    version = ModuleVersion(
        module_id=module.id,
        number=1,
        label="1.0",
        content_sha256=hashlib.sha256(slug.encode()).hexdigest(),
        language="nl",
        title={"nl": "Arduino in de les"},
        summary={"nl": "Je leerlingen meten en sturen."},
        description={"nl": "Meten en sturen met een kleine computer."},
        theme="vak",
        form=Form.BLENDED,
        hours=Decimal(16),
        imported_at=NOW,
        published_at=NOW,
    )
    session.add(version)
    session.flush()
    units = [_unit(session, version, position, kind) for position, kind in enumerate(kinds, start=1)]
    rubric = None
    for unit in units:
        if unit.kind is UnitKind.ASSIGNMENT:
            rubric = make_rubric(session, version)
            session.add(Assignment(unit_id=unit.id, rubric_id=rubric.id, file_types=["pdf", "jpg", "png", "txt"]))
    if badge:
        make_badge(session, version, issuer=issuer, rubric=rubric, conditions=conditions)
    session.flush()
    return version


def _unit(session: Session, version: ModuleVersion, position: int, kind: UnitKind) -> Unit:
    taken = sum(1 for known in version.units if known.kind is kind)
    unit = Unit(
        module_version=version,
        position=position,
        slug=kind.value.replace("_", "-") + (f"-{taken + 1}" if taken else ""),
        kind=kind,
        title={"nl": f"Onderdeel {position}"},
        minutes=20,
        body={"nl": "Lees **dit**."} if kind in (UnitKind.TEXT, UnitKind.ASSIGNMENT, UnitKind.VIDEO) else None,
        settings=SETTINGS.get(kind, {}),
    )
    session.add(unit)
    session.flush()
    return unit


def make_rubric(session: Session, version: ModuleVersion, slug: str = "r-praktijkles") -> Rubric:
    """Two criteria, four levels each, level 2 required."""
    rubric = Rubric(module_version_id=version.id, slug=slug, title={"nl": "Praktijkles"})
    session.add(rubric)
    for position, name in enumerate(("doel-en-context", "bewijs-en-reflectie"), start=1):
        criterion = Criterion(
            rubric=rubric, position=position, slug=name, title={"nl": name}, required_level=2, comment_bank=["Mooi."]
        )
        for value, words in enumerate(("nog niet", "in ontwikkeling", "voldoet", "sterk")):
            criterion.levels.append(Level(value=value, name={"nl": words}))
        session.add(criterion)
    session.flush()
    return rubric


def make_badge(
    session: Session,
    version: ModuleVersion,
    *,
    issuer: Issuer | None = None,
    rubric: Rubric | None = None,
    conditions: dict[str, Any] | None = None,
) -> BadgeVersion:
    """A badge for `version`; by default it asks for every unit, the rubric and the return moment it has."""
    issuer = issuer or make_issuer(session, version.module.organisation)
    slug = f"badge-{next(_numbers)}"
    badge = Badge(issuer_id=issuer.id, module_id=version.module_id, slug=slug, created_at=NOW)
    session.add(badge)
    session.flush()
    if conditions is None:
        conditions = {"units": "all"}
        if rubric is not None:
            conditions["rubric"] = rubric.slug
        if any(unit.kind is UnitKind.RETURN_MOMENT for unit in version.units):
            conditions["return_moment"] = "attended"
    address = f"{issuer.profile_url}/badges/{slug}/1"
    made = BadgeVersion(
        badge_id=badge.id,
        module_version_id=version.id,
        number=1,
        content_sha256=hashlib.sha256(slug.encode()).hexdigest(),
        achievement_url=address,
        criteria_url=f"{address}/criteria",
        image_url=f"{address}/image.png",
        language="nl",
        name={"nl": "Arduino inzetten in de les"},
        description={"nl": "Ontwerpt en geeft een les met Arduino."},
        criteria={"nl": "Gaf de les en kwam terug."},
        achievement_type="Competency",
        conditions=conditions,
        art={"theme": "vak", "level": "B1"},
        rubric_id=rubric.id if rubric is not None else None,
        created_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def make_run(
    session: Session,
    version: ModuleVersion | None = None,
    *,
    organisation: Organisation | None = None,
    trainers: Sequence[Person] = (),
    seats: int | None = 12,
    starts_on: date | None = None,
) -> Run:
    """A run with a session for each session unit and a return moment five weeks after the start."""
    version = version or make_module_version(session)
    start = starts_on or (NOW.date() + timedelta(days=7))
    run = Run(
        module_version_id=version.id,
        organisation_id=(organisation or version.module.organisation).id,
        name="November, Geel",
        starts_on=start,
        ends_on=start + timedelta(weeks=6),
        seats=seats,
        created_at=NOW,
    )
    session.add(run)
    session.flush()
    for trainer in trainers:
        session.add(RunTrainer(run_id=run.id, person_id=trainer.id))
    for unit in version.units:
        if unit.kind in (UnitKind.SESSION, UnitKind.RETURN_MOMENT):
            _run_session(session, run, unit, start)
    session.flush()
    return run


def _run_session(session: Session, run: Run, unit: Unit, start: date) -> RunSession:
    later = timedelta(weeks=5) if unit.kind is UnitKind.RETURN_MOMENT else timedelta()
    begins = datetime.combine(start, datetime.min.time()) + later + timedelta(hours=14)
    meeting = RunSession(
        run_id=run.id,
        unit_id=unit.id,
        starts_local=begins,
        ends_local=begins + timedelta(hours=3),
        zone=run.zone,
        mode=MeetingMode.ONSITE,
        place="Geel",
    )
    session.add(meeting)
    session.flush()
    if unit.kind is UnitKind.RETURN_MOMENT:
        assignment = next((u for u in run.module_version.units if u.kind is UnitKind.ASSIGNMENT), None)
        session.add(
            ReturnMoment(
                run_session_id=meeting.id,
                assignment_unit_id=assignment.id if assignment else None,
                due_local=begins - timedelta(days=2),
            )
        )
    return meeting


def make_participation(session: Session, person: Person | None = None, run: Run | None = None) -> Participation:
    """Somebody enrolled in a run, nothing done yet."""
    run = run or make_run(session)
    participation = Participation(
        person_id=(person or make_person(session)).id, module_version_id=run.module_version_id, started_at=NOW
    )
    session.add(participation)
    session.flush()
    session.add(Enrolment(participation_id=participation.id, run_id=run.id, enrolled_at=NOW))
    session.flush()
    return participation


def sign_in(client: FlaskClient, person: Person | int, *, version: int = 1) -> None:
    """Be this person from now on in this browser, without the sign-in page. The person needs an account row."""
    from lms import clock

    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["sid"] = secrets.token_urlsafe(16)
        cookie["version"] = version
        cookie["used"] = int(clock.now().timestamp())
        cookie["stay"] = False
        cookie["_user_id"] = str(person if isinstance(person, int) else person.id)
        cookie["_fresh"] = True


def token(client: FlaskClient) -> str:
    """A CSRF token of this browser's session: `client.post(url, data={"csrf_token": token(client), ...})`."""
    app = client.application
    assert isinstance(app, Flask)
    with client.session_transaction() as cookie:
        raw = cookie.setdefault("csrf_token", hashlib.sha1(secrets.token_bytes(64)).hexdigest())
    return URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw)


def make_track(
    session: Session,
    versions: Sequence[ModuleVersion],
    *,
    badges: Sequence[BadgeVersion] = (),
    issuer: Issuer | None = None,
    ordered: bool = False,
) -> TrackVersion:
    """A track on offer of these modules; with `badges` it has a badge that they stack into."""
    slug = f"traject-{next(_numbers)}"
    track = Track(organisation_id=versions[0].module.organisation_id, slug=slug, created_at=NOW)
    made = TrackVersion(
        track=track,
        number=1,
        label="1.0",
        content_sha256=hashlib.sha256(slug.encode()).hexdigest(),
        language="nl",
        title={"nl": "Digitale didactiek"},
        summary={"nl": "Drie modules en een gesprek."},
        description={"nl": "Wat je **kunt**."},
        theme="stapel",
        ordered=ordered,
        hours=Decimal(52),
        imported_at=NOW,
        published_at=NOW,
        parts=[TrackPart(position=number, module=version.module) for number, version in enumerate(versions, start=1)],
    )
    session.add(made)
    session.flush()
    if badges:
        stacked = make_badge(session, versions[0], issuer=issuer, conditions={})
        stacked.badge.module_id = stacked.module_version_id = None
        stacked.track_version_id = made.id
        stacked.name = {"nl": "Digitale didactiek"}
        stacked.conditions = {"badges": [badge.badge.slug for badge in badges]}
        session.flush()
    return made
