"""A group whose work two assess: a guest from outside is ahead of its trainer, and about one piece they differ.

Not here: who takes part in it (`lms.demo.story`).
"""

from datetime import timedelta

from sqlalchemy import select

from courses.catalogue.models import Unit
from courses.delivery.models import Run
from courses.flows.invite_guest import invite_guest
from courses.people.models import EmailAddress
from courses.practice.models import Attempt
from courses.practice.queries.queue import queue
from courses.practice.services.run_marking import ask_assessors
from courses.practice.services.sentences import keep_sentence
from lms.demo.stage import Stage

SENTENCE = "Mooi dat je je leerlingen eerst laat voorspellen. Vertel er een keer bij wat ze verwachtten."


def two_assess(stage: Stage, run: Run, unit: Unit, guest: str, words: str) -> None:
    """The guest gave marks for the two oldest pieces, the trainer for the oldest, and not the same ones."""
    session, trainer, since = stage.session, run.trainers[0].person, stage.now - timedelta(days=2)
    expert = stage.people[guest]
    address = session.scalars(select(EmailAddress.address).where(EmailAddress.person_id == expert.id)).first() or ""
    invite_guest(session, run=run, address=address, actor_id=trainer.id, now=since)
    ask_assessors(
        session,
        run_id=run.id,
        module_version_id=run.module_version_id,
        unit_id=unit.id,
        assessors=2,
        by_id=trainer.id,
        now=since,
    )
    waiting = [one.attempt for one in queue(session, person_id=trainer.id, now=since) if one.run == run.public_id][:2]
    attempts = [session.scalars(select(Attempt).where(Attempt.public_id == one)).one() for one in waiting]
    for attempt in attempts:
        levels = (2,) * len(attempt.submission.assignment.rubric.criteria)
        stage.judge(attempt, expert, levels, words, since + timedelta(hours=3))
    criteria = attempts[0].submission.assignment.rubric.criteria
    stage.judge(attempts[0], trainer, (3, *[2] * (len(criteria) - 1)), words, since + timedelta(hours=5))
    keep_sentence(session, person_id=trainer.id, criterion_id=criteria[0].id, text=SENTENCE, now=since)
