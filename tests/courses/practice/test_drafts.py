"""Drafts: nothing is overwritten, nobody reaches another's, and files come and go one by one."""

import pytest

from courses.errors import Invalid, NotFound
from courses.practice.errors import StaleDraft, WorkClosed
from courses.practice.models import DraftFile, Pupils
from courses.practice.services import attach_file, detach_file, save_draft
from courses.practice.services.about_work import say_pupils
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import World, hand, make_world, store, write


def save(session, world: World, text: str, version: int, link: str = ""):  # type: ignore[no-untyped-def]
    return save_draft(
        session,
        participation_id=world.participation_id,
        unit_id=world.unit_id,
        text=text,
        link=link,
        expected_version=version,
        now=NOW,
    )


def test_a_save_over_another_save_is_refused_and_shows_both(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        assert save(session, world, "van de laptop", 0).version == 1
        with pytest.raises(StaleDraft) as caught:
            save(session, world, "van de telefoon", 0, link="https://a.example")
        assert (caught.value.text, caught.value.version) == ("van de laptop", 1)
        assert write(session, world, "samen").draft_text == "samen"


def test_saving_the_same_text_again_is_no_clash(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        save(session, world, "een\r\ntwee", 0)
        assert save(session, world, "een\ntwee", 0).version == 1


def test_files_may_come_while_text_is_typed(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        save(session, world, "begin", 0)
        file = store(session, world.nele)
        attach_file(session, participation_id=world.participation_id, unit_id=world.unit_id, file_id=file.id, now=NOW)
        assert save(session, world, "begin en einde", 1).version == 2


def test_no_more_files_than_asked_and_only_ones_own(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        place = {"participation_id": world.participation_id, "unit_id": world.unit_id, "now": NOW}
        with pytest.raises(NotFound):
            attach_file(session, file_id=store(session, world.ilse).id, **place)
        for number in range(6):
            attach_file(session, file_id=store(session, world.nele, f"{number}.jpg").id, **place)
        with pytest.raises(Invalid):
            attach_file(session, file_id=store(session, world.nele).id, **place)


def test_a_removed_file_is_free_only_while_no_attempt_holds_it(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        world = make_world(session)
        place = {"participation_id": world.participation_id, "unit_id": world.unit_id, "now": NOW}
        one, two = store(session, world.nele, "1.jpg"), store(session, world.nele, "2.jpg")
        for file in (one, two):
            attach_file(session, file_id=file.id, **place)
        assert detach_file(session, file_public_id=one.public_id, **place) is one
        assert detach_file(session, file_public_id=one.public_id, **place) is None
        say_pupils(session, **place, pupils=Pupils.NOBODY)
        attempt = hand(session, world)
        attempt.submission.state = attempt.submission.state.DRAFT
        assert detach_file(session, file_public_id=two.public_id, **place) is None
        assert session.query(DraftFile).count() == 0


def test_handed_in_work_does_not_change(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        version = hand(session, world).submission.version
        with pytest.raises(WorkClosed):
            save(session, world, "toch nog iets", version)


def test_a_unit_of_another_module_has_no_draft_here(database: Database) -> None:
    with database.transaction() as session:
        one, other = make_world(session), make_world(session)
        with pytest.raises(NotFound):
            save_draft(
                session,
                participation_id=one.participation_id,
                unit_id=other.unit_id,
                text="x",
                link="",
                expected_version=0,
                now=NOW,
            )


def test_a_text_without_end_is_refused(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session)
        with pytest.raises(Invalid):
            save(session, world, "a" * 100_001, 0)
