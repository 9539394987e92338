"""Somebody checks in at a session: with the code on its screen, at once or kept on a phone without network.

Whoever is on the list and shows a code that is on the screen now is present, and what that completes is planned in
the same transaction. Whatever is in doubt waits for a trainer's yes; nobody is locked out and nothing is lost.
Not here: what is said in which words (`lms.learn`), and the codes themselves (`courses.delivery.checkin_rules`).
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery import checkin_queries, checkin_rules, checkin_services, queries
from courses.delivery.checkin_models import Doubt
from courses.delivery.checkin_rules import Door, Worth, door_of
from courses.delivery.missed import visits_of_person
from courses.delivery.models import Attendance, Participation, Presence, RunSession
from courses.flows.attend import record_attendance
from courses.people.services import audit


class Said(enum.StrEnum):
    """What came of it."""

    IN = "in"
    ALREADY = "already"
    WAITS = "waits"
    """On the list, and a trainer still says yes."""
    NOT_LISTED = "not_listed"
    """Not on the list, and a trainer sees who it is."""
    EARLY = "early"
    LATE = "late"
    EXPIRED = "expired"
    """Was on the screen a while ago: read slowly, or passed on."""
    OTHER = "other"
    """The code of another session than the one where this person is expected now."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Answer:
    said: Said
    meeting: RunSession | None = None
    at: datetime | None = None
    """When it opens, when it closed, when the code was on the screen, or when somebody was already in."""
    expected: RunSession | None = None
    """With OTHER: where this person should be."""


@dataclass(frozen=True)
class Scanned:
    """A code that is right at this moment, for whoever holds it."""

    meeting: RunSession
    shown_at: datetime


@dataclass(frozen=True)
class _Around:
    """The sessions of about today, and which of them are the person's."""

    meetings: Mapping[int, RunSession]
    doors: Sequence[Door]
    own: frozenset[int]

    def mine(self) -> list[Door]:
        return [door for door in self.doors if door.session_id in self.own]

    def others(self) -> list[Door]:
        return [door for door in self.doors if door.session_id not in self.own]


def _around(session: Session, person_id: int | None, now: datetime) -> _Around:
    meetings = checkin_queries.near(session, now=now)
    runs = {meeting.run_id for meeting in meetings}
    own = checkin_queries.own_runs(session, person_id=person_id, run_ids=runs) if person_id is not None else {}
    along = _along(session, person_id, [meeting.id for meeting in meetings])
    return _Around(
        meetings={meeting.id: meeting for meeting in meetings},
        doors=[door_of(meeting) for meeting in meetings],
        own=frozenset(meeting.id for meeting in meetings if meeting.run_id in own or meeting.id in along),
    )


def _along(session: Session, person_id: int | None, meeting_ids: Sequence[int]) -> Mapping[int, int]:
    """Sessions of other groups where this person said to come along, with which participation."""
    return visits_of_person(session, person_id=person_id, run_session_ids=meeting_ids) if person_id else {}


def look(session: Session, *, code: str, person_id: int | None, secret: bytes, now: datetime) -> Scanned | Answer:
    """What a code is worth for this person (None: nobody is signed in yet); nothing is written."""
    code, around = checkin_rules.typed(code), _around(session, person_id, now)
    mine = checkin_rules.match(code, around.mine(), secret=secret, now=now)
    fresh = checkin_rules.match(code, around.others(), secret=secret, now=now, back=person_id is None)
    found = min(
        (one for one in (mine, fresh) if one is not None), key=lambda one: list(Worth).index(one.worth), default=None
    )
    if found is None:
        return _no_match(around, now)
    meeting = around.meetings[found.door.session_id]
    if found.worth is Worth.RIGHT:
        return _or_elsewhere(Scanned(meeting, found.shown_at), around, now)
    at = {Worth.EARLY: found.door.opens, Worth.LATE: found.door.closes}.get(found.worth, found.shown_at)
    return Answer(Said(found.worth.value), meeting, at)


def _or_elsewhere(scanned: Scanned, around: _Around, now: datetime) -> Scanned | Answer:
    """The right code of a session that is not this person's, while the own one is going on: a wrong door."""
    if scanned.meeting.id in around.own:
        return scanned
    expected = [around.meetings[door.session_id] for door in around.mine() if door.open(now)]
    return Answer(Said.OTHER, scanned.meeting, expected=expected[0]) if expected else scanned


