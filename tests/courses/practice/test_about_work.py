"""What goes with the work: who is in the picture, goals of the own curriculum (DIF-12), looking back (DIF-10)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import Invalid, NotFound
from courses.frameworks.models import FrameworkItem
from courses.frameworks.services import import_shipped
from courses.practice.errors import StaleReflection, WorkClosed, WorkIncomplete
from courses.practice.evidence_models import AttemptGoal, DraftGoal, Reflection
from courses.practice.models import Pupils
from courses.practice.rules import Asked, GapKind, Work, gaps
from courses.practice.services import attach_file
from courses.practice.services.about_work import MOST_GOALS, link_goal, look_back, say_pupils, unlink_goal
from courses.recognition.queries.evidence import chosen_evidence, pieces_of
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import World, hand, make_world, store


def goals(session: Session, count: int) -> list[int]:
    import_shipped(session, now=NOW)
    return list(session.scalars(select(FrameworkItem.id).order_by(FrameworkItem.id).limit(count)))


def where(world: World) -> dict[str, int]:
    return {"participation_id": world.participation_id, "unit_id": world.unit_id}


@pytest.mark.parametrize(("media_type", "asked"), [("image/jpeg", True), ("video/mp4", True), ("text/plain", False)])
def test_who_is_in_the_picture_is_asked_for_photos_and_films_only(
    database: Database, media_type: str, asked: bool
) -> None:
    with database.transaction() as session:
        world = make_world(session)
        say_pupils(session, **where(world), pupils=None, now=NOW)
        file = store(session, world.nele, "les", media_type)
        attach_file(session, **where(world), file_id=file.id, now=NOW)
        if asked:
            with pytest.raises(WorkIncomplete) as caught:
                hand(session, world)
            assert [gap.kind for gap in caught.value.gaps] == [GapKind.PUPILS]
        say_pupils(session, **where(world), pupils=Pupils.CONSENT, now=NOW)
        assert hand(session, world, "Iets meer.").pupils == (Pupils.CONSENT if asked else None)


def test_the_rule_alone() -> None:
    work = Work(text="Een les.", pictures=True, pupils_said=False)
    assert [gap.kind for gap in gaps(work, Asked())] == [GapKind.PUPILS]
    assert gaps(Work(text="Een les.", pictures=True), Asked()) == []


def test_goals_go_with_the_attempt_as_they_were_then(anywhere: Database) -> None:
    """DIF-12: the evidence is linked to a goal of the own curriculum."""
    with anywhere.transaction() as session:
        world = make_world(session)
        first, second = goals(session, 2)
        who = where(world) | {"person_id": world.nele, "now": NOW}
        link_goal(session, **who, item_id=first)
        link_goal(session, **who, item_id=first)
        attempt = hand(session, world)
        with pytest.raises(WorkClosed):
            link_goal(session, **who, item_id=second)
        assert session.scalars(select(AttemptGoal.item_id).where(AttemptGoal.attempt_id == attempt.id)).all() == [first]


def test_a_goal_is_taken_off_again_and_nobody_else_links_one(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        ids = goals(session, MOST_GOALS + 1)
        who = where(world) | {"person_id": world.nele, "now": NOW}
        for item_id in ids[:MOST_GOALS]:
            link_goal(session, **who, item_id=item_id)
        with pytest.raises(Invalid):
            link_goal(session, **who, item_id=ids[-1])
        unlink_goal(session, **who, item_id=ids[0])
        unlink_goal(session, **who, item_id=ids[0])
        link_goal(session, **who, item_id=ids[-1])
        assert session.scalar(select(func.count()).select_from(DraftGoal)) == MOST_GOALS
        with pytest.raises(NotFound):
            link_goal(session, **(who | {"person_id": world.ilse}), item_id=ids[0])
        unlink_goal(session, **who, item_id=ids[1])
        with pytest.raises(NotFound):
            link_goal(session, **who, item_id=10**9)


def write_back(session: Session, world: World, text: str, version: int, *, share: bool = False) -> Reflection | None:
    return look_back(
        session,
        participation_id=world.participation_id,
        person_id=world.nele,
        assignment_id=world.assignment_id,
        text=text,
        as_evidence=share,
        expected_version=version,
        now=NOW,
    )


def test_looking_back_is_private_until_it_is_shared(anywhere: Database) -> None:
    """DIF-10: private by default, and may be shared as evidence."""
    with anywhere.transaction() as session:
        world = make_world(session)
        with pytest.raises(NotFound):
            write_back(session, world, "Nog niets ingeleverd.", 0)
        hand(session, world)
        kept = write_back(session, world, "Volgende keer laat ik eerst voorspellen.", 0)
        assert kept is not None
        assert kept.version == 1
        assert not kept.as_evidence
        assert chosen_evidence(session, world.participation_id) == []
        write_back(session, world, "Volgende keer laat ik eerst voorspellen.", 1, share=True)
        (shown,) = chosen_evidence(session, world.participation_id)
        assert shown["id"].endswith(kept.public_id)
        assert shown["name"].startswith("Terugblik: ")
        assert kept.public_id in {piece.id for piece in pieces_of(session, world.participation_id)}


def test_an_older_window_overwrites_nothing_and_an_empty_answer_takes_it_away(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        hand(session, world)
        write_back(session, world, "Eerste.", 0)
        with pytest.raises(StaleReflection) as caught:
            write_back(session, world, "Tweede.", 0)
        assert (caught.value.text, caught.value.version) == ("Eerste.", 1)
        assert write_back(session, world, "  ", 1) is None
        assert session.scalars(select(Reflection)).all() == []
