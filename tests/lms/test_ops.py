"""Alive and ready: what is down is named, and nothing more is told (F4, F6)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from courses.outbox.services import enqueue
from lms import clock
from lms.app import create_app
from lms.mailing import SmtpMailer
from lms.migrating import migrate
from lms.ops import checks
from lms.settings import load_settings
from lms.tasks import make_celery
from lms.wiring import Wiring, build


@pytest.fixture
def site(tmp_path: Path) -> Wiring:
    """Migrated, as a real one."""
    wiring = build(load_settings({"INSTANCE_DIR": str(tmp_path), "RELAY_THREADS": "0"}))
    migrate(wiring.database)
    return wiring


@pytest.fixture(autouse=True)
def ask_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "KEEP", 0.0)


def ready(wiring: Wiring) -> tuple[int, list[str]]:
    """The status, and what is down."""
    client = create_app(wiring=wiring).test_client()
    answer = client.get("/readyz")
    assert answer.json is not None
    assert set(answer.json["parts"]) == set(checks.CHECKS)
    return answer.status_code, [name for name, state in answer.json["parts"].items() if state != "up"]


def test_all_is_well(site: Wiring) -> None:
    assert ready(site) == (200, [])


def test_a_broker_that_is_away(site: Wiring) -> None:
    far = site.settings.model_copy(update={"broker_url": "redis://127.0.0.1:1/0"})
    assert ready(replace(site, settings=far, celery=make_celery(far))) == (503, ["broker"])


def test_a_mail_server_that_is_away(site: Wiring) -> None:
    assert ready(replace(site, mailer=SmtpMailer("smtp://127.0.0.1:1"))) == (503, ["mail"])


def test_a_key_encryption_key_that_is_gone(site: Wiring) -> None:
    site.settings.kek_path.unlink()
    assert ready(site) == (503, ["keystore"])


def test_work_that_waits_too_long(site: Wiring) -> None:
    with site.database.transaction() as session:
        then = clock.now() - timedelta(seconds=61)
        enqueue(session, kind="mail", subject_id=1, dedupe_key="x", now=then)
    assert ready(site) == (503, ["relay"])


def test_a_database_that_is_behind(tmp_path: Path) -> None:
    fresh = build(load_settings({"INSTANCE_DIR": str(tmp_path), "RELAY_THREADS": "0"}))
    status, down = ready(fresh)
    assert status == 503
    assert "database" in down


def test_storage_that_cannot_be_written(site: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError("no space left on device: /secret/place")

    monkeypatch.setattr(site.storage, "check", full)
    client = create_app(wiring=site).test_client()
    answer = client.get("/readyz")
    assert answer.json is not None
    assert answer.json["parts"]["storage"] == "down"
    assert "secret" not in answer.text


def test_alive_whatever_is_down(site: Wiring, tmp_path: Path) -> None:
    (tmp_path / "leerspoor.sqlite3").unlink()
    client: FlaskClient = create_app(wiring=site).test_client()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_asking_often_costs_nothing(site: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "KEEP", 60.0)
    asked: list[int] = []
    monkeypatch.setitem(checks.CHECKS, "storage", lambda wiring: asked.append(1))
    client = create_app(wiring=site).test_client()
    for _ in range(5):
        client.get("/readyz")
    assert len(asked) == 1
