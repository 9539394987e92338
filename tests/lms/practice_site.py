"""A site with one group on it, people signed in by name, and short ways to press its buttons."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.people.models import Organisation, Person, Role
from lms.db import Database
from tests import factories
from tests.courses.practice.desk_world import World, make_world


@dataclass(frozen=True)
class Site:
    """Person ids by name: nele (teacher), ilse and els (trainers), mia (manager), bram (trainer elsewhere), zita
    (manager elsewhere), karim (teacher in the same group)."""

    app: Flask
    database: Database
    world: World
    people: Mapping[str, int]
    karim_participation: str

    @property
    def work(self) -> str:
        return f"/leren/{self.world.participation}/{self.world.unit}/inleveren"

    def as_(self, name: str) -> "Browser":
        client = self.app.test_client()
        factories.sign_in(client, self.people[name])
        return Browser(client)


@dataclass(frozen=True)
class Browser:
    """One person's browser."""

    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, /, **fields: Any) -> TestResponse:
        data = {"csrf_token": factories.token(self.client), **{k.replace("__", "-"): v for k, v in fields.items()}}
        return self.client.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})

    def send(self, path: str, /, **fields: Any) -> TestResponse:
        """As the page's script does."""
        data = {"csrf_token": factories.token(self.client), **{k.replace("__", "-"): v for k, v in fields.items()}}
        return self.client.post(path, data=data, headers={"Accept": "application/json"})

    def upload(self, path: str, name: str, data: bytes, **fields: Any) -> TestResponse:
        return self.post(path, files=(io.BytesIO(data), name), **fields)


def _person(session: Session, name: str, organisation: Organisation, role: Role) -> Person:
    return factories.make_person(session, name, roles={organisation: [role]})


def make_site(app: Flask, database: Database, *, min_words: int = 0) -> Site:
    with database.transaction() as session:
        world = make_world(session, min_words=min_words)
        home = session.get_one(Organisation, world.organisation)
        elsewhere = factories.make_organisation(session, name="Ergens anders")
        mia = _person(session, "Mia Claes", home, Role.MANAGER)
        bram = _person(session, "Bram Vos", elsewhere, Role.TRAINER)
        zita = _person(session, "Zita Mertens", elsewhere, Role.MANAGER)
        jan = _person(session, "Jan Smets", home, Role.TRAINER)
        karim = factories.make_person(session, "Karim Haddad")
        from courses.delivery.models import Run

        run = session.get_one(Run, world.run_id)
        participation = factories.make_participation(session, karim, run)
        people = {
            "nele": world.nele,
            "ilse": world.ilse,
            "els": world.els,
            "mia": mia.id,
            "bram": bram.id,
            "zita": zita.id,
            "jan": jan.id,
            "karim": karim.id,
        }
        return Site(app, database, world, people, participation.public_id)
