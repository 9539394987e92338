"""Signing in by password and mailed link: one answer for everybody, links that work once, a new session (A20, A21)."""

import re
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest
import time_machine
from argon2 import extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.accounts.models import Account, SignInLink
from courses.accounts.services import set_password, suspend
from courses.people.models import EmailAddress
from lms.db import Database
from lms.relay import drain
from lms.wiring import Wiring
from tests.factories import make_person, sign_in, token

PASSWORD = "vier paarse fietsen"
NELE = "nele@school.example"


@pytest.fixture
def nele(database: Database) -> int:
    """Somebody with a password and one address."""
    from lms import clock

    with database.transaction() as session:
        person = make_person(session, "Nele Wouters", email=NELE)
        set_password(session, person_id=person.id, password=PASSWORD, now=clock.now())
        return person.id


def post(client: FlaskClient, path: str, **data: str):  # type: ignore[no-untyped-def]
    return client.post(path, data={"csrf_token": token(client), **data})


def mails(wiring: Wiring) -> list[str]:
    folder = Path(wiring.settings.instance_dir) / "outbox"
    found = []
    for path in sorted(folder.glob("*.eml")):
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        found.append(body.get_content())
    return found


def links(wiring: Wiring) -> list[str]:
    """The paths of every mailed sign-in link."""
    return [urlsplit(address).path for mail in mails(wiring) for address in re.findall(r"http\S+/link/\S+", mail)]


def ask(client: FlaskClient, wiring: Wiring, address: str = NELE, **more: str) -> str:
    assert post(client, "/aanmelden", address=address, **more).status_code == 303
    drain(wiring)
    return links(wiring)[-1]


def test_password_lets_in_and_goes_where_one_was_going(client: FlaskClient, nele: int) -> None:
    answer = client.get("/profiel")
    assert answer.status_code == 302
    assert answer.location == "/aanmelden?next=/profiel"
    answer = post(client, "/aanmelden", address=" NELE@School.example ", password=PASSWORD, next="/profiel")
    assert (answer.status_code, answer.location) == (303, "/profiel")
    page = client.get("/profiel")
    assert page.status_code == 200
    assert "Nele Wouters" in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [NELE, "niemand@school.example"])
def test_wrong_password_and_unknown_address_get_the_same_answer(client: FlaskClient, nele: int, address: str) -> None:
    answer = post(client, "/aanmelden", address=address, password="een ander wachtwoord")
    assert answer.status_code == 422
    assert "horen niet bij elkaar" in answer.text
    assert client.get("/profiel").status_code == 302


