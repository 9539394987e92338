"""The outbox kind `sign_in_link`: make the link that somebody asked for, and have it mailed.

The page that takes the request does the same work for a known and an unknown address: it writes one row. What
differs happens here, later, where nobody can measure it.
"""

from datetime import timedelta

from courses.accounts.services import create_link
from courses.outbox.services import Claimed, enqueue_mail
from courses.people.models import EmailAddress
from lms import clock
from lms.links import sign_in_token, token_hash
from lms.relay import handles
from lms.wiring import Wiring

KIND = "sign_in_link"
LATE = timedelta(minutes=20)
"""Nobody waits longer for a link; a row that is older (the relay was down) is let go."""


@handles(KIND)
def make_sign_in_link(wiring: Wiring, message: Claimed) -> None:
    """`payload`: nonce and next; subject 0 is an address that nobody has."""
    now = clock.now()
    if not message.subject_id or now - message.created_at > LATE:
        return
    nonce = str(message.payload["nonce"])
    hashed = token_hash("sign-in", sign_in_token(wiring.secret, nonce))
    with wiring.database.transaction() as session:
        address = session.get(EmailAddress, message.subject_id)
        if address is None:
            return
        mail = enqueue_mail(
            session,
            template="sign_in_link",
            person_id=address.person_id,
            now=now,
            dedupe_key=f"mail:sign_in_link:{message.id}",
            address=address.id,
            nonce=nonce,
        )
        if mail.created_at == now:
            create_link(
                session,
                person_id=address.person_id,
                email_address_id=address.id,
                token_hash=hashed,
                next_path=message.payload.get("next"),
                now=now,
            )
