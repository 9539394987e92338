"""Who waits for the trainer's yes, in words. Not here: saying it (`waiting`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from courses.delivery.checkin_models import CheckIn, Doubt
from courses.delivery.checkin_queries import other_runs, waiting
from courses.delivery.models import RunSession
from lms.dates import format_time

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class WaitingLine:
    """One who waits."""

    public_id: str
    name: str
    why: str
    yes: str
    """What the button says."""
    listed: bool


def waiting_lines(session: "Session", meeting: RunSession) -> Sequence[WaitingLine]:
    """Those who came first, first."""
    rows = waiting(session, run_session_id=meeting.id)
    people = [row.person_id for row in rows if row.doubt is Doubt.NOT_LISTED]
    groups = other_runs(session, person_ids=people, module_version_id=meeting.run.module_version_id) if people else {}
    return [_line(row, meeting, groups.get(row.person_id, "")) for row in rows]


def _line(row: CheckIn, meeting: RunSession, group: str) -> WaitingLine:
    time = format_time(row.seen_at.astimezone(ZoneInfo(meeting.zone)))
    yes = _("Yes, is here")
    if row.doubt is Doubt.NOT_LISTED:
        why = _("from the group “%(group)s”", group=group) if group else _("is in no group of this module")
        yes = _("Yes, as a guest") if group else _("Yes, add to this group")
    elif row.doubt is Doubt.OFFLINE:
        why = _("typed the code at %(time)s, without network", time=time)
    elif row.doubt is Doubt.ELSEWHERE:
        why = _("scanned at %(time)s and signed in elsewhere", time=time)
    else:
        why = _("checked in at %(time)s, but is noted as absent", time=time)
    return WaitingLine(row.public_id, row.person.display_name, str(why), str(yes), row.doubt.on_the_list)
