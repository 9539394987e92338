"""A site with two groups that meet now, for everything about checking in. Its clock stands still until it is moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.delivery.checkin_rules import code_at, key_of, step_of
from courses.delivery.models import Attendance, Participation, Presence, Run, RunSession
from courses.delivery.queries import attendance_in
from courses.people.models import Role
from lms import clock
from lms.db import Database
from tests import factories
from tests.lms.practice_site import Browser

ZONE = ZoneInfo("Europe/Brussels")
START = datetime(2026, 11, 30, 14, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)


@dataclass
class Hall:
    """Geel and Turnhout both start at 14.00, for three hours, with the same module; Lier with another one, at 18.00.

    nele and karim are in Geel, wim in Turnhout, lea in Lier, an in none; ilse and els give Geel, jan the others.
    """

    app: Flask
    database: Database
    now: datetime = START
    people: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    participations: dict[str, int] = field(default_factory=dict)

    def as_(self, name: str) -> Browser:
        client = self.app.test_client()
        factories.sign_in(client, self.people[name])
        return Browser(client)

    def list_of(self, place: str) -> str:
        return f"/groepen/{self.runs[place]}/bijeenkomsten/{self.meetings[place]}"

    def code(self, place: str = "geel", at: datetime | None = None) -> str:
        secret = self.app.extensions["leerspoor.wiring"].secret
        return code_at(key_of(secret, self.meetings[place]), step_of(at or self.now))

    def presence(self, name: str, place: str = "geel") -> Presence | None:
        row = self.attendance(name, place)
        return row.presence if row else None

    def attendance(self, name: str, place: str = "geel") -> Attendance | None:
        with self.database.reading() as session:
            meeting = session.scalars(select(RunSession).where(RunSession.public_id == self.meetings[place])).one()
            return attendance_in(session, run_session_id=meeting.id, person_id=self.people[name])


def make_hall(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, *, people: int = 0) -> Hall:
    """`people` more are in Geel, called p1, p2, ..."""
    hall = Hall(app, database)
    monkeypatch.setattr(clock, "now", lambda: hall.now.astimezone(ZoneInfo("UTC")))
    with database.transaction() as session:
        home = factories.make_organisation(session)
        names = {"ilse": "Ilse Maes", "els": "Els Jacobs", "jan": "Jan Smets"}
        trainers = {
            key: factories.make_person(session, name, roles={home: [Role.TRAINER]}) for key, name in names.items()
        }
        issuer = factories.make_issuer(session, home)
        kinds = (UnitKind.SESSION,)
        first, second = (
            factories.make_module_version(session, organisation=home, kinds=kinds, issuer=issuer) for _ in range(2)
        )
        for key, version, start, given in (
            ("geel", first, START, ("ilse", "els")),
            ("turnhout", first, START, ("jan",)),
            ("lier", second, START + timedelta(hours=4), ("jan",)),
        ):
            run = factories.make_run(session, version, trainers=[trainers[one] for one in given], seats=300)
            _set_time(run, start)
            run.name = key.capitalize()
            hall.runs[key], hall.meetings[key] = run.public_id, run.sessions[0].public_id
        hall.people = {key: person.id for key, person in trainers.items()}
        joined = {"nele": "geel", "karim": "geel", "wim": "turnhout", "lea": "lier", "an": ""}
        joined |= {f"p{number}": "geel" for number in range(1, people + 1)}
        for key, place in joined.items():
            person = factories.make_person(session, f"{key.capitalize()} Wouters")
            hall.people[key] = person.id
            if place:
                run = session.scalars(select(Run).where(Run.public_id == hall.runs[place])).one()
                hall.participations[key] = factories.make_participation(session, person, run).id
    return hall


def _set_time(run: Run, start: datetime) -> None:
    meeting = run.sessions[0]
    meeting.starts_local = start.replace(tzinfo=None)
    meeting.ends_local = meeting.starts_local + timedelta(hours=3)
    run.starts_on, run.ends_on = start.date(), start.date()


@contextmanager
def at(hall: Hall, moment: datetime) -> Iterator[None]:
    """For the block it is `moment`."""
    before, hall.now = hall.now, moment
    yield
    hall.now = before


def participation_ids(hall: Hall) -> dict[str, int]:
    with hall.database.reading() as session:
        return {str(row.person_id): row.id for row in session.scalars(select(Participation))}
