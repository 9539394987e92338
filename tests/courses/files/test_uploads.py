"""Uploads in parts: what follows on, who is second, how much one person may have, and when it is let go of."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.files.errors import BeingChecked, FileRefused, OutOfStep, UploadGone
from courses.files.models import Upload, UploadPart
from courses.files.uploads import (
    CHECKING,
    KEPT,
    MOST_OPEN,
    MOST_WAITING,
    add_part,
    begin_upload,
    claim_check,
    find_upload,
)
from courses.flows.drop_file import DELETE_FILE
from courses.flows.send_file import let_go_of_old
from courses.outbox.models import OutboxMessage
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_person


def begun(session: Session, owner: int, name: str = "film.mp4", size: int = 10, mark: str = "1") -> Upload:
    return begin_upload(session, owner_id=owner, place="work/1/1", name=name, size=size, fingerprint=mark, now=NOW)


def test_the_same_file_goes_on_and_a_changed_one_begins_anew(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        nele, els = make_person(session).id, make_person(session).id
        first = begun(session, nele)
        add_part(session, upload=first, start=0, size=4, storage_key="a", now=NOW)
        assert (begun(session, nele).id, begun(session, nele).received) == (first.id, 4)
        assert begun(session, nele, mark="2").id != first.id
        assert begun(session, els).id != first.id
        with pytest.raises(UploadGone):
            find_upload(session, public_id=first.public_id, owner_id=els, place="work/1/1")
        with pytest.raises(UploadGone):
            find_upload(session, public_id=first.public_id, owner_id=nele, place="work/1/2")


def test_a_part_follows_on_what_is_there_and_never_runs_over(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        upload = begun(session, make_person(session).id)
        add_part(session, upload=upload, start=0, size=4, storage_key="a", now=NOW)
        for start in (0, 3, 5):
            with pytest.raises(OutOfStep) as caught:
                add_part(session, upload=upload, start=start, size=4, storage_key="b", now=NOW)
            assert caught.value.received == 4
        with pytest.raises(FileRefused):
            add_part(session, upload=upload, start=4, size=7, storage_key="b", now=NOW)
        assert session.scalar(select(func.sum(UploadPart.size))) == upload.received == 4


def test_one_at_a_time_looks_at_the_whole_and_a_dead_one_is_followed_up(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        upload = begun(session, make_person(session).id)
        with pytest.raises(OutOfStep):
            claim_check(session, upload=upload, now=NOW)
        add_part(session, upload=upload, start=0, size=6, storage_key="a", now=NOW)
        add_part(session, upload=upload, start=6, size=4, storage_key="b", now=NOW)
        assert claim_check(session, upload=upload, now=NOW) == ["a", "b"]
        with pytest.raises(BeingChecked):
            claim_check(session, upload=upload, now=NOW + CHECKING / 2)
        assert claim_check(session, upload=upload, now=NOW + CHECKING) == ["a", "b"]


def test_nobody_has_more_under_way_than_the_limits(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        nele, els = make_person(session).id, make_person(session).id
        for number in range(MOST_OPEN):
            begun(session, nele, name=f"{number}.jpg")
        with pytest.raises(FileRefused):
            begun(session, nele, name="nog een.jpg")
        begun(session, els, size=MOST_WAITING - 10)
        with pytest.raises(FileRefused):
            begun(session, els, name="nog een.mp4", size=11)
        begun(session, els, name="nog een.mp4", size=10)


def test_a_day_after_its_last_part_an_upload_is_let_go_of_with_its_bytes(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        upload = begun(session, make_person(session).id)
        begun(session, make_person(session).id)
        add_part(session, upload=upload, start=0, size=4, storage_key="a", now=NOW + timedelta(hours=1))
        assert let_go_of_old(session, now=NOW + KEPT) == 0
        assert let_go_of_old(session, now=NOW + KEPT + timedelta(minutes=30)) == 1
        assert let_go_of_old(session, now=NOW + KEPT + timedelta(hours=2)) == 1
        assert session.scalars(select(Upload)).all() == session.scalars(select(UploadPart)).all() == []
        (row,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == DELETE_FILE))
        assert row.payload == {"keys": ["a"]}
