"""A trainer's own ready sentences. Not here: keeping them (`courses.practice.services.sentences`)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.practice.marking_models import OwnSentence
from courses.practice.models import Criterion, Rubric


def place_of(criterion: Criterion) -> str:
    """`rubric/criterion`: where a sentence belongs, in each version of the module."""
    return f"{criterion.rubric.slug}/{criterion.slug}"


def own_sentences(session: Session, *, person_id: int, rubric: Rubric) -> dict[int, Sequence[OwnSentence]]:
    """By criterion id, the oldest first."""
    places = {place_of(criterion): criterion.id for criterion in rubric.criteria}
    rows = session.scalars(
        select(OwnSentence)
        .where(
            OwnSentence.person_id == person_id,
            OwnSentence.module_id == rubric.module_version.module_id,
            OwnSentence.place.in_(places),
        )
        .order_by(OwnSentence.id)
    )
    found: dict[int, list[OwnSentence]] = {}
    for row in rows:
        found.setdefault(places[row.place], []).append(row)
    return dict(found)
