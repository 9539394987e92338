"""A learner in a group, signed in: what the tests of these pages start from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation
from lms.db import Database
from tests.conftest import NOW
from tests.factories import LEARN, make_module_version, make_participation, make_person, make_run, sign_in, token

KINDS = (UnitKind.TEXT, UnitKind.VIDEO, *LEARN[1:])


@dataclass
class Learner:
    """Names of the rows, and a browser that is this person."""

    client: FlaskClient
    person_id: int
    participation_id: int
    participation: str
    run: str
    run_id: int
    version_id: int
    sessions: list[str] = field(default_factory=list)

    def unit(self, slug: str, tail: str = "") -> str:
        return f"/leren/{self.participation}/{slug}{tail}"

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text[:2000]
        return answer.text

    def post(self, path: str, **fields: str | list[str]) -> TestResponse:
        return self.client.post(path, data={"csrf_token": token(self.client), **fields})


def visible(html: str) -> str:
    """The words of the main part of a page, as one line."""
    main = "".join(re.findall(r"<main[^>]*>(.*)</main>", html, re.DOTALL))
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


@pytest.fixture
def at_noon() -> Iterator[None]:
    """The clock of these tests stands at `NOW`."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def learner(database: Database, client: FlaskClient, at_noon: None) -> Learner:
    """Nele, enrolled in a run of a module with one unit of every kind."""
    with database.transaction() as session:
        version = make_module_version(session, kinds=KINDS)
        run = make_run(session, version, trainers=[make_person(session, "Ilse Maes")])
        run.contact_name, run.contact_email = "Ilse Maes", "ilse@leerspoor.example"
        run.sessions[1].online_url = "https://video.example/terug"
        run.sessions[0].access_note = "Parkeer achteraan."
        nele = make_person(session)
        found = _learner(client, make_participation(session, nele, run), nele.id)
    sign_in(client, found.person_id)
    return found


def _learner(client: FlaskClient, participation: Participation, person_id: int) -> Learner:
    run = participation.enrolments[0].run
    return Learner(
        client=client,
        person_id=person_id,
        participation_id=participation.id,
        participation=participation.public_id,
        run=run.public_id,
        run_id=run.id,
        version_id=participation.module_version_id,
        sessions=[meeting.public_id for meeting in run.sessions],
    )


@pytest.fixture
def later() -> Callable[[datetime], time_machine.travel]:
    """`with later(moment):` moves the clock."""
    return lambda moment: time_machine.travel(moment, tick=False)
