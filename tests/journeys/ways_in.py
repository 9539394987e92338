"""The address that a scanned code leads to: made for one visitor at one moment."""

from collections.abc import Callable

from lms import clock
from lms.checkin_pass import person_mark, seal
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
