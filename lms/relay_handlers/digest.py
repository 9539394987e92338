"""The outbox kind `digest`: everything that somebody is to be reminded of now, in one mail.

Gathering, sending and noting that it was sent are three steps; whoever dies between them, the row comes back with
the same reminders and the same Message-ID. Not here: what still applies (`courses.flows.digest`).
"""

from courses.flows.digest import gather_digest
from courses.outbox.services import Claimed
from courses.reminders.services import DIGEST, mark_sent
from lms import clock
from lms.failpoints import hit
from lms.mail_contexts.digest import digest_values
from lms.mailing import one_click, write
from lms.relay import Later, handles
from lms.wiring import Wiring


@handles(DIGEST)
def send_digest(wiring: Wiring, message: Claimed) -> None:
    """Nothing leaves in quiet hours, also when the mail server was down until then."""
    person_id = message.subject_id or 0
    with wiring.database.transaction() as session:
        found = gather_digest(session, person_id=person_id, outbox_id=message.id, now=clock.now())
        values = digest_values(session, person_id, found, wiring.secret) if found.lines else {}
        hit("digest.before_commit")
    hit("digest.gathered")
    if found.later is not None:
        raise Later(found.later)
    if not found.lines:
        return
    with wiring.database.reading() as session:
        mail = write(session, message, "digest", person_id, values, wiring.settings, wiring.secret)
    if mail is None:
        return
    one_click(mail, wiring.settings.base_url.rstrip("/") + values["off"])
    wiring.mailer.send(mail)
    hit("digest.sent")
    with wiring.database.transaction() as session:
        mark_sent(session, outbox_id=message.id, now=clock.now())
    hit("digest.noted")
