"""A group whose practice work lies with the trainer, and the trainer's browser: each decision earns a badge.

Not here: starting the site (`services`).
"""

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.delivery.recipients import RecipientChoice
from courses.flows.hand_in import hand_in
from courses.people.models import Role
from courses.practice.models import Criterion
from courses.practice.services import save_draft
from courses.recognition.models import Award, AwardEdition
from lms import clock
from lms.app import create_app
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer
from tests.factories import (
    make_module_version,
    make_organisation,
    make_participation,
    make_person,
    make_run,
    sign_in,
    token,
)

DECIDED = 409
"""The answer to a decision that was made already: for who asks again after no answer, as good as yes."""


@dataclass(frozen=True)
class Work:
    """One attempt that waits for the trainer."""

    attempt: str
    participation: int


@dataclass(frozen=True)
class School:
    """Who grades, what waits, and the rubric's criteria."""

    trainer: int
    works: Sequence[Work]
    criteria: Sequence[int]


def hand_in_everything(wiring: Wiring, people: int) -> School:
    """So many participants with one thing missing: the trainer's decision."""
    with wiring.database.transaction() as session:
        organisation = make_organisation(session)
        issuer = make_signing_issuer(session, "school", organisation=organisation, keystore=wiring.keystore)
        trainer = make_person(session, "Tom Trainer", roles={organisation: [Role.TRAINER]})
        kinds = (UnitKind.ASSIGNMENT,)
        version = make_module_version(session, organisation=organisation, kinds=kinds, issuer=issuer)
        session.expire(version)
        run = make_run(session, version, seats=None, trainers=[trainer])
        unit = version.units[0].id
        works = []
        for _ in range(people):
            person = make_person(session, account=False)
            participation = make_participation(session, person, run).id
            works.append(_hand_in(session, participation, unit, person.id))
        return School(trainer.id, works, session.scalars(select(Criterion.id)).all())


def _hand_in(session: Session, participation: int, unit: int, person: int) -> Work:
    now = clock.now()
    draft = save_draft(
        session,
        participation_id=participation,
        unit_id=unit,
        text="Mijn leerlingen maten de spanning zelf.",
        link="",
        expected_version=0,
        now=now,
    )
    attempt = hand_in(
        session,
        participation_id=participation,
        unit_id=unit,
        person_id=person,
        expected_version=draft.version,
        recipient=RecipientChoice(),
        evidence=frozenset(),
        now=now,
    )
    return Work(attempt.public_id, participation)


class Browser:
    """The trainer's, signed in; it goes to whatever answers at `port`."""

    def __init__(self, wiring: Wiring, school: School, port: int) -> None:
        client = create_app(wiring=wiring).test_client()
        sign_in(client, school.trainer)
        self._token = token(client)
        cookie = client.get_cookie("leerspoor")
        assert cookie is not None
        self._cookie = f"leerspoor={cookie.value}"
        self._criteria, self._port = school.criteria, port

    def decide(self, work: Work) -> int | None:
        """Press "decide" with every criterion met: the status, or None when no answer came."""
        form = {"csrf_token": self._token, "version": "0", "do": "decide", "comment": "Mooi."}
        form |= {f"level-{criterion}": "2" for criterion in self._criteria}
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            line.request("POST", f"/nakijken/{work.attempt}", urlencode(form), headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


def accepted(status: int | None) -> bool:
    """Whether the site said yes."""
    return status is not None and 200 <= status < 400


def wait_until_issued(wiring: Wiring, works: Sequence[Work], seconds: float) -> float:
    """How long it took until each has a signed badge; AssertionError after `seconds`."""
    wanted, begun = {work.participation for work in works}, time.monotonic()
    while wanted - set(issued(wiring)):
        waited = time.monotonic() - begun
        assert waited < seconds, f"no badge within {seconds} s for {wanted - set(issued(wiring))}"
        time.sleep(0.02)
    return time.monotonic() - begun


def issued(wiring: Wiring) -> dict[int, datetime]:
    """By participation: when its badge was signed and kept."""
    with wiring.database.reading() as session:
        rows = session.execute(
            select(Award.basis_id, AwardEdition.issued_at).join(Award.editions).where(AwardEdition.signed.is_not(None))
        )
        return {basis: at for basis, at in rows if at is not None}
