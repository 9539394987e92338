"""How a participation's badge names its holder: the choice made at hand-in, changed later at will.

Not here: what a signed badge looks like (`recognition`) and reissuing after a change (`flows.reissue`).
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation, RecipientForm
from courses.errors import N_, Invalid
from courses.people.models import EmailAddress


@dataclass(frozen=True)
class RecipientChoice:
    """What the holder chose. The default tells least: a hashed address, no name."""

    form: RecipientForm = RecipientForm.HASHED_EMAIL
    address_id: int | None = None
    """Row id of the address that is hashed; None: the primary one."""
    show_name: bool = False


def choose_recipient(session: Session, *, participation: Participation, choice: RecipientChoice) -> None:
    """Keep `choice` on the participation. Raises Invalid unless the address is the participant's own, and proven."""
    if choice.address_id is not None:
        own = select(EmailAddress.id).where(
            EmailAddress.id == choice.address_id,
            EmailAddress.person_id == participation.person_id,
            EmailAddress.verified_at.is_not(None),
        )
        if session.scalar(own) is None:
            raise Invalid(N_("Choose one of your own addresses."), field="address")
    participation.recipient_form = choice.form
    participation.recipient_address_id = choice.address_id if choice.form is RecipientForm.HASHED_EMAIL else None
    participation.show_name = choice.show_name
    session.flush()
