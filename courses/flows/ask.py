"""Send a question ahead of a session, so that the trainer can prepare it.

Not here: answering it, which happens at the table.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import queries, rules, services
from courses.delivery.models import Enrolment, Wish


def ask_at_joining(session: Session, *, enrolment: Enrolment, body: str, now: datetime) -> Wish | None:
    """What somebody who joins wants to know, kept for the first session to come; nothing typed changes nothing.

    Raises `BadQuestion` when too long.
    """
    coming = [
        one
        for one in enrolment.run.sessions
        if one.cancelled_at is None and rules.instant(one.ends_local, one.zone) > now
    ]
    if not body.strip() or not coming:
        return None
    return services.write_wish(
        session, run_session=coming[0], participation_id=enrolment.participation_id, body=body, now=now
    )


def ask(session: Session, *, session_public_id: str, person_id: int, body: str, now: datetime) -> Wish | None:
    """Keep this person's question for the session, in place of an earlier one; an empty one takes it back.

    Raises `NoSuchSession` for whoever is not in its group, `BadQuestion` when too long or too late.
    """
    meeting, participation = queries.session_for_person(session, public_id=session_public_id, person_id=person_id)
    return services.write_wish(session, run_session=meeting, participation_id=participation.id, body=body, now=now)
