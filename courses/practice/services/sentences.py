"""A trainer's own ready sentences, kept at one criterion of a module and used again in its later versions.

Not here: the sentences that come with a package (`Criterion.comment_bank`).
"""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid, NotFound
from courses.practice.marking_models import OwnSentence
from courses.practice.models import Criterion
from courses.practice.queries.sentences import place_of

LONGEST, MOST = 500, 30
"""Characters of a sentence; sentences of one person at one criterion."""


def keep_sentence(session: Session, *, person_id: int, criterion_id: int, text: str, now: datetime) -> OwnSentence:
    """Keep a sentence; the same one twice is once. Raises Invalid, NotFound."""
    criterion = session.get(Criterion, criterion_id)
    if criterion is None:
        raise NotFound(N_("This does not exist, or it is not yours."))
    said = " ".join(text.split())
    if not said:
        raise Invalid(N_("Write the sentence first, then keep it."))
    if len(said) > LONGEST:
        raise Invalid(N_("A sentence to keep has at most %(max)s characters."), max=LONGEST)
    mine = (
        OwnSentence.person_id == person_id,
        OwnSentence.module_id == criterion.rubric.module_version.module_id,
        OwnSentence.place == place_of(criterion),
    )
    known = session.scalar(select(OwnSentence).where(*mine, OwnSentence.text == said))
    if known is not None:
        return known
    if (session.scalar(select(func.count(OwnSentence.id)).where(*mine)) or 0) >= MOST:
        raise Invalid(N_("You keep %(max)s sentences here already. Throw one away first."), max=MOST)
    kept = OwnSentence(
        person_id=person_id,
        module_id=criterion.rubric.module_version.module_id,
        place=place_of(criterion),
        text=said,
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def forget_sentence(session: Session, *, person_id: int, sentence_id: int) -> None:
    """Throw an own sentence away; somebody else's is left alone."""
    session.execute(delete(OwnSentence).where(OwnSentence.id == sentence_id, OwnSentence.person_id == person_id))
