"""Promise 1 of the security design on PostgreSQL: no award is lost or doubled, whoever dies wherever (F2)."""

from collections import Counter
from collections.abc import Callable

import pytest

from lms.db import Database
from tests.faults.campaign import check, conduct
from tests.faults.world import Place

pytestmark = pytest.mark.postgres


@pytest.mark.timeout(600)
def test_no_award_is_lost_or_doubled_by_workers_and_planners_that_die(
    postgres: Database, settle_in: Callable[..., Place], mailbox: tuple[str, Counter[str]]
) -> None:
    address, mails = mailbox
    check(conduct(settle_in(postgres, SMTP_URL=address), seed=2), mails)
