"""One's own profile: name, addresses, password, data, and leaving."""

import io
import json
import re
import zipfile
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.people.models import EmailAddress, Person
from lms.db import Database
from lms.relay import drain
from lms.wiring import Wiring
from tests.factories import make_participation, make_person, sign_in
from tests.lms.auth.test_sign_in import PASSWORD, mails, post

NELE = "nele@school.example"
HOME = "nele@thuis.example"


@pytest.fixture
def nele(database: Database, client: FlaskClient) -> int:
    with database.transaction() as session:
        person = make_person(session, "Nele Wouters", email=NELE)
    sign_in(client, person)
    return person.id


def addresses(database: Database, person_id: int) -> dict[str, tuple[bool, bool]]:
    """address -> (verified, primary)."""
    with database.reading() as session:
        rows = session.scalars(select(EmailAddress).where(EmailAddress.person_id == person_id))
        return {row.address: (row.verified_at is not None, row.is_primary) for row in rows}


def confirmation(wiring: Wiring) -> str:
    drain(wiring)
    return urlsplit(re.findall(r"http\S+/bevestig/\S+", mails(wiring)[-1])[-1]).path


def test_name_and_language(client: FlaskClient, nele: int) -> None:
    answer = post(client, "/profiel", name="  Nele\nW.  ", language="fr")
    assert answer.status_code == 303
    page = client.get("/profiel").text
    assert "Nele W." in page
    assert 'lang="fr"' in page


def test_a_name_is_needed(client: FlaskClient, nele: int) -> None:
    answer = post(client, "/profiel", name="", language="nl")
    assert answer.status_code == 422
    assert "Vul je naam in" in answer.text


def test_a_second_address_counts_once_it_is_confirmed(
    client: FlaskClient, database: Database, wiring: Wiring, nele: int
) -> None:
    post(client, "/profiel/adressen", address=HOME.upper())
    assert addresses(database, nele) == {NELE: (True, True), HOME: (False, False)}
    path = confirmation(wiring)
    assert HOME in client.get(path).text
    assert addresses(database, nele)[HOME] == (False, False), "opening the link proves nothing yet"
    assert post(client, path).status_code == 303
    assert addresses(database, nele)[HOME] == (True, False)
    assert post(client, path).status_code == 410
    post(client, "/profiel/adressen/hoofdadres", address=HOME)
    assert addresses(database, nele) == {NELE: (True, False), HOME: (True, True)}
    post(client, "/profiel/adressen/verwijder", address=NELE)
    assert addresses(database, nele) == {HOME: (True, True)}


def test_the_last_confirmed_address_stays(client: FlaskClient, database: Database, nele: int) -> None:
    answer = post(client, "/profiel/adressen/verwijder", address=NELE)
    assert answer.status_code == 409
    assert "enige bevestigde adres" in answer.text
    assert NELE in addresses(database, nele)


def test_an_unconfirmed_address_cannot_be_the_one_for_mail(client: FlaskClient, database: Database, nele: int) -> None:
    post(client, "/profiel/adressen", address=HOME)
    assert post(client, "/profiel/adressen/hoofdadres", address=HOME).status_code == 404
    assert addresses(database, nele)[NELE] == (True, True)


def test_only_who_asked_can_confirm(
    client: FlaskClient, app: Flask, database: Database, wiring: Wiring, nele: int
) -> None:
    """Somebody who claims another's address gets nothing: the other one would have to confirm it as them."""
    post(client, "/profiel/adressen", address="tom@school.example")
    path = confirmation(wiring)
    with database.transaction() as session:
        tom = make_person(session, "Tom", email="tom2@school.example")
    other = app.test_client()
    assert other.get(path).location.startswith("/aanmelden")
    sign_in(other, tom)
    assert other.get(path).status_code == 410
    assert post(other, path).status_code == 410
    assert addresses(database, nele)["tom@school.example"] == (False, False)


def test_a_confirmation_signs_nobody_in_and_a_sign_in_link_confirms_nothing(
    client: FlaskClient, app: Flask, wiring: Wiring, nele: int
) -> None:
    post(client, "/profiel/adressen", address=HOME)
    token_part = confirmation(wiring).rsplit("/", 1)[1]
    visitor = app.test_client()
    assert post(visitor, f"/aanmelden/link/{token_part}").status_code == 410


