"""Every page that a participant sees, looked at as those of visitors are (LOC-05)."""

import pytest

from tests.journeys.looking import look_at, show
from tests.journeys.pages import PAGES, STAFF, Shown
from tests.journeys.visitor import NewVisitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
HERE = [page for page in PAGES if page.who and page.who not in STAFF]


@pytest.mark.parametrize("page", HERE, ids=lambda page: page.label)
def test_the_page_is_good(regular: NewVisitor, page: Shown) -> None:
    visitor = regular(page.who)
    show(visitor, page)
    assert not (wrong := look_at(visitor, page.label, dark=page.dark)), "\n".join(wrong)
