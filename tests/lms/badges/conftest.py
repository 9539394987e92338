"""A site with one badge on it, issued for real."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from courses.flows.settle import settle
from courses.models import Base
from courses.outbox.models import OutboxMessage
from courses.recognition.models import Award, AwardEdition, BadgeVersion
from lms import clock
from lms.app import create_app
from lms.limits import limiter
from lms.relay import drain
from lms.settings import load_settings
from lms.wiring import Wiring, build
from tests.courses.recognition.world import make_world, read_everything


@dataclass
class Site:
    """The app and its one badge."""

    app: Flask
    client: FlaskClient
    wiring: Wiring
    public_id: str
    award_id: int
    person_id: int
    organisation_id: int
    issuer: str

    @property
    def path(self) -> str:
        return f"/badges/{self.public_id}"

    def signed(self) -> bytes:
        with self.wiring.database.reading() as session:
            award = session.get_one(Award, self.award_id)
            edition = next(one for one in award.editions if one.number == award.current_edition)
            return edition.signed or b""

    def work(self) -> None:
        """Do what is queued, but mail."""
        with self.wiring.database.transaction() as session:
            session.execute(update(OutboxMessage).where(OutboxMessage.kind == "mail").values(done_at=clock.now()))
        drain(self.wiring)

    def change_edition(self, **values: Any) -> None:
        with self.wiring.database.transaction() as session:
            session.execute(update(AwardEdition).where(AwardEdition.award_id == self.award_id).values(**values))

    def change_award(self, **values: Any) -> None:
        with self.wiring.database.transaction() as session:
            session.execute(update(Award).where(Award.id == self.award_id).values(**values))


def make_site(
    app: Flask, wiring: Wiring, *, show_name: bool = True, valid_years: int | None = None, **says: Any
) -> Site:
    """A badge that is issued, unless the test undoes it; `says`: columns of its version."""
    with wiring.database.transaction() as session:
        world = make_world(session, keystore=wiring.keystore)
        session.execute(
            update(BadgeVersion).where(BadgeVersion.id == world.badge.id).values(valid_years=valid_years, **says)
        )
        session.refresh(world.badge)
        world.participation.show_name = show_name
        read_everything(session, world.participation)
        (award,) = settle(session, participation_id=world.participation.id, now=clock.now() - timedelta(seconds=5))
        site = Site(
            app=app,
            client=app.test_client(),
            wiring=wiring,
            public_id=award.public_id,
            award_id=award.id,
            person_id=world.person.id,
            organisation_id=world.issuer.organisation_id,
            issuer=world.issuer.slug,
        )
    site.work()
    return site


@pytest.fixture(scope="module")
def _still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("still")
    settings = load_settings(
        {
            "INSTANCE_DIR": str(folder),
            "BASE_URL": "http://localhost:8000",
            "SECRET_KEY": "for-tests-only-0123456789abcdef-xyz",
            "RELAY_THREADS": "0",
        }
    )
    wiring = build(settings)
    with wiring.database.transaction() as session:
        Base.metadata.create_all(session.connection())
    app = create_app(wiring=wiring)
    app.testing = True
    yield make_site(app, wiring)
    wiring.database.engine.dispose()


@pytest.fixture
def still(_still: Site) -> Site:
    """A site that several tests look at and none changes; each with a browser of its own."""
    with _still.app.app_context():
        limiter.reset()
    _still.client = _still.app.test_client()
    return _still


@pytest.fixture
def site(app: Flask, wiring: Wiring) -> Site:
    return make_site(app, wiring)
