"""The outbox kind `mail`: write the message as things stand now, and hand it to the mailer."""

from courses.outbox.services import MAIL, Claimed
from lms.mailing import compose
from lms.relay import handles
from lms.wiring import Wiring


@handles(MAIL)
def send_mail(wiring: Wiring, message: Claimed) -> None:
    """May send twice after a crash; both have the same Message-ID. Nothing is sent when it no longer applies."""
    with wiring.database.reading() as session:
        mail = compose(session, message, wiring.settings, wiring.secret)
    if mail is not None:
        wiring.mailer.send(mail)
