"""Who cannot come to a return moment in the site of the journeys: one has not chosen yet, one comes along elsewhere,
one handed in the substitute task."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from courses.flows.apologise import apologise
from courses.flows.substitute import hand_in_substitute
from courses.flows.visit import visit

DAY = timedelta(days=1)


def miss_sessions(session: Session, people: dict[str, int], meetings: dict[str, str], now: datetime) -> None:
    """People and meetings by the names of the world."""
    back = meetings["going.return"]
    for key, reason in (("sara", "Klassenraad op school."), ("pia", ""), ("mo", "Ik ben op studiereis.")):
        apologise(session, session_public_id=back, person_id=people[key], reason=reason, now=now - 2 * DAY)
    to = meetings["empty.return"]
    visit(session, missed_public_id=back, to_public_id=to, person_id=people["pia"], now=now - DAY)
    answer = "Ik besprak mijn les met een collega. Zij gaf twee tips over de meettabel."
    hand_in_substitute(session, session_public_id=back, person_id=people["mo"], answer=answer, now=now - DAY)
