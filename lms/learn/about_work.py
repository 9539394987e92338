"""What the hand-in pages show beside the work: who is in the picture, goals of the own curriculum, looking back.

Not here: routes (`goals`), and the work itself (`hand_in_page`).
"""

from datetime import date
from typing import TYPE_CHECKING

from courses.frameworks.queries import holds
from courses.practice.queries.about_work import LinkedGoal, goals_of, goals_of_draft, reflection_of
from courses.practice.queries.drafts import has_pictures
from courses.practice.queries.own_work import OwnWork
from courses.results.services import records_of
from lms import clock
from lms.dates import on_clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def today() -> date:
    """The day on which goals are asked whether they hold."""
    return on_clock(clock.now()).date()


def about_work(session: "Session", work: OwnWork) -> dict[str, object]:
    """For the templates: of the draft while it can change, else of the attempt that is with the trainer."""
    draft, handed, on = work.submission, work.current, today()
    if handed is not None:
        goals = goals_of(session, handed.attempt, on)
    else:
        rows = goals_of_draft(session, draft.id) if draft else []
        goals = [LinkedGoal(row.item, holds(row.item, on)) for row in rows]
    return {
        "pictures": draft is not None and has_pictures(draft),
        "pupils": draft.draft_pupils if draft else None,
        "goals": goals,
        "results": records_of(session, draft.id) if draft else [],
        "reflection": reflection_of(session, draft.id) if draft else None,
    }
