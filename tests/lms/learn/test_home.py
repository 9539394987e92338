"""*Mijn leerspoor*: the one next step, what is missing, and nobody else's."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from courses.delivery.models import Presence, Run
from courses.delivery.queries import session_by_public_id
from courses.flows.attend import record_attendance
from courses.people.models import Person
from courses.practice.models import Assessment, AssessmentState, Attempt, Submission, SubmissionState
from courses.practice.queries.drafts import assignment_of
from courses.progress import services as progress
from courses.progress.queries import unit_by_slug
from courses.recognition.models import Award
from lms.db import Database
from tests.conftest import NOW
from tests.courses.recognition.world import make_world
from tests.factories import make_module_version, make_participation, make_person, make_run, sign_in, token

from .conftest import Learner, visible


def test_who_has_no_module_is_shown_the_way_to_one(database: Database, client: FlaskClient) -> None:
    with database.transaction() as session:
        els = make_person(session, "Els Peeters").id
    sign_in(client, els)
    page = visible(client.get("/mijn-leerspoor").text)
    assert page.startswith("Dag Els.")
    assert "Kies je eerste module" in page
    assert "Bekijk de modules" in page


def test_a_visitor_is_led_to_sign_in(client: FlaskClient, at_noon: None) -> None:
    answer = client.get("/mijn-leerspoor")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/aanmelden?next=")


def test_one_next_step_with_its_minutes_and_what_is_missing(learner: Learner) -> None:
    """AAN-01: how long it takes is said; the line is a list too."""
    html = learner.get("/mijn-leerspoor")
    page = visible(html)
    assert page.startswith("Dag Nele. Het is zondag 22 november.")
    assert "Begin aan “Onderdeel 1” Arduino in de les. Reken op 20 min." in page
    assert html.count('class="btn now"') == 1, "one yellow button"
    assert "Nog 6 dingen voor je badge" in page
    assert "Kom naar “Onderdeel 4” zo 29 november, 14.00, Geel" in page
    assert "Kom naar het terugkommoment" in page
    assert 'aria-label="0 van 6 onderdelen gedaan. Je bent bij “Onderdeel 1”."' in html
    assert html.count('aria-current="step"') == 1
    assert learner.unit("text") in html


def test_many_units_still_to_do_are_named_together(learner: Learner) -> None:
    page = visible(learner.get("/mijn-leerspoor"))
    assert "Werk “Onderdeel 1” af Nog niet geopend." in page
    assert "Werk “Onderdeel 3” af" in page


def test_the_step_moves_on_as_things_are_done(learner: Learner, database: Database) -> None:
    learner.post(learner.unit("text", "/klaar"))
    learner.get(learner.unit("video"))
    page = visible(learner.get("/mijn-leerspoor"))
    assert "Ga verder met “Onderdeel 2”" in page
    assert "Al 1 onderdeel klaar" in page
    assert "Nog 5 dingen voor je badge" in page


def test_waiting_is_said_and_has_no_yellow_button(learner: Learner, database: Database) -> None:
    _everything_but_the_assessment(learner, database, SubmissionState.HANDED_IN)
    html = learner.get("/mijn-leerspoor")
    assert "Je trainer kijkt je werk na" in visible(html)
    assert 'class="btn now"' not in html
    assert "“Onderdeel 5” wordt nagekeken" in visible(html)


def test_the_trainers_last_word_stands_beside_it(learner: Learner, database: Database) -> None:
    _everything_but_the_assessment(learner, database, SubmissionState.RETURNED)
    page = visible(learner.get("/mijn-leerspoor"))
    assert "Vul je praktijkopdracht aan" in page
    assert "Bericht van Ilse “Mooie foto. Leg uit waarom.” Ilse Maes, trainer · gisteren" in page
    assert "Vul aan: “doel-en-context”" in page
    assert "Vul aan: “bewijs-en-reflectie”" in page


def _everything_but_the_assessment(learner: Learner, database: Database, state: SubmissionState) -> None:
    with database.transaction() as session:
        for slug in ("text", "video", "quiz"):
            unit = unit_by_slug(session, module_version_id=learner.version_id, slug=slug)
            progress.complete_unit(session, participation_id=learner.participation_id, unit_id=unit.id, now=NOW)
        for public_id in learner.sessions:
            record_attendance(
                session,
                run_session_id=session_by_public_id(session, public_id).id,
                participation_id=learner.participation_id,
                presence=Presence.PRESENT,
                actor_id=None,
                note=None,
                now=NOW,
            )
        unit = unit_by_slug(session, module_version_id=learner.version_id, slug="assignment")
        submission = Submission(
            participation_id=learner.participation_id,
            assignment_id=assignment_of(session, unit_id=unit.id).id,
            state=state,
            created_at=NOW,
        )
        session.add(submission)
        session.flush()
        attempt = Attempt(submission_id=submission.id, number=1, handed_in_at=NOW)
        session.add(attempt)
        session.flush()
        if state is SubmissionState.RETURNED:
            session.add(
                Assessment(
                    attempt_id=attempt.id,
                    assessor_id=make_person(session, "Ilse Maes").id,
                    state=AssessmentState.FINAL,
                    comment="Mooie foto. Leg uit waarom.",
                    started_at=NOW,
                    saved_at=NOW,
                    decided_at=NOW - timedelta(days=1),
                )
            )


def test_the_last_thing_done_brings_the_badge_and_the_page_says_so(
    database: Database, client: FlaskClient, at_noon: None
) -> None:
    with database.transaction() as session:
        world = make_world(session)
        person, participation = world.person.id, world.participation
        slug, public_id = participation.module_version.units[0].slug, participation.public_id
    sign_in(client, person)
    before = client.get("/mijn-leerspoor").text
    assert "Nog 1 ding voor je badge" in visible(before)
    client.post(f"/leren/{public_id}/{slug}/klaar", data={"csrf_token": token(client)})
    html = client.get("/mijn-leerspoor").text
    with database.reading() as session:
        award = session.scalars(select(Award.public_id)).one()
    assert "Je badge is er Je deed alles van “Arduino in de les”." in visible(html)
    assert f'class="btn now" href="/mijn-badges/{award}"' in html
    assert "Je hebt alles voor je badge" in visible(html)
    assert "Alleen jij ziet deze badge" in visible(html)


def test_another_module_is_one_press_away(learner: Learner, database: Database) -> None:
    with database.transaction() as session:
        other = make_module_version(session, badge=False)
        other.title = {"nl": "Digitale toetsen"}
        run = make_run(session, other)
        second = make_participation(session, session.get(Person, learner.person_id), run).public_id
    learner.get(learner.unit("text"))
    first = learner.get("/mijn-leerspoor")
    assert "Arduino in de les" in visible(first).partition("Je andere modules")[0]
    assert f"/mijn-leerspoor?spoor={second}" in first
    plain = learner.get(f"/mijn-leerspoor?spoor={second}")
    assert "Digitale toetsen." in visible(plain)
    ring = 'r="12"/><circle class="done"'
    assert (first.count(ring), plain.count(ring)) == (1, 0), "only a module with a badge has one at the end of its line"


def test_somebody_elses_track_is_never_shown(learner: Learner, database: Database, client: FlaskClient) -> None:
    with database.transaction() as session:
        stranger = make_person(session, "Karim Adda").id
    sign_in(client, stranger)
    for path in (learner.unit("text"), learner.unit("quiz"), f"/leren/{learner.participation}"):
        assert client.get(path).status_code == 404
    for session_id in learner.sessions:
        assert client.get(f"/bijeenkomsten/{session_id}").status_code == 404
    page = client.get(f"/mijn-leerspoor?spoor={learner.participation}").text
    assert "Arduino" not in visible(page)


def test_the_page_asks_nothing_from_elsewhere(learner: Learner) -> None:
    html = learner.get("/mijn-leerspoor")
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert " style=" not in html


def test_a_group_that_was_cancelled_says_why_and_where_to_go(learner: Learner, database: Database) -> None:
    """OPL-01: the home page tells it too, with what stays and the other dates."""
    assert "gaat niet door" not in learner.get("/mijn-leerspoor")
    with database.transaction() as session:
        run = session.scalars(select(Run)).one()
        run.cancelled_at, run.cancel_reason = NOW, "De trainer is ziek."
        slug = run.module_version.module.slug
    html = learner.get("/mijn-leerspoor")
    assert (
        "Je groep “November, Geel” gaat niet door De trainer is ziek. Wat je deed, blijft. Kies een andere groep"
        in (visible(html))
    )
    assert f'href="/modules/{slug}#kies"' in html
