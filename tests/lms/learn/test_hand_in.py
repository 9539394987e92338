"""The hand-in pages as a browser without JavaScript sees them, and what the page's script asks."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from courses.delivery.models import Participation, RecipientForm, ReturnMoment
from courses.files.models import StoredFile
from courses.people.models import EmailAddress
from courses.practice.models import Attempt, Submission, SubmissionState
from lms import clock, guards
from lms.db import Database
from lms.relay import drain
from lms.wiring import Wiring
from tests import factories
from tests.courses.practice.desk_world import judge
from tests.lms.pictures import PDF, SVG, photo
from tests.lms.practice_site import Site, make_site

REFLECTION = "De leerlingen bouwden de lichtsluis in duo's. De helft had de led omgekeerd."


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database, min_words=5)


def submission(site: Site) -> Submission | None:
    with site.database.reading() as session:
        return session.scalar(select(Submission).where(Submission.participation_id == site.world.participation_id))


def words(html: str) -> str:
    """The text of a page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_says_what_is_asked_and_what_is_missing(site: Site) -> None:
    page = words(site.as_("nele").get(site.work).text)
    for sentence in (
        "Lever je praktijkopdracht in",
        "Je kunt alles wijzigen tot Ilse of Els begint te lezen.",
        "Nog 5 woorden",
        "Dan kun je inleveren.",
    ):
        assert sentence in page


def test_other_people_do_not_find_it(site: Site) -> None:
    for who in ("karim", "ilse", "mia", "bram"):
        assert site.as_(who).get(site.work).status_code == 404
        assert site.as_(who).post(site.work, text="x", version=0).status_code == 404
        assert site.as_(who).send(f"{site.work}/concept", text="x", version=0).status_code == 404
    assert site.as_("nele").get(site.work.replace(site.world.unit, "return-moment")).status_code == 404


def test_handing_in_takes_three_steps_without_javascript(site: Site) -> None:
    nele = site.as_("nele")
    assert nele.upload(site.work, "foto.jpg", photo(), text="Kort.", version=0, pupils="nobody").status_code == 302
    stopped = nele.post(site.work, text="Kort.", version=1, do="next")
    assert stopped.status_code == 422
    assert "Je tekst heeft 1 woorden, we vragen er ongeveer 5." in words(stopped.text)
    going = nele.post(site.work, text=REFLECTION, version=1, do="next")
    assert going.headers["Location"] == f"{site.work}/keuze"
    choice = nele.get(f"{site.work}/keuze").text
    assert 'name="evidence" value="text"' in choice
    boxes = re.findall(r'<input[^>]*name="(?:evidence|show_name)"[^>]*>', choice)
    assert len(boxes) == 3
    assert not any("checked" in box for box in boxes)
    assert nele.post(f"{site.work}/keuze", version=2).status_code == 302
    done = words(nele.get(site.work).text)
    assert re.search(r"Ingeleverd op \w\w \d+ \w+ om \d\d\.\d\d\. Je mag het terugnemen tot Ilse of Els begint\.", done)
    with site.database.reading() as session:
        own = session.get_one(Participation, site.world.participation_id)
        assert (own.recipient_form, own.show_name) == (RecipientForm.HASHED_EMAIL, False)
        attempt = session.scalars(select(Attempt)).one()
        assert [piece.as_evidence for piece in attempt.pieces] == [False, False]


def test_the_choice_is_kept(site: Site) -> None:
    nele = site.as_("nele")
    nele.upload(site.work, "les.pdf", PDF, text=REFLECTION, version=0)
    with site.database.reading() as session:
        public_id = session.scalars(select(StoredFile.public_id)).one()
    nele.post(f"{site.work}/keuze", version=1, recipient="pairwise", show_name="1", evidence=public_id)
    with site.database.reading() as session:
        own = session.get_one(Participation, site.world.participation_id)
        assert (own.recipient_form, own.show_name) == (RecipientForm.PAIRWISE, True)
        attempt = session.scalars(select(Attempt)).one()
        assert [piece.as_evidence for piece in attempt.pieces] == [False, True]


