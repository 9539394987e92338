"""What the pages of checking in say: each outcome its own plain sentence, and what to do now.

Not here: routes (`checkin`), and what a code is worth (`courses.flows.check_in`).
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask_babel import gettext as _

from courses.delivery.checkin_queries import check_in_of, own_runs
from courses.delivery.missed import visits_of_person
from courses.delivery.models import Presence, RunSession
from courses.delivery.queries import attendance_in, session_by_public_id
from courses.flows.check_in import Answer, Said
from lms import clock
from lms.checkin_pass import person_mark
from lms.dates import format_span, format_time
from lms.db import reading
from lms.learn.shared import words
from lms.signin import actor

STATUS = {Said.EARLY: 409, Said.LATE: 409, Said.OTHER: 409, Said.EXPIRED: 422, Said.WRONG: 422}
TONES = {Said.IN: "ok", Said.ALREADY: "ok", Said.WAITS: "info", Said.NOT_LISTED: "info"}
FINISHED = frozenset({Said.IN, Said.ALREADY, Said.WAITS, Said.NOT_LISTED})
"""After these there is nothing more to type."""


@dataclass(frozen=True)
class Told:
    """An outcome in words."""

    said: str
    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class CheckInPage:
    told: Told | None
    code: str = ""
    given: str = ""
    """A pass: then there is a button instead of a field."""
    eyebrow: str = ""
    title: str = ""
    listed: bool = True
    home: str = ""
    who: str = ""


def told(answer: Answer) -> Told:
    """What to say about it; times are on the clock of the session's place."""
    title, text = _words(answer, answer.meeting) if answer.meeting is not None else _unknown()
    return Told(answer.said.value, TONES.get(answer.said, "wait"), title, text)


def _unknown() -> tuple[str, str]:
    return _("We do not know this code"), _("Look at the screen and type the six characters again.")


def _words(answer: Answer, meeting: RunSession) -> tuple[str, str]:
    """Title and text of every outcome that is about a session."""
    facts = {"session": words(meeting.unit.title), "group": meeting.run.name, "time": _time(answer.at, meeting)}
    match answer.said:
        case Said.IN:
            return _("You are checked in"), _("Good that you are here. You need do nothing more.")
        case Said.ALREADY:
            return _("You are checked in"), _("You were already in since %(time)s. Once is enough.", **facts)
        case Said.WAITS:
            return _("Your trainer still says yes"), _("We keep that you checked in. Just take a seat.")
        case Said.NOT_LISTED:
            return (
                _("You are not on the list yet"),
                _("That is all right. Your trainer sees your name and adds you. Just take a seat."),
            )
        case Said.EARLY:
            return _("You are early"), _(
                "Checking in opens at %(time)s. Take the code that is on the screen then.", **facts
            )
        case Said.LATE:
            return _("This session is over"), _("Checking in went on until %(time)s. Tell your trainer.", **facts)
        case Said.EXPIRED:
            return (
                _("This code is no longer on the screen"),
                _("It was there at %(time)s. Take the code that is on the screen now.", **facts),
            )
        case _:
            return _("This is the code of another session"), _another(answer, facts)


def _another(answer: Answer, facts: dict[str, str]) -> str:
    if answer.expected is None:
        return str(_("It belongs to “%(session)s” (%(group)s).", **facts))
    own = {"own": words(answer.expected.unit.title), "own_group": answer.expected.run.name}
    return str(
        _(
            "It belongs to “%(session)s” (%(group)s). You are expected in “%(own)s” (%(own_group)s). "
            "Is it on the screen in your room? Tell your trainer.",
            **facts,
            **own,
        )
    )


def _time(at: datetime | None, meeting: RunSession) -> str:
    return format_time(at.astimezone(ZoneInfo(meeting.zone))) if at is not None else ""


def type_page(answer: Answer | None = None, *, code: str = "", given: str = "") -> str:
    """The page with the field, or what was wrong with the code."""
    page = CheckInPage(
        told=told(answer) if answer else None,
        code=code,
        given=given,
        home=url_for("learn.home"),
        who=person_mark(actor().person_id),
    )
    return render_template("learn/check_in.html", page=page)


def anonymous_page(answer: Answer) -> str:
    """The same for somebody who is not signed in: only why this code does not work."""
    return render_template("learn/check_in.html", page=CheckInPage(told=told(answer)))


def meeting_view(public_id: str, given: str) -> str:
    """How the reader stands at this session: in, waiting, or a button to press while a pass is good."""
    person_id = actor().person_id
    with reading() as session:
        meeting = session_by_public_id(session, public_id)
        known = attendance_in(session, run_session_id=meeting.id, person_id=person_id)
        asked = check_in_of(session, run_session_id=meeting.id, person_id=person_id)
        listed = meeting.run_id in own_runs(session, person_id=person_id, run_ids=[meeting.run_id]) or bool(
            visits_of_person(session, person_id=person_id, run_session_ids=[meeting.id])
        )
        answer = None
        if known is not None and known.presence in (Presence.PRESENT, Presence.SUBSTITUTE):
            fresh = (clock.now() - known.recorded_at).total_seconds() < 60
            answer = Answer(Said.IN if fresh else Said.ALREADY, meeting, known.recorded_at)
        elif asked is not None and asked.decided_at is None:
            answer = Answer(Said.WAITS if asked.doubt.on_the_list else Said.NOT_LISTED, meeting, asked.received_at)
        page = CheckInPage(
            told=told(answer) if answer else None,
            given="" if answer else given,
            eyebrow=f"{meeting.run.name} · {format_span(meeting.starts_local, meeting.ends_local)}",
            title=words(meeting.unit.title),
            listed=listed,
            home=url_for("learn.home"),
            who=person_mark(person_id),
        )
    return render_template("learn/check_in.html", page=page)
