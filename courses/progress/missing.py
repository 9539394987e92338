"""The one function that says what is still missing, for every reader and for the award decision alike.

Not here: the decision itself (`rules`), the facts (`queries`), the words in a language (`lms.missing_text`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from . import queries, rules
from .values import Action, Missing, MissingKind, Sentence, heading, sentence

__all__ = [
    "Action",
    "Missing",
    "MissingKind",
    "Sentence",
    "heading",
    "missing",
    "missing_for_group",
    "sentence",
]


def missing(session: Session, *, participation_id: int, badge_version_id: int, now: datetime) -> list[Missing]:
    """What stands between this participation and this badge, in the order of the module; [] means earned."""
    conditions = queries.conditions_of(session, badge_version_id)
    return rules.missing_for(queries.facts_of(session, participation_id), conditions, now)


def missing_for_group(
    session: Session, *, participation_ids: Collection[int], badge_version_id: int, now: datetime
) -> Mapping[int, list[Missing]]:
    """The same for a whole group at once, by participation id."""
    conditions = queries.conditions_of(session, badge_version_id)
    facts = queries.gather(session, participation_ids)
    return {number: rules.missing_for(one, conditions, now) for number, one in facts.items()}
