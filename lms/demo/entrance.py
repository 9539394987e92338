"""Signing in to the demo by a printed link: good for a day, as often as one likes.

The link is signed with the installation's secret and only `leerspoor demo` makes one. In production neither
this route nor its links exist. Not here: signing in for real (`lms.auth`).
"""

from typing import TYPE_CHECKING

from flask import redirect, render_template
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from courses.accounts.services import open_account
from courses.errors import N_, NotFound
from courses.people.models import Person
from courses.people.queries import person_by_address, primary_address
from lms import clock
from lms.db import reading, transaction
from lms.demo import blueprint
from lms.demo.cast import CAST
from lms.policy import public
from lms.signin import begin
from lms.wiring import wiring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DAY = 24 * 3600
GONE = N_("This demo link does not work any more. Start the demo again for new ones.")


def token(secret: bytes, address: str) -> str:
    """What stands in the link of the demo person with this address."""
    return str(_serializer(secret).dumps(address))


def _serializer(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="leerspoor demo entrance")


def _person(session: "Session", sealed: str) -> Person:
    try:
        address = str(_serializer(wiring().secret).loads(sealed, max_age=DAY))
    except BadSignature as error:
        raise NotFound(GONE) from error
    person = person_by_address(session, address)
    if person is None:
        raise NotFound(GONE)
    return person


@blueprint.get("/demo/<sealed>")
@public
def show(sealed: str) -> str:
    """Who one is about to be, and a button."""
    with reading() as session:
        person = _person(session, sealed)
        return render_template("demo/entrance.html", name=person.display_name)


@blueprint.post("/demo/<sealed>")
@public
def enter(sealed: str) -> Response:
    """Be this person from now on."""
    with transaction() as session:
        person = _person(session, sealed)
        account = open_account(session, person_id=person.id, now=clock.now())
        begin(person_id=person.id, session_version=account.session_version)
        address = primary_address(session, person.id)
    start = next((part.start for part in CAST if part.address == address), "/")
    return redirect(start, code=303)
