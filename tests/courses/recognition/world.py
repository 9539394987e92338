"""Small worlds for tests of recognition: an issuer that can sign, somebody who earned a badge.

The key store here is a real one under a throw-away key; nothing is patched.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from courses.base import Translations
from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation
from courses.people.models import Organisation, Person
from courses.progress.models import UnitProgress
from courses.recognition.models import BadgeVersion, Issuer
from courses.recognition.services import activate_key, make_issuer
from lms.issuer_keys import make_key
from lms.keystore import Keystore
from tests.conftest import NOW
from tests.factories import (
    BASE,
    make_module_version,
    make_organisation,
    make_participation,
    make_person,
    make_run,
)

KEYSTORE = Keystore(bytes(range(32)))
#: Before any moment a test takes from the real clock.
LONG_AGO = NOW - timedelta(days=300)


def make_signing_issuer(
    session: Session,
    slug: str = "kempen",
    *,
    organisation: Organisation | None = None,
    keystore: Keystore = KEYSTORE,
    quality_system: Translations | None = None,
) -> Issuer:
    organisation = organisation or make_organisation(session)
    issuer = make_issuer(
        session,
        organisation=organisation,
        slug=slug,
        base_url=BASE,
        now=NOW,
        quality_system=quality_system,
    )
    key = make_key(keystore, session, issuer=issuer, now=LONG_AGO)
    activate_key(session, key_id=key.key_id, now=LONG_AGO, at_once=True)
    return issuer


@dataclass
class World:
    """A module of one text with one badge for reading it, and somebody who takes it."""

    issuer: Issuer
    badge: BadgeVersion
    person: Person
    participation: Participation


def make_world(
    session: Session,
    *,
    keystore: Keystore = KEYSTORE,
    conditions: dict[str, Any] | None = None,
    kinds: tuple[UnitKind, ...] = (UnitKind.TEXT,),
    slug: str = "kempen",
) -> World:
    organisation = make_organisation(session)
    issuer = make_signing_issuer(session, slug, organisation=organisation, keystore=keystore)
    version = make_module_version(session, organisation=organisation, kinds=kinds, issuer=issuer, conditions=conditions)
    session.expire(version)
    person = make_person(session, email=f"nele.{slug}@school.example")
    participation = make_participation(session, person, make_run(session, version))
    badge = session.query(BadgeVersion).filter_by(module_version_id=version.id).one()
    return World(issuer, badge, person, participation)


def read_everything(session: Session, participation: Participation, now: datetime = NOW) -> None:
    """Every text unit is read."""
    for unit in participation.module_version.units:
        if unit.kind is UnitKind.TEXT:
            session.add(read(participation.id, unit.id, now))
    session.flush()


def read(participation_id: int, unit_id: int, now: datetime = NOW) -> UnitProgress:
    """One unit, read to its end."""
    return UnitProgress(
        participation_id=participation_id,
        unit_id=unit_id,
        first_opened_at=now,
        last_opened_at=now,
        completed_at=now,
    )
