"""Substitute tasks that wait for a yes, as lines of a list or a group's page. Not here: the page of one of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from courses.delivery import missed
from lms import wording

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class ToRead:
    """One task that waits for a yes."""

    meeting: str
    participation: str
    name: str
    title: str
    handed_in_at: datetime | None


def to_read(session: "Session", run_ids: Collection[int]) -> list[ToRead]:
    """Substitute tasks of these runs that wait, the longest first."""
    return [
        ToRead(
            meeting=row.session.public_id,
            participation=row.participation.public_id,
            name=row.participation.person.display_name if row.participation.person else "",
            title=wording.text(row.session.unit.title),
            handed_in_at=row.handed_in_at,
        )
        for row in missed.substitutes_to_read(session, run_ids=run_ids)
    ]
