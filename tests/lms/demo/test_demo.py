"""The demo is made by the flows themselves, whole or not at all, and a second start leaves it as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from courses.catalogue.models import Module
from courses.delivery.models import Enrolment, Run
from courses.models import Base
from courses.outbox.models import OutboxMessage
from courses.people.models import Organisation, Person
from courses.practice.models import Attempt, AttemptPiece, PieceKind, Submission, SubmissionState
from courses.recognition.models import AwardEdition
from courses.recognition.queries import list_awards
from lms import relay
from lms.app import create_app
from lms.db import Database
from lms.demo.cast import CAST
from lms.demo.entrance import token
from lms.demo.seed import Seeded, seed
from lms.settings import Settings, load_settings
from lms.wiring import Wiring, build
from tests.factories import token as csrf

WAITING = 40


@dataclass(frozen=True)
class Demo:
    wiring: Wiring
    seeded: Seeded
    now: datetime


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all of these tests: making it takes seconds, and none of them changes it."""
    settings: Settings = load_settings(
        {
            "INSTANCE_DIR": str(tmp_path_factory.mktemp("demo")),
            "SECRET_KEY": "for-tests-only-0123456789abcdef-xyz",
            "RELAY_THREADS": "0",
        }
    )
    wiring = build(settings)
    with wiring.database.transaction() as session:
        Base.metadata.create_all(session.connection())
    now = datetime.now(UTC)
    seeded = seed(wiring, now)
    with create_app(wiring=wiring).app_context():
        relay.drain(wiring)
    yield Demo(wiring, seeded, now)
    wiring.database.engine.dispose()


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_there_is_a_valid_a_revoked_and_an_expired_badge(demo: Demo) -> None:
    with demo.wiring.database.reading() as session:
        awards = list_awards(session, now=demo.now)
        found = {str(award.status) for award in awards}
    assert {"valid", "revoked", "expired"} <= found
    assert len({demo.seeded.valid, demo.seeded.revoked, demo.seeded.expired}) == 3


def test_every_badge_is_signed_and_no_work_is_left_or_dead(demo: Demo) -> None:
    with demo.wiring.database.reading() as session:
        assert not any(award.waiting for award in list_awards(session, now=demo.now))
        assert all(edition.signed for edition in session.scalars(select(AwardEdition)))
        dead = session.scalars(select(OutboxMessage).where(OutboxMessage.dead_at.is_not(None))).all()
        due = session.scalars(
            select(OutboxMessage).where(OutboxMessage.done_at.is_(None), OutboxMessage.due_at <= demo.now)
        ).all()
        failed = session.scalars(select(OutboxMessage).where(OutboxMessage.last_error.is_not(None))).all()
    assert [(row.kind, row.last_error) for row in (*dead, *failed)] == []
    assert [(row.kind, row.last_error) for row in due] == []


def test_the_public_pages_say_which_is_which(demo: Demo) -> None:
    client = create_app(wiring=demo.wiring).test_client()
    for address, verdict in (
        (demo.seeded.valid, "valid"),
        (demo.seeded.revoked, "revoked"),
        (demo.seeded.expired, "expired"),
    ):
        page = client.get(address.removeprefix("http://localhost:8000")).text
        assert f'data-verdict="{verdict}"' in page


def test_forty_works_wait_and_no_two_are_alike(demo: Demo) -> None:
    with demo.wiring.database.reading() as session:
        waiting = session.scalars(
            select(AttemptPiece.body)
            .join(Attempt)
            .join(Submission)
            .where(Submission.state == SubmissionState.HANDED_IN, AttemptPiece.kind == PieceKind.TEXT)
        ).all()
        moments = session.scalars(select(Attempt.handed_in_at)).all()
    assert len(waiting) == WAITING
    assert len(set(waiting)) == WAITING
    assert all(len((text or "").split()) >= 150 for text in waiting)
    assert max(moments) <= demo.now


def test_names_and_addresses_are_invented_and_all_different(demo: Demo) -> None:
    with demo.wiring.database.reading() as session:
        people = session.scalars(select(Person)).all()
        names = [person.display_name for person in people]
        addresses = [address.address for person in people for address in person.addresses]
    assert len(names) == len(set(names)) > 60
    assert all(address.endswith(".example") for address in addresses)


