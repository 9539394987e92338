"""Send a question ahead of a session, so that the trainer can prepare it.

Not here: answering it, which happens at the table.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import queries, services
from courses.delivery.models import Wish


def ask(session: Session, *, session_public_id: str, person_id: int, body: str, now: datetime) -> Wish | None:
    """Keep this person's question for the session, in place of an earlier one; an empty one takes it back.

    Raises `NoSuchSession` for whoever is not in its group, `BadQuestion` when too long or too late.
    """
    meeting, participation = queries.session_for_person(session, public_id=session_public_id, person_id=person_id)
    return services.write_wish(session, run_session=meeting, participation_id=participation.id, body=body, now=now)
