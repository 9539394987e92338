"""Badges and keys from the console: what programs read, what people are asked, and how it ends."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy import select

from courses.models import Base
from courses.people.models import AuditEvent
from courses.recognition.models import Award, Issuer, SigningKey
from lms import clock
from lms.cli import cli, context
from lms.relay import drain
from lms.settings import load_settings
from lms.wiring import Wiring, build
from tests.courses.recognition.world import make_world, read_everything
from tests.factories import make_organisation, make_person


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiring]:
    """An installation that the command finds in the environment, with somebody who earned a badge."""
    env = {"INSTANCE_DIR": str(tmp_path), "SECRET_KEY": "for-tests-only-0123456789abcdef-xyz", "RELAY_THREADS": "0"}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    wiring = build(load_settings(env))
    with wiring.database.transaction() as session:
        Base.metadata.create_all(session.connection())
        world = make_world(session, keystore=wiring.keystore)
        world.badge.badge.slug = "arduino-praktijk"
        read_everything(session, world.participation)
    yield wiring
    wiring.database.engine.dispose()


def run(*words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(words), input=answer)


def awards() -> list[dict[str, object]]:
    result = run("awards", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def test_an_award_by_hand_is_previewed_planned_signed_and_listed(installation: Wiring) -> None:
    with installation.database.transaction() as session:
        make_person(session, "Tom Peeters", email="tom@school.example")
    assert awards() == []
    asked = run("award", "arduino-praktijk", "tom@school.example", "--reason", "Elders.", answer="n\n")
    assert asked.exit_code != 0
    assert "does not take part" in asked.output
    assert awards() == []
    assert run("award", "arduino-praktijk", "tom@school.example", "--reason", "Elders.", "--yes").exit_code == 0
    (planned,) = awards()
    assert (planned["badge"], planned["status"]) == ("Arduino inzetten in de les", "planned")
    drain(installation)
    (valid,) = awards()
    assert valid["status"] == "valid"
    assert valid["url"] == f"http://localhost:8000/badges/{valid['public_id']}"
    assert {"public_id", "badge", "status"} <= set(valid)
    again = run("award", "arduino-praktijk", "tom@school.example", "--reason", "Elders.", "--yes")
    assert again.exit_code == 1
    assert "holds this badge already" in again.output


def test_revoking_needs_a_reason_and_happens_once(installation: Wiring) -> None:
    run("award", "arduino-praktijk", "nele.kempen@school.example", "--reason", "Elders.", "--yes")
    drain(installation)
    public_id = str(awards()[0]["public_id"])
    assert run("revoke", public_id).exit_code == 2
    assert run("revoke", public_id, "--reason", "Fout.").exit_code == 0
    assert awards()[0]["status"] == "revoked"
    assert run("revoke", public_id, "--reason", "Fout.").exception is not None
    with installation.database.reading() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("award.revoke") == 1


def test_nobody_and_nothing_is_told_in_one_line(installation: Wiring) -> None:
    result = run("award", "arduino-praktijk", "niemand@school.example", "--reason", "x", "--yes")
    assert (result.exit_code, "niemand@school.example" in result.output) == (1, True)
    assert run("revoke", "bestaatniet", "--reason", "x").exception is not None


def test_keys_are_made_used_retired_and_never_shown(installation: Wiring) -> None:
    did = "did:web:localhost%3A8000:issuers:kempen"
    assert run("keys", "new", "kempen").exit_code == 0
    states = {key["key"]: key["state"] for key in json.loads(run("keys", "list", "--json").stdout)}
    assert states == {f"{did}#key-1": "active", f"{did}#key-2": "pending"}
    assert run("keys", "activate", f"{did}#key-2").exception is not None, "not public for a day yet"
    assert run("keys", "activate", f"{did}#key-2", "--at-once").exit_code == 0
    assert run("keys", "retire", f"{did}#key-1").exit_code == 0
    with installation.database.reading() as session:
        rows = session.scalars(select(SigningKey).order_by(SigningKey.id)).all()
        assert [row.wrapped_private is None for row in rows] == [True, False]
        seed = installation.keystore.unwrap(rows[1].wrapped_private or b"", key_id=rows[1].key_id, issuer=did)
    assert seed.hex() not in run("keys", "list", "--json").output


def test_a_compromise_is_confirmed_and_badges_are_signed_again(installation: Wiring) -> None:
    run("award", "arduino-praktijk", "nele.kempen@school.example", "--reason", "Elders.", "--yes")
    drain(installation)
    key_id = "did:web:localhost%3A8000:issuers:kempen#key-1"
    asked = run("keys", "compromise", key_id, answer="n\n")
    assert asked.exit_code != 0
    assert "erased cannot be signed again" in asked.output
    assert awards()[0]["edition"] == 1
    done = run("keys", "compromise", key_id, "--yes")
    assert "1 badges" in done.output
    assert "erased" not in done.output
    drain(installation)
    (award,) = awards()
    assert (award["edition"], award["status"]) == (2, "valid")


def test_after_a_compromise_it_is_said_what_is_lost(installation: Wiring) -> None:
    run("award", "arduino-praktijk", "nele.kempen@school.example", "--reason", "Elders.", "--yes")
    drain(installation)
    assert run("person", "erase", "nele.kempen@school.example", "--yes").exit_code == 0
    done = run("keys", "compromise", "did:web:localhost%3A8000:issuers:kempen#key-1", "--yes")
    assert done.exit_code == 0
    assert "0 badges are signed again" in done.output
    assert "Badges of erased people that cannot be signed again: 1." in done.output


def test_an_issuer_is_added_with_its_first_key(installation: Wiring) -> None:
    with installation.database.transaction() as session:
        make_organisation(session, "de-brug", name="Atheneum De Brug")
    assert run("issuers", "add", "de-brug", "--organisation", "de-brug").exit_code == 0
    with installation.database.reading() as session:
        issuer = session.scalars(select(Issuer).where(Issuer.slug == "de-brug")).one()
        assert issuer.did == "did:web:localhost%3A8000:issuers:de-brug"
        assert [key.state.value for key in issuer.keys] == ["active"]
    assert [row["slug"] for row in json.loads(run("issuers", "list", "--json").stdout)] == ["de-brug", "kempen"]


def test_issuers_elsewhere_are_known_and_forgotten(installation: Wiring) -> None:
    assert run("trust", "add", "did:web:noord.example", "Academie Noord").exit_code == 0
    assert run("trust", "add", "noord.example", "Academie Noord").exception is not None
    (row,) = json.loads(run("trust", "list", "--json").stdout)
    assert (row["name"], row["distrusted_at"]) == ("Academie Noord", None)
    assert run("trust", "remove", "did:web:noord.example").exit_code == 0
    (row,) = json.loads(run("trust", "list", "--json").stdout)
    assert row["distrusted_at"] <= clock.now().isoformat()


def test_tables_for_people(installation: Wiring) -> None:
    run("award", "arduino-praktijk", "nele.kempen@school.example", "--reason", "Elders.", "--yes")
    for words in (("awards",), ("keys", "list"), ("issuers", "list"), ("trust", "list")):
        assert run(*words).exit_code == 0
    with installation.database.reading() as session:
        public_id = session.scalars(select(Award.public_id)).one()
    assert public_id in run("awards").output


def test_what_one_copies_is_whole_in_a_narrow_window(installation: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "out", Console(width=40))
    key = "did:web:localhost%3A8000:issuers:kempen#key-1"
    for words, whole in ((("keys", "list"), key), (("issuers", "list"), key.partition("#")[0])):
        assert whole in run(*words).output.split(), words
    run("trust", "add", "did:web:noord.example:een:heel:lang:adres:van:een:uitgever", "Academie [red]Noord")
    listed = run("trust", "list").output
    assert "did:web:noord.example:een:heel:lang:adres:van:een:uitgever" in listed
    assert "[red]" in listed, "a name is never markup"
