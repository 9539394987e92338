"""The reader: every kind of unit, the place that is kept, and a film that is only asked for after a press."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Material, Unit, UnitKind
from courses.files.models import Retention
from courses.files.services import record_file
from courses.progress.models import UnitProgress
from lms.db import Database
from tests.conftest import NOW

from .conftest import Learner, visible


@pytest.mark.parametrize("slug", ["text", "video", "quiz", "session", "assignment", "return-moment"])
def test_every_kind_of_unit_has_a_page_with_the_line_beside_it(learner: Learner, slug: str) -> None:
    html = learner.get(learner.unit(slug))
    assert "Onderdeel" in visible(html)
    assert html.count("<h1") == 1
    assert '<a href="/mijn-leerspoor" aria-current="true">' in html
    assert html.count('aria-current="step"') >= 1
    assert "Stel Ilse een vraag" in visible(html), "OPL-02: a person to ask"


def test_a_unit_that_is_not_there_is_not_found(learner: Learner) -> None:
    learner.get(learner.unit("no-such-unit"), status=404)


def test_reading_on_goes_to_the_next_unit_that_is_not_done(learner: Learner, database: Database) -> None:
    answer = learner.post(learner.unit("text", "/klaar"))
    assert answer.headers["Location"] == learner.unit("video")
    with database.reading() as session:
        row = session.scalars(select(UnitProgress)).one()
        assert row.completed_at is not None
    assert "klaar" in visible(learner.get(learner.unit("text")))


def test_a_quiz_or_session_is_not_done_by_saying_so(learner: Learner, database: Database) -> None:
    for slug in ("quiz", "session", "assignment", "return-moment"):
        assert learner.post(learner.unit(slug, "/klaar")).status_code == 403
    with database.reading() as session:
        assert session.scalars(select(UnitProgress)).all() == []


def test_another_device_goes_on_where_this_one_stopped(learner: Learner, database: Database) -> None:
    """LOC-05. The script posts the heading in view; the page then offers to go on from there."""
    with database.transaction() as session:
        unit = session.scalars(select(Unit).where(Unit.slug == "text")).one()
        unit.body = {"nl": "Lees.\n\n## Eerst\n\nEen.\n\n## Dan\n\nTwee."}
    html = learner.get(learner.unit("text"))
    assert re.findall(r'<h2 id="(part-\d)">', html) == ["part-1", "part-2"]
    assert "Ga verder waar je stopte" not in visible(html)
    kept = learner.post(learner.unit("text", "/plaats"), place="part-2")
    assert kept.json == {"saved": "Je plaats is bewaard om 10.30"}
    assert '<a href="#part-2" data-resume>' in learner.get(learner.unit("text"))
    assert learner.get(f"/leren/{learner.participation}", status=302)
    assert learner.client.get(f"/leren/{learner.participation}").headers["Location"] == learner.unit("text")


def test_a_place_needs_the_pages_token(learner: Learner) -> None:
    assert learner.client.post(learner.unit("text", "/plaats"), data={"place": "part-2"}).status_code == 400


def test_a_film_is_a_link_until_somebody_presses_play(learner: Learner, database: Database) -> None:
    """MAT-01: with its words as text; nothing is asked from the film's site by opening the page."""
    with database.transaction() as session:
        unit = session.scalars(select(Unit).where(Unit.kind == UnitKind.VIDEO)).one()
        video = {"provider": "youtube", "id": "abc", "title": {"nl": "Film"}, "transcript": {"nl": "Ze zegt **ja**."}}
        unit.settings = {"video": video}
    html = learner.get(learner.unit("video"))
    assert "<iframe" not in html
    assert 'href="https://www.youtube.com/watch?v=abc"' in html
    assert 'data-embed="https://www.youtube-nocookie.com/embed/abc?autoplay=1"' in html
    assert "Pas als je op afspelen drukt" in visible(html)
    assert "Ze zegt <strong>ja</strong>." in html


def test_an_image_of_the_package_gets_its_address_and_any_other_stays_out(learner: Learner, database: Database) -> None:
    with database.transaction() as session:
        unit = session.scalars(select(Unit).where(Unit.slug == "text")).one()
        unit.body = {"nl": "![Kring](images/kring.png) ![Spion](https://elders.example/p.gif) <script>x</script>"}
        _add_material(session, unit)
    html = learner.get(learner.unit("text"))
    body = html.partition('class="prose"')[2].partition("</form>")[0]
    assert re.search(r'<img src="/modules/module-\d+/versions/1/images/kring.png" alt="Kring"', body)
    assert "elders.example" not in body
    assert "<script>x" not in body


def _add_material(session: Session, unit: Unit) -> None:
    file = record_file(
        session,
        owner_id=None,
        sha256="0" * 64,
        size=3,
        media_type="image/png",
        original_name="kring.png",
        storage_key="k",
        retention=Retention.CONTENT,
        location_stripped=True,
        now=NOW,
    )
    session.add(Material(module_version_id=unit.module_version_id, path="images/kring.png", file_id=file.id))


def test_the_assignment_says_on_which_points_it_is_looked_at(learner: Learner) -> None:
    page = visible(learner.get(learner.unit("assignment")))
    assert "doel-en-context" in page
    assert "Begin met inleveren" in page
    assert "Graag vóór" in page