def test_known_and_unknown_cost_the_same_work(app: Flask, nele: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A21: one argon2 verification of the same cost for an address that nobody has; counted, since clocks differ."""
    from courses.accounts import passwords
    from courses.accounts.errors import SignInFailed
    from lms.auth import acts

    hasher, costs = passwords._hasher, []

    class Counting:
        """argon2 with a note of each hash that it really worked on; text that is no hash costs nothing."""

        def verify(self, stored: str, password: str) -> bool:
            parameters = extract_parameters(stored)
            costs.append((parameters.type, parameters.time_cost, parameters.memory_cost, parameters.parallelism))
            return hasher.verify(stored, password)

        def check_needs_rehash(self, stored: str) -> bool:
            return hasher.check_needs_rehash(stored)

    def work(address: str) -> list[tuple[object, ...]]:
        costs.clear()
        with app.test_request_context(), pytest.raises(SignInFailed):
            acts.by_password(address, "verkeerd wachtwoord")
        return list(costs)

    passwords._nobody()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert len(work(NELE)) == 1
    assert work("niemand@school.example") == work(NELE)
    monkeypatch.setattr(passwords, "_nobody", lambda: "not a hash, so no work: the vulnerable twin")
    assert work("niemand@school.example") == []


def test_a_link_request_writes_the_same_rows_for_everybody(client: FlaskClient, database: Database, nele: int) -> None:
    from courses.outbox.models import OutboxMessage

    answers = [post(client, "/aanmelden", address=address) for address in (NELE, "niemand@school.example")]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].data == answers[1].data
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert [(row.kind, bool(row.subject_id)) for row in rows] == [("sign_in_link", True), ("sign_in_link", False)]
        assert session.scalars(select(SignInLink)).all() == []
        assert NELE not in str([row.payload for row in rows])


def test_nobody_gets_mail_for_an_unknown_address(client: FlaskClient, wiring: Wiring, nele: int) -> None:
    post(client, "/aanmelden", address="niemand@school.example")
    drain(wiring)
    assert mails(wiring) == []


def test_a_mailed_link_works_once_and_only_when_the_button_is_pressed(
    client: FlaskClient, app: Flask, wiring: Wiring, database: Database, nele: int
) -> None:
    path = ask(client, wiring, next="/profiel")
    for _ in range(3):
        assert app.test_client().get(path).status_code == 200, "a mail scanner that opens the link burns nothing"
    with database.reading() as session:
        kept = session.scalars(select(SignInLink)).one()
        assert path.rsplit("/", 1)[1] not in kept.token_hash
        assert kept.used_at is None
    answer = post(client, path)
    assert (answer.status_code, answer.location) == (303, "/profiel")
    assert client.get("/profiel").status_code == 200
    other = app.test_client()
    assert post(other, path).status_code == 410
    assert other.get(path).status_code == 410
    assert other.get("/profiel").status_code == 302


def test_a_link_is_dead_after_twenty_minutes(client: FlaskClient, wiring: Wiring, nele: int) -> None:
    from lms import clock

    path = ask(client, wiring)
    with time_machine.travel(clock.now().timestamp() + 20 * 60 + 1, tick=False):
        assert post(client, path).status_code == 410


def test_of_twenty_who_press_at_once_one_gets_in(app: Flask, client: FlaskClient, wiring: Wiring, nele: int) -> None:
    path = ask(client, wiring)
    clients = [app.test_client() for _ in range(20)]
    tokens = [token(each) for each in clients]
    start, statuses = Barrier(20), []

    def press(number: int) -> None:
        start.wait()
        statuses.append(clients[number].post(path, data={"csrf_token": tokens[number]}).status_code)

    threads = [Thread(target=press, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] + [410] * 19


def test_signing_in_starts_a_new_session(client: FlaskClient, nele: int) -> None:
    """A20: what was planted in the session before is gone, its CSRF token included."""
    with client.session_transaction() as cookie:
        cookie["sid"] = "planted"
        cookie["planted"] = "yes"
    before = token(client)
    post(client, "/aanmelden", address=NELE, password=PASSWORD)
    with client.session_transaction() as cookie:
        assert cookie["sid"] != "planted"
        assert "planted" not in cookie
        assert "csrf_token" not in cookie
    assert client.post("/afmelden", data={"csrf_token": before}).status_code == 400


def test_signing_out_ends_every_copy_of_the_session(client: FlaskClient, app: Flask, nele: int) -> None:
    post(client, "/aanmelden", address=NELE, password=PASSWORD)
    stolen = app.test_client()
    cookie = client.get_cookie("leerspoor")
    assert cookie is not None
    stolen.set_cookie("leerspoor", cookie.value)
    assert stolen.get("/profiel").status_code == 200
    assert post(client, "/afmelden").location == "/afgemeld"
    assert client.get("/profiel").status_code == 302
    assert stolen.get("/profiel").status_code == 302


@pytest.mark.parametrize(("stay", "hours", "status"), [("", 13, 302), ("1", 13, 200), ("1", 24 * 31, 302)])
def test_a_session_ends_when_it_is_not_used(client: FlaskClient, nele: int, stay: str, hours: int, status: int) -> None:
    from lms import clock

    start = clock.now().timestamp()
    with time_machine.travel(start, tick=False):
        post(client, "/aanmelden", address=NELE, password=PASSWORD, **({"stay": stay} if stay else {}))
    with time_machine.travel(start + hours * 3600, tick=False):
        assert client.get("/profiel").status_code == status


def test_who_is_suspended_is_out_at_once_and_cannot_come_back(
    client: FlaskClient, wiring: Wiring, database: Database, nele: int
) -> None:
    from lms import clock

    path = ask(client, wiring)
    post(client, "/aanmelden", address=NELE, password=PASSWORD)
    assert client.get("/profiel").status_code == 200
    with database.transaction() as session:
        suspend(session, person_id=nele, now=clock.now())
    assert client.get("/profiel").status_code == 302
    assert post(client, "/aanmelden", address=NELE, password=PASSWORD).status_code == 422
    assert post(client, path).status_code in (410, 422)
    assert client.get("/profiel").status_code == 302
    post(client, "/aanmelden", address=NELE)
    drain(wiring)
    assert len(links(wiring)) == 1, "no new link either"


def test_an_address_that_was_never_proved_signs_nobody_in(
    client: FlaskClient, wiring: Wiring, database: Database, nele: int
) -> None:
    from lms import clock

    with database.transaction() as session:
        session.add(EmailAddress(person_id=nele, address="ander@school.example", created_at=clock.now()))
    assert post(client, "/aanmelden", address="ander@school.example", password=PASSWORD).status_code == 422
    post(client, "/aanmelden", address="ander@school.example")
    drain(wiring)
    assert mails(wiring) == []


TRICKS = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/%09/evil.example",
    "/\t/evil.example",
    "//evil.example/profiel",
    "/profiel\r\nSet-Cookie: a=b",
    "https:/profiel",
    "@evil.example",
    ".evil.example",
    "/nowhere",
    "",
    "profiel",
    "//localhost:8000@evil.example/",
    "/\u2028/evil.example",
    "data:text/html,x",
    "/aanmelden/link/../../../evil",
    "////profiel",
    "http://localhost:8000.evil.example/",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_leads_to_another_site(client: FlaskClient, nele: int, trick: str) -> None:
    """A3: after signing in one stays here, whatever `next` says."""
    answer = post(client, "/aanmelden", address=NELE, password=PASSWORD, next=trick)
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert "evil" not in answer.location


def test_many_people_of_one_school_get_in_within_minutes(app: Flask, database: Database) -> None:
    """200 people behind one address, each once wrong and once right; the account limit does not touch them."""
    with database.transaction() as session:
        for number in range(200):
            make_person(session, f"Leraar {number}", email=f"leraar{number}@school.example")
    statuses = []
    for number in range(200):
        client = app.test_client()
        for _ in range(2):
            statuses.append(post(client, "/aanmelden", address=f"leraar{number}@school.example").status_code)
    assert set(statuses) == {303}


def test_one_account_cannot_be_guessed_at(client: FlaskClient, app: Flask, nele: int) -> None:
    for number in range(10):
        assert post(client, "/aanmelden", address=NELE, password=f"gok nummer {number}").status_code == 422
    answer = post(app.test_client(), "/aanmelden", address=NELE.upper(), password=PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert post(client, "/aanmelden", address="ander@school.example", password="x" * 12).status_code == 422


def test_one_network_address_cannot_flood(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    data = {"csrf_token": token(client)}
    statuses = [client.post("/aanmelden/link/none", data=data).status_code for _ in range(1001)]
    assert statuses == [410] * 1000 + [429]


def test_last_use_is_noted(client: FlaskClient, database: Database, nele: int) -> None:
    post(client, "/aanmelden", address=NELE, password=PASSWORD)
    with database.reading() as session:
        account = session.get(Account, nele)
        assert account is not None
        assert account.last_signed_in_at is not None


def test_a_session_names_its_version(client: FlaskClient, nele: int) -> None:
    sign_in(client, nele, version=1)
    assert client.get("/profiel").status_code == 302, "setting the password raised it to 2"
    sign_in(client, nele, version=2)
    assert client.get("/profiel").status_code == 200
