"""The queue and the grading page, pressed as a browser without JavaScript does."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from courses.people.models import AuditEvent
from courses.practice.models import Assessment, AssessmentState, Attempt, SubmissionState
from lms.db import Database
from tests.lms.pictures import PDF, photo
from tests.lms.practice_site import Site, make_site


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


@pytest.fixture
def attempt(site: Site) -> str:
    """The address of Nele's work on the grading page."""
    nele = site.as_("nele")
    nele.upload(
        site.work,
        "foto.jpg",
        photo(),
        pupils="nobody",
        text="Mijn <b>les</b>.",
        link="https://film.example/x",
        version=0,
    )
    nele.upload(site.work, "les.pdf", PDF, text="Mijn <b>les</b>.", link="https://film.example/x", version=1)
    nele.post(f"{site.work}/keuze", version=1)
    with site.database.reading() as session:
        return f"/nakijken/{session.scalars(select(Attempt.public_id)).one()}"


def marks(site: Site, one: int | None, two: int | None, *, comments: str = "Voeg iets toe.") -> dict[str, str]:
    fields = {f"comment__{site.world.first}": comments, f"comment__{site.world.second}": comments}
    if one is not None:
        fields[f"level__{site.world.first}"] = str(one)
    if two is not None:
        fields[f"level__{site.world.second}"] = str(two)
    return fields


def state(site: Site) -> SubmissionState:
    with site.database.reading() as session:
        return session.scalars(select(Attempt)).one().submission.state


def drafts(site: Site) -> list[tuple[int | None, AssessmentState, set[str]]]:
    with site.database.reading() as session:
        rows = session.scalars(select(Assessment).order_by(Assessment.assessor_id)).all()
        return [(row.assessor_id, row.state, {mark.comment for mark in row.marks}) for row in rows]


def test_an_empty_queue_says_what_is_expected(site: Site) -> None:
    page = site.as_("ilse").get("/nakijken").text
    assert "Alles is nagekeken" in page
    assert re.search(r"Het volgende werk verwachten we op \w\w \d+ \w+\.", page)


def test_the_queue_holds_the_work_of_the_own_groups_only(site: Site, attempt: str) -> None:
    assert attempt in site.as_("ilse").get("/nakijken").text
    for who in ("jan", "bram", "zita", "mia"):
        page = site.as_(who).get("/nakijken")
        assert page.status_code == 200
        assert attempt not in page.text
    assert site.as_("nele").get("/nakijken").status_code == 404, "a teacher has no queue"


def test_the_page_shows_work_task_and_rubric_together(site: Site, attempt: str) -> None:
    page = site.as_("ilse").get(attempt).text
    for piece in ("Nele Wouters", "Werk 1 van 1", "Mijn &lt;b&gt;les&lt;/b&gt;.", "https://film.example/x", "les.pdf"):
        assert piece in page
    assert "Lees <strong>dit</strong>" in page
    assert "klein=1" in page
    assert page.count('type="radio"') == 8
    assert 'rel="noopener noreferrer nofollow"' in page
    with site.database.reading() as session:
        read = session.scalars(select(AuditEvent).where(AuditEvent.action == "work_read")).all()
        assert [event.actor_id for event in read] == [site.people["ilse"]]


@pytest.mark.parametrize("who", ["jan", "bram", "zita", "karim"])
def test_others_find_nothing_and_change_nothing(site: Site, attempt: str, who: str) -> None:
    """Another group's trainer, people of another organisation and a colleague: 404 on every address (A17)."""
    browser = site.as_(who)
    assert browser.get(attempt).status_code == 404
    assert browser.post(attempt, do="decide", version=0, **marks(site, 3, 3)).status_code == 404
    for more in ("begin", "concept"):
        assert browser.send(f"{attempt}/{more}", version=0, **marks(site, 3, 3)).status_code == 404
    assert drafts(site) == []