def _no_match(around: _Around, now: datetime) -> Answer:
    """A code that belongs to nothing. Whoever has a session later today hears when it opens, not that it is wrong."""
    if not any(door.open(now) for door in around.mine()):
        for door in around.mine():
            if now < door.opens and door.opens - now < checkin_queries.SOON:
                return Answer(Said.EARLY, around.meetings[door.session_id], door.opens)
    return Answer(Said.WRONG)


def check_in(session: Session, *, code: str, person_id: int, secret: bytes, now: datetime) -> Answer:
    """With a code that was just typed."""
    found = look(session, code=code, person_id=person_id, secret=secret, now=now)
    if isinstance(found, Answer):
        return found
    return arrive(session, meeting=found.meeting, person_id=person_id, seen_at=found.shown_at, now=now)


def check_in_kept(
    session: Session, *, code: str, seen_at: datetime, person_id: int, secret: bytes, now: datetime
) -> Answer:
    """With a code that was typed without network at `seen_at`, by the clock of a phone. It waits for a yes."""
    code = checkin_rules.typed(code)
    if seen_at > now + checkin_rules.CLOCKS_DIFFER:
        return Answer(Said.WRONG)
    around = _around(session, person_id, seen_at)
    for door in (*around.mine(), *around.others()):
        if checkin_rules.kept_code_right(code, door, secret=secret, seen_at=seen_at):
            meeting = around.meetings[door.session_id]
            doubt = Doubt.OFFLINE
            return arrive(session, meeting=meeting, person_id=person_id, seen_at=seen_at, now=now, doubt=doubt)
    return Answer(Said.WRONG)


def arrive(
    session: Session,
    *,
    meeting: RunSession,
    person_id: int,
    seen_at: datetime,
    now: datetime,
    doubt: Doubt | None = None,
) -> Answer:
    """This person saw a right code of `meeting` at `seen_at`. Counts once, however often it is asked."""
    checkin_services.hold_person(session, person_id)
    member = checkin_queries.own_runs(session, person_id=person_id, run_ids=[meeting.run_id]).get(meeting.run_id)
    own = member or _along(session, person_id, [meeting.id]).get(meeting.id)
    known = _recorded(session, meeting, person_id)
    if known is not None and known.presence in (Presence.PRESENT, Presence.SUBSTITUTE):
        return Answer(Said.ALREADY, meeting, known.recorded_at)
    if own is None:
        doubt = Doubt.NOT_LISTED
    elif known is not None and known.presence is Presence.ABSENT:
        doubt = Doubt.NOTED_ABSENT
    if doubt is not None or own is None:
        return _wait(session, meeting, person_id, doubt or Doubt.NOT_LISTED, seen_at, now)
    record_attendance(
        session,
        run_session_id=meeting.id,
        participation_id=own,
        presence=Presence.PRESENT,
        actor_id=person_id,
        note=known.note if known else None,
        now=now,
        guest=member is None,
    )
    return Answer(Said.IN, meeting, now)


def _recorded(session: Session, meeting: RunSession, person_id: int) -> Attendance | None:
    """What stands on the list about this person, held still until the end: a trainer's tick waits."""
    row = session.execute(
        select(Participation.id)
        .where(
            Participation.person_id == person_id,
            Participation.module_version_id == meeting.run.module_version_id,
        )
        .with_for_update(key_share=True)
    ).scalar_one_or_none()
    if row is None:
        return None
    return queries.attendance_of(session, run_session_id=meeting.id, participation_id=row)


def _wait(
    session: Session, meeting: RunSession, person_id: int, doubt: Doubt, seen_at: datetime, now: datetime
) -> Answer:
    waiting = checkin_services.ask_for_yes(
        session, run_session_id=meeting.id, person_id=person_id, doubt=doubt, seen_at=seen_at, now=now
    )
    if waiting.received_at == now:
        audit(
            session,
            action="check_in_asked",
            subject_kind="check_in",
            subject_id=waiting.id,
            actor_id=person_id,
            organisation_id=meeting.run.organisation_id,
            now=now,
            doubt=doubt.value,
        )
    said = Said.NOT_LISTED if waiting.doubt is Doubt.NOT_LISTED else Said.WAITS
    return Answer(said, meeting, waiting.received_at)
