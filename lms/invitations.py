"""What a session looks like in somebody's calendar, in their language: from rows to entries.

Not here: iCalendar itself (`lms.calendars`), and deciding that somebody is told (`courses.flows`).
"""

from datetime import datetime

from courses.delivery.calendar_models import Invitation, SessionRevision
from courses.delivery.models import MeetingMode, RunSession
from lms.calendars import Entry
from lms.mail_templates import words


def entry_of(invitation: Invitation, *, language: str, base_url: str) -> Entry:
    """One invitation as it was made; the same however often it is asked."""
    return session_entry(
        invitation.session,
        invitation.revision,
        uid=invitation.uid,
        sequence=invitation.sequence,
        cancelled=invitation.cancelled,
        stamp=invitation.made_at,
        language=language,
        url=f"{base_url.rstrip('/')}/bijeenkomsten/{invitation.session.public_id}",
    )


def session_entry(
    meeting: RunSession,
    revision: SessionRevision,
    *,
    uid: str,
    sequence: int,
    cancelled: bool,
    stamp: datetime,
    language: str,
    url: str,
) -> Entry:
    """A session as `revision` has it, for whoever has this UID."""
    title, text = words(
        "_invitation",
        language,
        cancelled=cancelled,
        title=meeting.unit.title,
        module=meeting.unit.module_version.title,
        run=meeting.run.name,
        online=revision.online_url or "",
        note=revision.access_note or "",
        due=revision.due_local,
        url=url,
    )
    return Entry(
        uid=uid,
        sequence=sequence,
        cancelled=cancelled,
        stamp=stamp,
        starts=revision.starts_local,
        ends=revision.ends_local,
        zone=revision.zone,
        title=title,
        text=text,
        place=_place(revision),
        url=url,
        online=revision.online_url or "",
    )


def _place(revision: SessionRevision) -> str:
    """The place; where there is none, the address to join at."""
    if revision.mode is MeetingMode.ONLINE:
        return revision.online_url or "online"
    return revision.place or ""
