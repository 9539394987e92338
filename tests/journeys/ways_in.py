"""Addresses that are made for one person: what a scanned code leads to, and what ends the reminders in a mail."""

from collections.abc import Callable

from courses.people.models import Person
from lms import clock
from lms.checkin_pass import person_mark, seal
from lms.links import reminder_token
from tests.journeys.site import Site


def checking_in(key: str) -> Callable[[Site], str]:
    """Where somebody is who just scanned the code of the session that is going on."""

    def address(site: Site) -> str:
        from lms.app import create_app

        meeting = site.world.meetings["now.session"]
        with create_app(wiring=site.wiring).app_context():
            given = seal(meeting, clock.now(), person_mark(site.world.people[key]))
        return f"/inchecken/{meeting}?pas={given}"

    return address


def ending_reminders(key: str) -> Callable[[Site], str]:
    """The address in a mail to somebody that ends such mails without signing in."""

    def address(site: Site) -> str:
        with site.wiring.database.reading() as session:
            public = session.get_one(Person, site.world.people[key]).public_id
        return f"/herinneringen/uit/{reminder_token(site.wiring.secret, public)}"

    return address
