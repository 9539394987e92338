"""Whom to ask: the contact of the group, else of the module.

Not here: sending the question, which is a mail from one's own address.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.delivery.models import Participation
from courses.delivery.queries import latest_enrolment_of
from lms.wording import first_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Contact:
    name: str
    email: str | None
    answer_days: int | None = None
    """Working days within which they answer; only the contact of a group promises this."""

    @property
    def first(self) -> str:
        return first_name(self.name)


def contact_of(session: "Session", mine: Participation) -> Contact | None:
    """None when neither the group nor the module names anybody."""
    enrolment = latest_enrolment_of(session, participation_id=mine.id)
    run, version = enrolment.run if enrolment else None, mine.module_version
    name = (run.contact_name if run else None) or version.contact_name
    if not name:
        return None
    own = run is not None and run.contact_name == name
    return Contact(
        name=name,
        email=(run.contact_email if run else None) or version.contact_email,
        answer_days=run.answer_days if run is not None and own else None,
    )