def test_an_address_of_somebody_else_cannot_be_smuggled_in(site: Site) -> None:
    nele = site.as_("nele")
    nele.post(site.work, text=REFLECTION, version=0)
    with site.database.reading() as session:
        other = session.scalars(select(EmailAddress.id).where(EmailAddress.person_id == site.people["ilse"])).one()
    assert nele.post(f"{site.work}/keuze", version=1, recipient=str(other)).status_code == 422
    found = submission(site)
    assert found is not None
    assert found.state is SubmissionState.DRAFT


def test_two_windows_show_both_texts_and_lose_none(site: Site) -> None:
    one, two = site.as_("nele"), site.as_("nele")
    one.post(site.work, text="Van de laptop, vijf woorden.", version=0)
    clash = two.post(site.work, text="Van de telefoon <b>.", link="https://a.example", version=0)
    assert clash.status_code == 409
    for text in ("Van de laptop, vijf woorden.", "Van de telefoon &lt;b&gt;.", "https://a.example"):
        assert text in clash.text
    (version,) = set(re.findall(r'name="version" value="(\d+)"', clash.text))
    assert two.post(site.work, text="Allebei.", version=version).status_code == 302
    found = submission(site)
    assert found is not None
    assert found.draft_text == "Allebei."


def test_the_vulnerable_twin_would_have_overwritten(site: Site) -> None:
    """Without the version, as a form that simply saves: the first text would be gone."""
    nele = site.as_("nele")
    nele.post(site.work, text="Eerste tekst.", version=0)
    answer = nele.post(site.work, text="")
    assert answer.status_code == 409
    found = submission(site)
    assert found is not None
    assert found.draft_text == "Eerste tekst."


def test_the_script_saves_and_hears_when(site: Site) -> None:
    nele = site.as_("nele")
    first = nele.send(f"{site.work}/concept", text="een twee drie vier vijf", version=0)
    facts = first.get_json()
    assert (first.status_code, facts["version"]) == (200, 1)
    assert re.fullmatch(r"Bewaard om \d\d\.\d\d", facts["saved"])
    assert facts["title"] == "Alles is er"
    again = nele.send(f"{site.work}/concept", text="iets anders", version=0)
    assert again.status_code == 409
    assert again.mimetype == "application/problem+json"


def test_files_are_added_shown_and_removed(site: Site) -> None:
    nele = site.as_("nele")
    both = [(io.BytesIO(photo()), "foto.jpg"), (io.BytesIO(SVG), "tekening.svg")]
    answer = nele.post(site.work, files=both, version=0)
    assert answer.status_code == 422
    assert "foto.jpg" in answer.text
    assert "“tekening.svg” kunnen we niet aannemen." in answer.text
    assert "foto.jpg" in nele.get(f"{site.work}/bestanden").get_json()["files"]
    with site.database.reading() as session:
        row = session.scalars(select(StoredFile)).one()
        assert (row.owner_id, row.media_type, row.location_stripped) == (site.people["nele"], "image/jpeg", True)
    gone = nele.send(f"{site.work}/bestanden/weg", remove=row.public_id)
    assert "foto.jpg" not in gone.get_json()["files"]


def test_removing_a_file_deletes_its_bytes(site: Site, wiring: Wiring) -> None:
    nele = site.as_("nele")
    nele.upload(site.work, "les.pdf", PDF)
    assert len(list(wiring.storage.keys())) == 1
    with site.database.reading() as session:
        public_id = session.scalars(select(StoredFile.public_id)).one()
    assert nele.post(site.work, remove=public_id, version=0).status_code == 302
    drain(wiring)
    assert list(wiring.storage.keys()) == []


