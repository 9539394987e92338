"""What a mail with reminders is filled with: a line for each, with the address that leads straight to it.

Not here: which lines there are (`courses.flows.digest`), and words (`templates/mail/digest.*`).
"""

from typing import Any

from sqlalchemy.orm import Session

from courses.flows.digest import Digest, Line
from courses.people.models import Person
from courses.reminders.models import ReminderKind
from lms.links import reminder_token

CHOICE = "/profiel/herinneringen"


def digest_values(session: Session, person_id: int, digest: Digest, secret: bytes) -> dict[str, Any]:
    """`lines`, each with its path; `off` ends reminders without signing in, `choice` is where one chooses."""
    person = session.get_one(Person, person_id)
    return {
        "lines": [{"line": line, "path": path_of(line)} for line in digest.lines],
        "off": f"/herinneringen/uit/{reminder_token(secret, person.public_id)}",
        "choice": CHOICE,
    }


def path_of(line: Line) -> str:
    """Where one goes on, without a step between."""
    if line.kind is ReminderKind.SESSION:
        return f"/bijeenkomsten/{line.meeting}" + ("#question" if line.ask else "")
    if line.kind is ReminderKind.WORK:
        return f"/leren/{line.participation}/{line.unit}/inleveren"
    if line.kind in (ReminderKind.AWAY, ReminderKind.OPENS):
        return f"/leren/{line.participation}/{line.unit}" + (f"#{line.anchor}" if line.anchor else "")
    if line.kind is ReminderKind.TO_READ:
        return f"/nakijken?groep={line.run}"
    return f"/groepen/{line.run}/bijeenkomsten/{line.meeting}#questions"