def test_groups_lie_in_several_months_round_today(demo: Demo) -> None:
    """AAN-04"""
    with demo.wiring.database.reading() as session:
        runs = session.scalars(select(Run)).all()
        by_name = {run.name: run for run in runs}
        full = session.scalar(select(func.count()).where(Enrolment.run_id == by_name["Geel, volgende reeks"].id))
    today = demo.now.date()
    assert any(run.ends_on < today for run in runs)
    assert any(run.starts_on <= today <= run.ends_on for run in runs)
    assert len({run.starts_on.replace(day=1) for run in runs if run.starts_on > today}) >= 2
    assert (by_name["Geel, volgende reeks"].seats, full) == (12, 11)


def test_a_second_start_changes_nothing(demo: Demo) -> None:
    before = rows(demo.wiring.database)
    again = seed(demo.wiring, demo.now)
    assert again.created is False
    assert (again.valid, again.revoked, again.expired) == (
        demo.seeded.valid,
        demo.seeded.revoked,
        demo.seeded.expired,
    )
    assert rows(demo.wiring.database) == before


def enter(client: FlaskClient, demo: Demo, key: str) -> str:
    part = next(part for part in CAST if part.key == key)
    path = f"/demo/{token(demo.wiring.secret, part.address)}"
    assert part.name in client.get(path, headers={"Accept-Language": "nl"}).text
    return str(client.post(path, data={"csrf_token": csrf(client)}).location)


def test_a_link_signs_in_as_often_as_one_likes(demo: Demo) -> None:
    app = create_app(wiring=demo.wiring)
    for _ in range(2):
        client = app.test_client()
        assert enter(client, demo, "nele") == "/mijn-leerspoor"
        assert "Nele" in client.get("/mijn-leerspoor").text


def test_two_providers_do_not_see_each_other(demo: Demo) -> None:
    app = create_app(wiring=demo.wiring)
    queue = {}
    for key in ("ilse", "bram"):
        client = app.test_client()
        enter(client, demo, key)
        queue[key] = client.get("/nakijken", headers={"Accept-Language": "nl"}).text
    assert str(WAITING) in re.sub(r"<[^>]+>", " ", queue["ilse"])
    assert "Turnhout" in queue["ilse"]
    assert "Turnhout" not in queue["bram"]
    with demo.wiring.database.reading() as session:
        owners = session.scalars(select(Organisation.slug).join(Module)).all()
    assert set(owners) == {"leerspoor-kempen", "praktijkhuis-breda"}


@pytest.mark.parametrize("change", ["", "x", "leeg"])
def test_a_changed_link_opens_nothing(demo: Demo, change: str) -> None:
    client = create_app(wiring=demo.wiring).test_client()
    sealed = token(demo.wiring.secret if change else b"another secret", CAST[0].address)
    if change == "leeg":
        sealed = token(demo.wiring.secret, "niemand@nergens.example")
    assert client.get(f"/demo/{sealed}{change if change == 'x' else ''}").status_code == 404


def test_a_link_works_for_a_day(demo: Demo) -> None:
    client = create_app(wiring=demo.wiring).test_client()
    for hours, status in ((23, 200), (25, 404)):
        with time_machine.travel(datetime.now(UTC) - timedelta(hours=hours)):
            sealed = token(demo.wiring.secret, CAST[0].address)
        assert client.get(f"/demo/{sealed}").status_code == status


def test_production_has_no_such_door(demo: Demo) -> None:
    settings = demo.wiring.settings.model_copy(update={"environment": "production"})
    fields = {name: getattr(demo.wiring, name) for name in demo.wiring.__dataclass_fields__}
    app = create_app(wiring=Wiring(**{**fields, "settings": settings}))
    sealed = token(demo.wiring.secret, CAST[0].address)
    assert app.test_client().get(f"/demo/{sealed}").status_code == 404
    assert not any(rule.rule.startswith("/demo") for rule in app.url_map.iter_rules())


def test_an_interrupted_start_leaves_nothing(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms.demo import story

    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(story, "tell", stop)
    wiring = build(settings)
    with pytest.raises(KeyboardInterrupt):
        seed(wiring, datetime.now(UTC))
    assert set(rows(wiring.database).values()) == {0}
    wiring.database.engine.dispose()
