"""What a trainer notes about how somebody uses it in class: a visit, or a word about what was shown (OPL-04).

Not here: assessing handed-in work (`assessments`).
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from courses.errors import N_, Invalid
from courses.practice.marking_models import FollowUp, FollowUpKind
from courses.practice.rules import MAX_COMMENT


def note_follow_up(
    session: Session,
    *,
    participation_id: int,
    trainer_id: int,
    kind: FollowUpKind,
    happened_on: date,
    today: date,
    text: str,
    now: datetime,
) -> FollowUp:
    """Write it down; `today` is the date at the place of the group. Raises Invalid."""
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Invalid(N_("Write what you saw or want to say."), field="text")
    if len(said) > MAX_COMMENT:
        raise Invalid(N_("This text is longer than %(max)s characters."), field="text", max=MAX_COMMENT)
    if happened_on > today:
        raise Invalid(N_("This day is still to come. Write it down once you were there."), field="happened_on")
    row = FollowUp(
        participation_id=participation_id,
        trainer_id=trainer_id,
        kind=kind,
        happened_on=happened_on,
        text=said,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row
