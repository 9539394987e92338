"""The catalogue and a module's page, as a visitor gets them, without scripts."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from courses.catalogue.models import ModuleVersion
from courses.catalogue.package import read_package
from courses.delivery.calendar_models import Invitation, SessionRevision
from courses.delivery.models import ReturnMoment, Run, RunSession
from courses.flows.enrol import enrol
from courses.flows.import_package import import_package
from courses.frameworks.services import import_shipped
from courses.reminders.models import Reminder
from lms import clock
from lms.db import Database
from lms.markup import parse
from lms.public import texts
from lms.resources import resource
from lms.wiring import Wiring
from tests.factories import make_issuer, make_organisation, make_person, make_run, sign_in
from tests.packages import MANIFEST, png, replaced, write_package

DUTCH = {"Accept-Language": "nl-BE,nl;q=0.9"}
OTHER = replaced(
    "slug: kleine-module",
    "slug: tweede",
    replaced("slug: kleine-badge", "slug: andere-badge", replaced("theme: vak\n", "theme: toets\n")),
).replace("title: {nl: Een kleine module, en: A small module}", "title: Toetsen in de klas")


@dataclass(frozen=True)
class Site:
    """Two published modules: the small one with a group in Geel, the second without."""

    client: FlaskClient
    run: str
    run_id: int
    version_id: int

    def get(self, path: str) -> str:
        answer = self.client.get(path, headers=DUTCH)
        assert answer.status_code == 200, path
        return answer.text


@pytest.fixture
def site(client: FlaskClient, database: Database, wiring: Wiring, tmp_path: Path) -> Site:
    now = clock.now()
    with database.transaction() as session:
        import_shipped(session, now=now)
        provider = make_organisation(session, name="Leerspoor Kempen")
        issuer = make_issuer(session, provider)
        versions = []
        for number, manifest in enumerate((MANIFEST, OTHER)):
            package = read_package(write_package(tmp_path / str(number), manifest), parse=parse)
            done = import_package(
                session,
                package=package,
                organisation_id=provider.id,
                issuer_id=issuer.id,
                store=wiring.storage.put,
                now=now,
            )
            versions.append(session.get_one(ModuleVersion, done.module_version_id))
        run = make_run(session, versions[0], seats=4, starts_on=(now + timedelta(days=20)).date())
        run.place = "Geel"
        for _ in range(2):
            enrol(session, person_id=make_person(session).id, run_id=run.id, now=now)
        return Site(client, run.public_id, run.id, versions[0].id)


def cards(page: str) -> list[str]:
    """Titles of the cards, in order."""
    return re.findall(r'<article class="book".*?<h3><a[^>]*>(.*?)</a>', page, re.DOTALL)


def test_the_front_page_is_the_catalogue(site: Site) -> None:
    answer = site.client.get("/")
    assert (answer.status_code, answer.location) == (302, "/aanbod")


def test_the_catalogue_needs_no_cookie(site: Site) -> None:
    """T01: no cookies beyond the necessary."""
    answer = site.client.get("/aanbod", headers=DUTCH)
    assert "Set-Cookie" not in answer.headers


def test_cards_say_what_one_wants_to_know(site: Site) -> None:
    """AAN-11: for whom, level, duration, form, price, next date and seats; the soonest group first."""
    page = site.get("/aanbod")
    assert cards(page) == ["Een kleine module", "Toetsen in de klas"]
    card = page.split("</article>")[0]
    for words in ("Auto en Hout", "van A2 naar B1", "4,5 uur in 3 weken", "Geel + online", "12,50", "nog 2 plaatsen"):
        assert words in card
    assert "2 modules" in page


BOTH = ["Een kleine module", "Toetsen in de klas"]
FILTERS = [
    ("?thema=toets", ["Toetsen in de klas"]),
    ("?thema=toets&thema=vak", BOTH),
    ("?q=toetsen", ["Toetsen in de klas"]),
    ("?q=bouwstenen", BOTH),
    ("?doel=vl-et-2g-2021:4.4", BOTH),
    ("?doel=digcompedu:6.5", []),
    ("?niveau=expert", []),
    ("?studiegebied=hout&vorm=blended&tijd=weken&niveau=beginner", BOTH),
    ("?studiegebied=voeding", []),
    ("?thema=bestaat-niet", BOTH),
    ("?studiegebied=", BOTH),
]


def test_filters_work_by_the_address_alone(site: Site) -> None:
    for query, expected in FILTERS:
        assert cards(site.get(f"/aanbod{query}")) == expected, query


def test_every_choice_can_be_taken_away_on_its_own(site: Site) -> None:
    page = site.get("/aanbod?thema=toets&vorm=blended&q=toetsen")
    chips = re.findall(r'<a class="chip" href="([^"]+)"', page)
    assert [chip.replace("&amp;", "&") for chip in chips] == [
        "/aanbod?vorm=blended&thema=toets",
        "/aanbod?q=toetsen&thema=toets",
        "/aanbod?q=toetsen&vorm=blended",
    ]
    assert "Wis alles" in page


def test_nothing_found_says_what_to_do(site: Site) -> None:
    page = site.get("/aanbod?q=zeppelin")
    assert cards(page) == []
    assert "Niets past bij al deze keuzes" in page
    assert "Zeg ons wat je zoekt" in page


def test_what_one_types_comes_back_as_text(site: Site) -> None:
    page = site.get("/aanbod?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&doel=%3Cb%3E")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_module_says_how_it_runs_and_for_what(site: Site) -> None:
    """T03, INH-04, INH-06, INH-14: steps with time, what one needs, badge with what is looked at, quality, contact."""
    page = site.get("/modules/kleine-module")
    for words in (
        "Een kleine module",
        "Auto en Hout, 2de graad, dubbele finaliteit",
        "4,5 uur in 3 weken, waarvan 3 uur ter plaatse",
        "in je eigen klas · 2 uur",
        "na 5 weken · 1,5 uur",
        "Wat leren je leerlingen hierdoor?",
        "Een bord.",
        "In elke garage.",
        "Kleine badge",
        "Bewijs",
        "Getoetst door Tom Peeters op 1 september 2026.",
        "ilse@leerspoor.example",
        "nog 2 van 4 plaatsen",
    ):
        assert words in page, words


def test_an_expired_framework_is_flagged_and_the_goal_still_named(site: Site) -> None:
    page = site.get("/modules/kleine-module")
    flemish = page.split("Eindtermen tweede graad")[1]
    assert "verlopen kader" in flemish.split("</h3>")[0]
    assert "Deze doelen golden tot 31 augustus 2025." in flemish
    assert "bouwstenen van digitale systemen" in flemish
    assert "verlopen kader" not in page.split("DigCompEdu)")[1].split("</h3>")[0]


def test_choosing_a_group_leads_to_enrolling_in_it(site: Site) -> None:
    page = site.get("/modules/kleine-module")
    assert f'value="{site.run}" checked' in page
    answer = site.client.get(f"/modules/kleine-module/groep?groep={site.run}")
    assert answer.location == f"/inschrijven/{site.run}"
    nothing = site.client.get("/modules/kleine-module/groep?groep=//elders.example")
    assert nothing.location == "/modules/kleine-module#kies"


def test_who_takes_part_already_is_sent_on(site: Site, database: Database) -> None:
    with database.transaction() as session:
        person = make_person(session)
        enrol(session, person_id=person.id, run_id=site.run_id, now=clock.now())
    sign_in(site.client, person)
    page = site.get("/modules/kleine-module")
    assert 'id="kies">Je volgt deze module</h2>' in page
    assert "Kies je groep" not in page
    assert "Schrijf me in" not in page


def test_the_menu_says_to_which_of_its_words_a_page_belongs(site: Site) -> None:
    for address, marked in (("/aanbod", 'aria-current="page">Aanbod'), ("/modules/kleine-module", '"true">Aanbod')):
        assert marked in site.get(address)
    assert 'aria-current="page">Controleer een badge' in site.get("/controleer")
    assert "aria-current" not in site.get("/hulp").partition("</nav>")[0]


def test_an_unknown_or_withdrawn_module_is_not_there(site: Site, database: Database) -> None:
    assert site.client.get("/modules/geen").status_code == 404
    with database.transaction() as session:
        session.get_one(ModuleVersion, site.version_id).module.withdrawn_at = clock.now()
    assert site.client.get("/modules/kleine-module").status_code == 404
    assert cards(site.get("/aanbod")) == ["Toetsen in de klas"]


def test_a_group_that_is_over_is_not_offered(site: Site, database: Database) -> None:
    with database.transaction() as session:
        make_run(
            session,
            session.get_one(ModuleVersion, site.version_id),
            starts_on=(clock.now() - timedelta(weeks=6, days=1)).date(),
        ).name = "Tot gisteren"
    assert "Tot gisteren" not in site.get("/modules/kleine-module")


def test_a_group_that_began_is_offered_only_while_one_may_join(site: Site, database: Database) -> None:
    with database.transaction() as session:
        version = session.get_one(ModuleVersion, site.version_id)
        for name, until in (("Nog open", 7), ("Te laat", -1)):
            run = make_run(session, version, starts_on=(clock.now() - timedelta(days=8)).date())
            run.name, run.enrol_until = name, (clock.now() + timedelta(days=until)).date()
    page = site.get("/modules/kleine-module")
    assert "Nog open" in page
    assert page.count("al begonnen") == 1, "only the group that began says so"
    assert "Te laat" not in page


def test_an_image_may_be_kept_for_ever(site: Site) -> None:
    first = site.client.get("/modules/kleine-module/versions/1/images/kring.png")
    assert (first.status_code, first.data, first.mimetype) == (200, png(), "image/png")
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in first.headers
    again = site.client.get(
        "/modules/kleine-module/versions/1/images/kring.png", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_an_image_is_kept_for_ever_by_who_is_signed_in_too(site: Site, database: Database) -> None:
    with database.transaction() as session:
        person = make_person(session)
    sign_in(site.client, person)
    answer = site.client.get("/modules/kleine-module/versions/1/images/kring.png")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_handout_is_a_download(site: Site) -> None:
    answer = site.client.get("/modules/kleine-module/versions/1/files/werkblad.txt")
    assert answer.text == "Vul in.\n"
    assert answer.headers["Content-Disposition"] == "attachment; filename=werkblad.txt"


NOT_SERVED = [
    "1/images/geen.png",
    "2/images/kring.png",
    "1/units/01-lezen.md",
    "1/module.yaml",
    "1/../1/images/kring.png",
    "1/images/..%2f..%2fmodule.yaml",
    "1//etc/passwd",
]


def test_only_files_of_the_version_are_served(site: Site) -> None:
    for path in NOT_SERVED:
        answer = site.client.get(f"/modules/kleine-module/versions/{path}", follow_redirects=True)
        assert answer.status_code == 404, path


def test_texts_about_the_site(site: Site) -> None:
    for path in ("/hulp", "/privacy", "/toegankelijkheid"):
        for language in ("nl", "fr", "en"):
            page = site.client.get(path, headers={"Accept-Language": language}).text
            assert f'class="prose" lang="{language}"' in page, (path, language)
            assert "CONTACT" not in page
            assert page.count("mailto:leerspoor@localhost") >= 1


def test_a_group_that_nobody_meets_in_starts_when_one_likes(site: Site, database: Database) -> None:
    """A date would be one on which nothing happens."""
    with database.transaction() as session:
        run = session.get_one(Run, site.run_id)
        for table in (ReturnMoment, Invitation, SessionRevision, Reminder):
            session.execute(delete(table))
        session.execute(delete(RunSession))
        run.starts_on = clock.now().date()
    page = site.get("/aanbod")
    assert "begin wanneer je wilt" in page
    assert re.search(r'class="bar".*?begin wanneer je wilt', site.get("/modules/kleine-module"), re.DOTALL)


@pytest.mark.parametrize("name", ["help", "privacy", "accessibility"])
def test_each_language_says_the_same_about_the_site(name: str) -> None:
    """As many headings, points, steps and rows in each: nothing is promised in one language only."""
    folder = resource("templates") / "public" / "texts"

    def shape(language: str) -> list[str]:
        lines = (folder / f"{name}.{language}.md").read_text(encoding="utf-8").splitlines()
        return [re.match(r"#+ |- |\d\. |\||", line)[0] for line in lines]  # type: ignore[index]

    assert shape("nl") == shape("fr") == shape("en")


def test_a_text_that_a_language_lacks_is_shown_in_dutch_and_said_to_be(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = texts._source
    monkeypatch.setattr(texts, "_source", lambda name, language: found(name, language) if language == "nl" else None)
    page = site.client.get("/privacy", headers={"Accept-Language": "fr"}).text
    assert 'class="prose" lang="nl"' in page
    assert "en néerlandais" in page


def test_the_language_is_chosen_at_the_foot(site: Site) -> None:
    page = site.get("/aanbod?thema=toets")
    href = re.search(r'href="(/taal/fr[^"]*)"', page)
    assert href is not None
    answer = site.client.get(href.group(1).replace("&amp;", "&"))
    assert answer.location == "/aanbod?thema=toets"
    assert "Offre" in site.get("/aanbod")
    assert site.client.get("/taal/xx").status_code == 404


def test_choosing_a_language_never_leads_elsewhere(site: Site) -> None:
    for back in ("//elders.example", "https://elders.example", "/\\elders.example", "\\\\elders", "a\nb", ""):
        assert site.client.get("/taal/fr", query_string={"terug": back}).location == "/", back


def test_pages_answer_within_a_few_queries_for_many_modules(site: Site, database: Database, now: datetime) -> None:
    """Ten more groups ask no more of the database than one."""
    from sqlalchemy import event

    asked: list[str] = []
    wiring: Wiring = site.client.application.extensions["leerspoor.wiring"]
    event.listen(wiring.database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    site.get("/aanbod")
    before = len(asked)
    with database.transaction() as session:
        version = session.get_one(ModuleVersion, site.version_id)
        for week in range(10):
            make_run(session, version, starts_on=(clock.now() + timedelta(weeks=week + 3)).date())
    asked.clear()
    site.get("/aanbod")
    assert len(asked) == before