def test_a_manager_reads_but_does_not_judge(site: Site, attempt: str) -> None:
    mia = site.as_("mia")
    page = mia.get(attempt)
    assert page.status_code == 200
    assert "Een trainer van deze groep kijkt het na." in page.text
    assert 'type="radio"' not in page.text
    assert mia.post(attempt, do="decide", version=0, **marks(site, 3, 3)).status_code == 404
    assert drafts(site) == []


def test_deciding_accepts_tells_and_goes_on(site: Site, attempt: str) -> None:
    ilse = site.as_("ilse")
    answer = ilse.post(attempt, do="decide", version=0, comment="Mooi.", **marks(site, 2, 3))
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/nakijken"
    page = ilse.get("/nakijken").text
    assert "Nele Wouters krijgt een mail van ons." in page
    assert "Alles is nagekeken" in page
    assert state(site) is SubmissionState.ACCEPTED
    assert "Nagekeken door Ilse Maes" in ilse.get(attempt).text


def test_after_one_comes_the_next_oldest(site: Site, attempt: str) -> None:
    karim = site.as_("karim")
    where = site.work.replace(site.world.participation, site.karim_participation)
    karim.post(where, text="Ook een les.", version=0)
    karim.post(f"{where}/keuze", version=1)
    ilse = site.as_("ilse")
    assert "Werk 1 van 2" in ilse.get(attempt).text
    answer = ilse.post(attempt, do="decide", version=0, **marks(site, 2, 3))
    assert answer.headers["Location"].startswith("/nakijken/")
    assert "Karim Haddad" in ilse.get(answer.headers["Location"]).text


def test_what_misses_is_said_and_what_was_typed_is_kept(site: Site, attempt: str) -> None:
    ilse = site.as_("ilse")
    answer = ilse.post(attempt, do="decide", version=0, comment="Al getypt.", **marks(site, 1, None, comments=""))
    assert answer.status_code == 422
    assert "Nog niet klaar om te versturen" in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert "Al getypt." in answer.text
    assert "Al getypt." in ilse.get(attempt).text, "kept on the server too"
    assert state(site) is SubmissionState.HANDED_IN


def test_the_loser_of_two_sees_the_decision_and_keeps_the_words(site: Site, attempt: str) -> None:
    ilse, els = site.as_("ilse"), site.as_("els")
    els.get(attempt)
    ilse.post(attempt, do="decide", version=0, **marks(site, 2, 2, comments="Van Ilse."))
    late = els.post(attempt, do="decide", version=0, **marks(site, 0, 0, comments="Van Els."))
    assert late.status_code == 409
    assert "Een collega keek dit werk net voor jou na." in late.text
    assert "Van Ilse." in late.text
    assert "Van Els." in late.text
    assert state(site) is SubmissionState.ACCEPTED
    assert drafts(site) == [
        (site.people["ilse"], AssessmentState.FINAL, {"Van Ilse."}),
        (site.people["els"], AssessmentState.DRAFT, {"Van Els."}),
    ]
    assert "Van Els." in els.get(attempt).text
    assert "Van Els." not in site.as_("nele").get(site.work).text


def test_two_windows_of_one_trainer_show_both(site: Site, attempt: str) -> None:
    one, two = site.as_("ilse"), site.as_("ilse")
    one.post(attempt, do="save", version=0, **marks(site, 3, None, comments="Eerste venster."))
    clash = two.post(attempt, do="save", version=0, **marks(site, 1, None, comments="Tweede venster."))
    assert clash.status_code == 409
    assert "Eerste venster." in clash.text
    assert clash.text.count("Tweede venster.") == 2, "one for each criterion, beside what was saved"
    (version,) = re.findall(r'name="version" value="(\d+)"', clash.text)
    assert {place for place, _ in re.findall(r'value="take:(\d)">(Neem deze)', clash.text)} == {"0", "1"}
    answer = two.post(attempt, aside="take:0", version=version, **marks(site, 3, None, comments="Eerste venster."))
    assert answer.status_code == 302
    with site.database.reading() as session:
        mine = session.scalars(select(Assessment)).one()
        kept = {mark.criterion_id: (mark.level_value, mark.comment) for mark in mine.marks}
        assert kept[site.world.first] == (1, "Tweede venster.")
        assert kept[site.world.second] == (None, "Eerste venster.")
        beside = {piece["criterion"]: (piece["level"], piece["comment"]) for piece in mine.aside}
        assert beside[site.world.first] == (3, "Eerste venster."), "swapped, so nothing is gone"
        assert beside[site.world.second] == (None, "Tweede venster.")