def test_the_answer_does_not_tell_whose_address_it_is(
    client: FlaskClient, database: Database, wiring: Wiring, nele: int
) -> None:
    with database.transaction() as session:
        make_person(session, "Tom", email="tom@school.example")
    taken = post(client, "/profiel/adressen", address="tom@school.example")
    free = post(client, "/profiel/adressen", address="vrij@school.example")
    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    drain(wiring)
    assert len(mails(wiring)) == 1
    assert "tom@school.example" not in addresses(database, nele)


def test_claiming_an_address_keeps_nobody_out(
    client: FlaskClient, app: Flask, database: Database, wiring: Wiring, nele: int
) -> None:
    post(client, "/profiel/adressen", address="tom@school.example")
    with database.transaction() as session:
        tom = make_person(session, "Tom", email="tom2@school.example")
    other = app.test_client()
    sign_in(other, tom)
    post(other, "/profiel/adressen", address="tom@school.example")
    assert post(other, confirmation(wiring)).status_code == 303
    assert addresses(database, tom.id)["tom@school.example"] == (True, False)
    assert "tom@school.example" not in addresses(database, nele)


def test_a_password_ends_every_other_session(client: FlaskClient, app: Flask, nele: int) -> None:
    other = app.test_client()
    sign_in(other, nele)
    answer = post(client, "/wachtwoord", password=PASSWORD)
    assert answer.status_code == 303
    assert client.get("/profiel").status_code == 200, "this session goes on"
    assert other.get("/profiel").status_code == 302
    assert post(app.test_client(), "/aanmelden", address=NELE, password=PASSWORD).status_code == 303


def test_the_password_now_is_asked(client: FlaskClient, nele: int) -> None:
    post(client, "/wachtwoord", password=PASSWORD)
    answer = post(client, "/wachtwoord", current="fout", password="een heel ander")
    assert answer.status_code == 422
    assert "niet je wachtwoord" in answer.text
    assert post(client, "/wachtwoord", current=PASSWORD, password="een heel ander").status_code == 303


@pytest.mark.parametrize(
    "bad", ["kort", "wachtwoord", "WACHTWOORD123", "aaaaaaaaaa", "Nele Wouters", NELE, "x" * 257, "welkom123"]
)
def test_weak_passwords(client: FlaskClient, app: Flask, nele: int, bad: str) -> None:
    assert post(client, "/wachtwoord", password=bad).status_code == 422
    assert post(app.test_client(), "/aanmelden", address=NELE, password=bad).status_code == 422


def test_the_archive_holds_what_is_mine_and_nothing_of_others(
    client: FlaskClient, database: Database, nele: int
) -> None:
    with database.transaction() as session:
        make_participation(session, session.get(Person, nele))
        make_participation(session, make_person(session, "Tom Peeters", email="tom@school.example"))
    answer = post(client, "/profiel/gegevens")
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.data
    answer.close()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("leerspoor.json").decode()
    document = json.loads(text)
    assert document["person"]["name"] == "Nele Wouters"
    assert [row["address"] for row in document["person"]["addresses"]] == [NELE]
    assert len(document["participations"]) == 1
    assert "Tom" not in text
    assert "hash" not in json.dumps(document["person"])


def test_leaving_says_what_it_means_and_asks_twice(client: FlaskClient, database: Database, nele: int) -> None:
    page = client.get("/profiel/verwijderen").text
    assert "Dit gaat weg" in page
    assert "Dit blijft" in page
    assert post(client, "/profiel/verwijderen").status_code == 422
    with database.reading() as session:
        assert session.get_one(Person, nele).display_name == "Nele Wouters"
    answer = post(client, "/profiel/verwijderen", sure="1")
    assert (answer.status_code, answer.location) == (303, "/weg")
    assert client.get("/profiel").status_code == 302
    with database.reading() as session:
        assert session.get_one(Person, nele).display_name == ""
    assert addresses(database, nele) == {}