def test_a_file_that_is_refused_leaves_no_bytes(site: Site, wiring: Wiring) -> None:
    nele = site.as_("nele")
    for number in range(7):
        nele.upload(site.work, f"{number}.pdf", PDF)
    assert len(list(wiring.storage.keys())) == 6
    page = nele.upload(site.work, "nog-een.pdf", PDF)
    assert "Je kunt 6 bestanden toevoegen. Haal er eerst een weg." in page.text


def test_taking_back_works_until_somebody_begins(site: Site) -> None:
    nele, ilse = site.as_("nele"), site.as_("ilse")
    nele.post(site.work, text=REFLECTION, version=0)
    nele.post(f"{site.work}/keuze", version=1)
    assert nele.post(f"{site.work}/terug").status_code == 302
    assert "Lever je praktijkopdracht in" in nele.get(site.work).text
    assert "teruggenomen" in nele.get(site.work).text
    nele.post(f"{site.work}/keuze", version=3)
    with site.database.reading() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.number == 2)).one()
    assert ilse.send(f"/nakijken/{attempt.public_id}/begin").status_code == 200
    refused = nele.post(f"{site.work}/terug")
    assert refused.status_code == 409
    assert "Ilse Maes is begonnen met nakijken." in refused.text
    assert "Neem het terug" not in nele.get(site.work).text


def test_what_came_back_shows_one_point_and_the_trainers_words(site: Site) -> None:
    nele = site.as_("nele")
    nele.post(site.work, text=REFLECTION, version=0)
    nele.post(f"{site.work}/keuze", version=1)
    with site.database.transaction() as session:
        attempt = session.scalars(select(Attempt)).one()
        judge(
            session,
            attempt.id,
            site.people["ilse"],
            {site.world.first: 3, site.world.second: 1},
            comments={site.world.second: "Toon een <foto> van je klas."},
            comment="Mooi begin.",
            now=clock.now(),
        )
    page = nele.get(site.work).text
    asked = page[page.index('id="again"') : page.index("</section>", page.index('id="again"'))]
    assert "Toon een &lt;foto&gt; van je klas." in asked
    assert "Mooi begin." in asked
    assert asked.count("nog niet") == 1
    assert "bewijs-en-reflectie" in asked
    assert "Dit staat vast:" in asked
    assert "Poging 1" in page
    same = nele.post(site.work, text=REFLECTION, version=2, do="next")
    assert "Je werk is hetzelfde als vorige keer." in same.text


def test_late_work_is_taken_with_a_kind_word(site: Site) -> None:
    with site.database.transaction() as session:
        for row in session.scalars(select(ReturnMoment)):
            row.due_local = clock.now().replace(tzinfo=None) - timedelta(days=1)
    nele = site.as_("nele")
    nele.post(site.work, text=REFLECTION, version=0)
    nele.post(f"{site.work}/keuze", version=1)
    assert "Dat was na de afgesproken dag, maar het telt gewoon mee." in nele.get(site.work).text


def test_a_session_that_ended_gives_the_text_back(site: Site) -> None:
    """The form comes back filled in; the script hears 400 and keeps its copy."""
    visitor = site.app.test_client()
    away = visitor.post(
        site.work,
        data={"csrf_token": "van vroeger", "text": REFLECTION, "version": "0"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert away.status_code in (400, 401)
    assert "De helft had de led omgekeerd." in away.text
    factories.sign_in(visitor, site.people["nele"])
    assert visitor.post(f"{site.work}/concept", headers={"Accept": "application/json"}).status_code == 400


def test_a_stranger_cannot_fill_the_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large bodies are read for people who are signed in only; a stranger's is refused before it is read."""
    monkeypatch.setattr(guards, "STRANGERS_BODY", 100_000)
    large = {"files": (io.BytesIO(bytes(200_000)), "groot.jpg"), "csrf_token": "geen"}
    answer = site.app.test_client().post(site.work, data=large, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 413
    page = site.as_("nele").upload(site.work, "groot.jpg", bytes(200_000))
    assert page.status_code == 422, "read, and then refused for what it is"