def test_the_second_trainer_is_told_and_may_take_over_a_level(site: Site, attempt: str) -> None:
    ilse, els = site.as_("ilse"), site.as_("els")
    begun = ilse.send(f"{attempt}/begin")
    assert begun.get_json()["lines"] == []
    page = els.get(attempt).text
    assert "Wordt beoordeeld door Ilse Maes (sinds net)" in page
    assert "Neem over van Ilse" in page
    ilse.post(attempt, do="save", version=0, **marks(site, 3, None, comments="sterk gedaan"))
    els.post(attempt, do="save", version=0, **marks(site, 2, None, comments="voldoet wel"))
    page = els.get(attempt).text
    assert "Ilse koos 3" in page
    adopt = re.findall(r'name="adopt" value="([\d:]+)"', page)[0]
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    els.post(attempt, adopt=adopt, version=version, **marks(site, 2, None, comments="voldoet wel"))
    with site.database.reading() as session:
        mine = session.scalars(select(Assessment).where(Assessment.assessor_id == site.people["els"])).one()
        assert (mine.marks[0].level_value, mine.marks[0].comment) == (3, "voldoet wel\nsterk gedaan")


def test_a_ready_sentence_is_put_behind_what_was_typed(site: Site, attempt: str) -> None:
    ilse = site.as_("ilse")
    answer = ilse.post(
        attempt, sentence=f"{site.world.first}:0", version=0, **marks(site, 2, None, comments="Zelf getypt.")
    )
    assert answer.headers["Location"] == f"{attempt}#c{site.world.first}"
    assert "Zelf getypt. Mooi." in ilse.get(attempt).text


def test_the_script_saves_and_hears_who_else_is_there(site: Site, attempt: str) -> None:
    ilse, els = site.as_("ilse"), site.as_("els")
    els.send(f"{attempt}/begin")
    facts = ilse.send(f"{attempt}/concept", version=0, **marks(site, 2, None)).get_json()
    assert facts["version"] == 1
    assert facts["lines"][0]["head"] == "Wordt beoordeeld door Els Jacobs (sinds net)"
    assert facts["lines"][0]["take"] == "Neem over van Els"
    assert facts["decided"] is False
    assert ilse.send(f"{attempt}/concept", version=0, **marks(site, 3, None)).status_code == 409


def test_an_own_work_is_not_in_reach(site: Site) -> None:
    """A trainer who takes part in the own group reads the work, and the rubric is not open to them."""
    from courses.delivery.models import RunTrainer
    from courses.people.models import Membership, Role
    from lms import clock

    with site.database.transaction() as session:
        session.add(RunTrainer(run_id=site.world.run_id, person_id=site.people["nele"]))
        session.add(
            Membership(
                person_id=site.people["nele"],
                organisation_id=site.world.organisation,
                role=Role.TRAINER,
                created_at=clock.now(),
            )
        )
    nele = site.as_("nele")
    nele.post(site.work, text="Mijn eigen les.", version=0)
    nele.post(f"{site.work}/keuze", version=1)
    with site.database.reading() as session:
        own = f"/nakijken/{session.scalars(select(Attempt.public_id)).one()}"
    assert own not in nele.get("/nakijken").text
    assert 'type="radio"' not in nele.get(own).text
    refused = nele.post(own, do="decide", version=0, **marks(site, 3, 3))
    assert refused.status_code == 403
    assert "Dit is je eigen werk." in refused.text
    assert state(site) is SubmissionState.HANDED_IN
