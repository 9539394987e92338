"""Pages of a group ask the database as often for 500 people as for 5 (issue 4, figures)."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import event

from lms.wiring import Wiring
from tests.crowd import Crowd, browser, crowded_site

FEW, MANY = 5, 500
ENOUGH = 60
"""More statements than this for one page is a fault by itself."""

LIST = re.compile(r"\(\?(?:, \?)*\)")
"""A list of values, which may be of any length."""

#: Who looks, and at what.
PAGES = {
    "module": ("ilse", "/modules/{module}"),
    "module, for a learner": ("learner", "/modules/{module}"),
    "home of a learner": ("learner", "/mijn-leerspoor"),
    "groups": ("ilse", "/groepen"),
    "run, with its participants": ("ilse", "/groepen/{run}"),
    "overview": ("ilse", "/groepen/{run}/overzicht"),
    "sheet of participants": ("ilse", "/groepen/{run}/overzicht/deelnemers.csv"),
    "who handed in": ("ilse", "/groepen/{run}/inleveringen"),
    "one participant": ("ilse", "/groepen/{run}/deelnemers/{participation}"),
    "queue": ("ilse", "/nakijken"),
    "work that waits": ("ilse", "/nakijken/{waiting}"),
    "work that was decided": ("ilse", "/nakijken/{returned}"),
    "attendance": ("ilse", "/groepen/{run}/bijeenkomsten/{meeting}"),
    "attendance of the return moment": ("ilse", "/groepen/{run}/bijeenkomsten/{back}"),
    "code": ("ilse", "/groepen/{run}/bijeenkomsten/{meeting}/code"),
    "questions": ("ilse", "/groepen/{run}/vragen"),
    "moving a session": ("ilse", "/groepen/{run}/bijeenkomsten/{back}/verzetten"),
    "cancelling the group": ("mia", "/groepen/{run}/afgelasten"),
    "awards": ("mia", "/uitgegeven"),
    "giving badges": ("mia", "/uitreiken?badge={badge}&groep={run}"),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Flask, Crowd]]]:
    """One site with few people, one with many."""
    with ExitStack() as open_:
        yield [open_.enter_context(crowded_site(tmp_path_factory.mktemp("crowd"), each)) for each in (FEW, MANY)]


def statements(app: Flask, crowd: Crowd, who: str, path: str) -> list[str]:
    """What one look at the page asks, after a first look that fills what is kept."""
    wiring: Wiring = app.extensions["leerspoor.wiring"]
    client, address = browser(app, getattr(crowd, who)), path.format(**vars(crowd))
    asked: list[str] = []

    def count(*args: object) -> None:
        asked.append(LIST.sub("(...)", str(args[2])))

    assert client.get(address).status_code == 200
    event.listen(wiring.database.engine, "before_cursor_execute", count)
    assert client.get(address).status_code == 200
    event.remove(wiring.database.engine, "before_cursor_execute", count)
    return asked


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_for_many_as_for_few(sites: list[tuple[Flask, Crowd]], page: str) -> None:
    few, many = (statements(app, crowd, *PAGES[page]) for app, crowd in sites)
    assert Counter(many) == Counter(few)
    assert len(many) <= ENOUGH


def test_the_count_is_of_more_people(sites: list[tuple[Flask, Crowd]]) -> None:
    """The twin: were the groups of one size, the test above would prove nothing."""
    sizes = []
    for app, crowd in sites:
        page = browser(app, crowd.ilse).get(f"/groepen/{crowd.run}").text
        sizes.append(page.count("Mens "))
    assert sizes[0] < sizes[1]


def test_a_large_group_is_shown_a_hundred_at_a_time(sites: list[tuple[Flask, Crowd]]) -> None:
    """ANA-01: everybody can be reached, and the numbers above are of the whole group."""
    app, crowd = sites[1]
    ilse = browser(app, crowd.ilse)
    found: list[str] = []
    for first in range(1, MANY, 100):
        page = ilse.get(f"/groepen/{crowd.run}?vanaf={first}").text
        assert f"{first} tot {first + 99} van {MANY}" in page
        assert f"{MANY} van {MANY} aanwezig" in page
        found += [f"Mens {at:03} Peeters" for at in range(MANY) if f"Mens {at:03} Peeters" in page]
    assert found == [f"Mens {at:03} Peeters" for at in range(MANY)]
    assert 'rel="next"' not in page
    assert f"1 tot 100 van {MANY}" in ilse.get(f"/groepen/{crowd.run}?vanaf=9999").text
