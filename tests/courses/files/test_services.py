"""Records of files: how long they are kept, and what is left when they go."""

from datetime import timedelta

from courses.files.models import Retention
from courses.files.rules import KEEP, keep_until
from courses.files.services import forget_file
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import store
from tests.factories import make_person


def test_every_reason_has_a_period() -> None:
    assert set(KEEP) == set(Retention)
    assert keep_until(Retention.DRAFT, NOW) == NOW + timedelta(days=365)
    assert keep_until(Retention.WORK, NOW) is None
    assert keep_until(Retention.CONTENT, NOW) is None


def test_forgetting_leaves_a_row_without_owner_name_or_bytes_and_is_done_once(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        file = store(session, make_person(session).id, "nele-wouters.jpg")
        assert file.keep_until == NOW + timedelta(days=365)
        assert forget_file(session, file=file, now=NOW) == "aa/nele-wouters.jpg"
        assert (file.owner_id, file.original_name, file.storage_key, file.erased_at) == (None, "", None, NOW)
        assert forget_file(session, file=file, now=NOW + timedelta(days=1)) is None
        assert file.erased_at == NOW
