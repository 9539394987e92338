"""Work that came back: one criterion is asked again, and both sides see what changed, by words and by file."""

import re

import pytest
from flask import Flask

from lms.db import Database
from tests.lms.pictures import PDF, photo
from tests.lms.practice_site import Site, make_site
from tests.lms.teach.test_grading import attempt, marks  # noqa: F401 (a fixture)


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


@pytest.fixture
def again(site: Site, attempt: str) -> str:  # noqa: F811
    """The address of Nele's second attempt, after one criterion of two came back."""
    site.as_("ilse").post(attempt, do="decide", version=0, **marks(site, 3, 1, comments="Toon een foto."))
    nele = site.as_("nele")
    (first, second) = re.findall(r'name="remove" value="([^"]+)"', nele.get(site.work).text)
    (version,) = re.findall(r'name="version" value="(\d+)"', nele.get(site.work).text)
    text, link = "Mijn <b>tweede</b>.", "https://film.example/x"
    nele.upload(site.work, "nieuw.jpg", photo(), text=text, link=link, version=version)
    nele.post(site.work, remove=first, text=text, link=link, version=int(version) + 1)
    (version,) = re.findall(r'name="version" value="(\d+)"', nele.get(site.work).text)
    assert nele.post(f"{site.work}/keuze", version=version).status_code == 302
    assert PDF
    assert second
    (found,) = set(re.findall(r'href="(/nakijken/[a-z0-9]+)"', site.as_("ilse").get("/nakijken").text))
    return found


def test_the_page_of_the_maker_lists_one_criterion_and_not_two(site: Site, attempt: str) -> None:  # noqa: F811
    site.as_("ilse").post(attempt, do="decide", version=0, **marks(site, 3, 1, comments="Toon een foto."))
    page = site.as_("nele").get(site.work).text
    asked = page[page.index('aria-labelledby="again"') : page.index("Dit staat vast:")]
    assert asked.count("<li>") == 1
    assert "Toon een foto." in asked


def test_the_trainer_sees_what_is_new_and_what_is_gone(site: Site, again: str) -> None:
    page = site.as_("ilse").get(again).text
    assert page.count('type="radio"') == 4, "only the criterion that was not yet"
    assert "<del>&lt;b&gt;les&lt;/b&gt;.</del>" in page
    assert "<ins>&lt;b&gt;tweede&lt;/b&gt;.</ins>" in page
    assert re.search(r"Er niet meer bij:\s*<del>foto\.jpg</del>", page)
    assert re.search(r"nieuw\.jpg\s*<mark>nieuw</mark>", page)
    assert "Poging 1" in page, "the earlier attempt can still be read"


def test_the_maker_sees_the_same_and_may_read_the_earlier_attempt(site: Site, again: str) -> None:
    page = site.as_("nele").get(site.work).text
    changed = page[page.index("Wat je veranderde") :]
    assert "<ins>&lt;b&gt;tweede&lt;/b&gt;.</ins>" in changed
    assert "Nieuw bestand: nieuw.jpg" in changed
    assert "1 bestand is gebleven" in changed
    assert re.search(r"<del>foto\.jpg</del>", changed)
    assert "Eerdere pogingen" in page
    assert "Mijn &lt;b&gt;les&lt;/b&gt;." in page
