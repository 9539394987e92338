"""What is done once an hour, by whoever gets there first: letting go of what need not be kept, and looking around
for what to remind people of that no act announces."""

from datetime import timedelta

from courses.accounts.services import forget_old_links
from courses.delivery.checkin_services import forget_ticks
from courses.flows.remind import look_around
from courses.flows.send_file import let_go_of_old
from courses.outbox.services import Claimed, forget_done
from courses.trust.cache import forget_documents
from lms import clock
from lms.relay import HOUSEKEEPING, handles
from lms.wiring import Wiring

LINKS = timedelta(days=1)
ROWS = timedelta(days=90)
TICKS = timedelta(days=90)
"""A phone that was without network longer than this asks again."""


@handles(HOUSEKEEPING)
def tidy(wiring: Wiring, message: Claimed) -> None:
    """Old links, rows and ticks done long ago, documents that are read no more, uploads that nobody went on with."""
    now = clock.now()
    with wiring.database.transaction() as session:
        forget_old_links(session, before=now - LINKS)
        forget_done(session, before=now - ROWS)
        forget_documents(session, before=now)
        forget_ticks(session, before=now - TICKS)
    with wiring.database.transaction() as session:
        look_around(session, now=now)
        let_go_of_old(session, now=now)
