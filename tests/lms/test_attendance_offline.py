"""The attendance list on a trainer's phone in a real browser: one press, the exceptions, and no network at all."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, Route

from courses.delivery.models import Presence
from lms.db import Database
from lms.limits import limiter
from tests.lms.browser import Served, served
from tests.lms.checkin_site import Hall, make_hall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def hall(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Hall:
    limiter.reset()
    return make_hall(app, database, monkeypatch, people=18)


@pytest.fixture
def there(hall: Hall) -> Iterator[Served]:
    with served(hall.app) as found:
        yield found


def open_list(hall: Hall, there: Served, who: str) -> Page:
    """The list on this trainer's phone, ready to be opened without network."""
    page = there.page(hall.people[who], width=375, height=800)
    page.goto(there.address + hall.list_of("geel"))
    page.wait_for_selector("#list[data-ready=offline]", state="attached")
    return page


def choose(page: Page, hall: Hall, name: str, presence: str) -> None:
    page.click(f"#p{hall.participations[name]} .mark:has(input[value={presence}])")


def chosen(page: Page, hall: Hall, name: str) -> str:
    return str(page.eval_on_selector(f"#p{hall.participations[name]} input:checked", "one => one.value"))


def all_saved(page: Page) -> None:
    page.wait_for_selector("#sync:has-text('Alles is bewaard')")


def test_a_group_of_20_is_one_press_and_after_that_only_the_exceptions(hall: Hall, there: Served) -> None:
    """Peers, part D: one step to show the code; the list is one press, and one for each exception."""
    page = there.page(hall.people["ilse"])
    page.goto(there.address + "/nakijken")
    page.click("text=Toon de code >> nth=0")
    page.wait_for_selector("#letters")
    assert page.url.endswith("/code"), "one step from the desk to the code on the wall"
    page.close()
    page = open_list(hall, there, "ilse")
    assert page.locator(".presence").count() == 20
    steps = 0
    page.click("#everybody")
    steps += 1
    all_saved(page)
    choose(page, hall, "karim", "absent")
    steps += 1
    page.wait_for_function("document.querySelector('#sync').textContent === 'Alles is bewaard'")
    page.reload()
    assert steps == 2
    assert chosen(page, hall, "karim") == "absent"
    assert [hall.presence(name) for name in ("nele", "p1", "p18")] == [Presence.PRESENT] * 3
    assert page.eval_on_selector(".mark", "one => one.getBoundingClientRect().height") >= 44


def test_what_was_ticked_before_the_script_came_is_kept(hall: Hall, there: Served) -> None:
    """A slow phone shows the list before it can save by itself; the first look round may not undo the tick."""
    page = there.page(hall.people["ilse"], width=375, height=800)
    waiting: list[Route] = []
    page.route("**/attendance.js*", lambda route: waiting.append(route))
    page.goto(there.address + hall.list_of("geel"), wait_until="commit")
    choose(page, hall, "karim", "absent")
    assert hall.presence("karim") is None
    assert len(waiting) == 1
    waiting[0].continue_()
    all_saved(page)
    assert chosen(page, hall, "karim") == "absent"
    assert hall.presence("karim") is Presence.ABSENT


def test_keys_alone(hall: Hall, there: Served) -> None:
    page = open_list(hall, there, "ilse")
    page.keyboard.press("2")
    assert page.locator(".presence input:checked").count() == 0, "outside the list a digit does nothing"
    page.focus(".presence >> nth=0 >> input[value=present]")
    for key in ("1", "j", "2", "j", "3", "k"):
        page.keyboard.press(key)
    all_saved(page)
    values = page.eval_on_selector_all(".presence input:checked", "all => all.map(one => one.value)")
    assert values == ["present", "absent", "excused"]


def test_without_network_the_list_opens_and_its_ticks_go_along_later(hall: Hall, there: Served) -> None:
    """The whole of it: kept on the device, opened again without network, sent once when there is network."""
    page = open_list(hall, there, "ilse")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    choose(page, hall, "nele", "present")
    choose(page, hall, "karim", "absent")
    page.wait_for_selector("#sync:has-text('Geen netwerk: bewaard op dit toestel (2)')")
    page.goto(there.address + hall.list_of("geel"))
    page.wait_for_selector("#sync:has-text('(2)')")
    assert (chosen(page, hall, "nele"), chosen(page, hall, "karim")) == ("present", "absent")
    assert page.eval_on_selector(".mark span", "one => getComputedStyle(one).minHeight") == "48px", "with its style"
    assert hall.presence("nele") is None
    page.context.set_offline(False)
    all_saved(page)
    assert (hall.presence("nele"), hall.presence("karim")) == (Presence.PRESENT, Presence.ABSENT)
    row = hall.attendance("nele")
    assert row is not None
    assert row.version == 1


def test_what_a_colleague_recorded_meanwhile_is_shown_and_the_choice_is_kept(hall: Hall, there: Served) -> None:
    page = open_list(hall, there, "ilse")
    page.context.set_offline(True)
    choose(page, hall, "nele", "absent")
    page.wait_for_selector("#sync:has-text('(1)')")
    hall.as_("els").post(hall.list_of("geel"), do="save", **{f"presence__{hall.participations['nele']}": "excused"})
    page.context.set_offline(False)
    row = f"#p{hall.participations['nele']}"
    page.wait_for_selector(f"{row} .clash-here:has-text('Verontschuldigd (Els')")
    assert hall.presence("nele") is Presence.EXCUSED, "not overwritten"
    page.reload()
    page.wait_for_selector(f"{row} .clash-here:has-text('Verontschuldigd (Els')")
    assert chosen(page, hall, "nele") == "absent", "the choice is kept"
    page.click(f"{row} .clash-here button >> nth=0")
    all_saved(page)
    assert hall.presence("nele") is Presence.ABSENT


def test_nothing_but_this_page_is_kept_and_signing_out_empties_it(hall: Hall, there: Served) -> None:
    page = open_list(hall, there, "ilse")
    kept = page.evaluate(
        """async () => { const found = [];
           for (const name of await caches.keys())
             for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
           return found; }"""
    )
    assert {path for path in kept if not path.startswith("/static/")} == {hall.list_of("geel")}
    scopes = page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.map(one => one.scope))")
    assert scopes == [there.address + hall.list_of("geel")]
    page.goto(there.address + "/profiel")
    page.click("text=Meld je af")
    page.wait_for_selector("html[data-forgotten]")
    left = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations(), indexedDB.databases()])"
    assert [len(one) for one in page.evaluate(left)] == [0, 0, 0]


def test_signing_out_with_unsent_ticks_asks_first(hall: Hall, there: Served) -> None:
    page = open_list(hall, there, "ilse")
    page.route("**/vinkjes", lambda route: route.abort())
    choose(page, hall, "nele", "present")
    page.wait_for_selector("#sync:has-text('(1)')")
    page.goto(there.address + "/profiel")
    page.click("#sign-out button")
    page.wait_for_selector("#unsent:has-text('nog niet verstuurd')")
    page.click("#sign-out button")
    page.wait_for_selector("html[data-forgotten]")


def test_a_participant_without_network_keeps_the_code_and_it_waits_for_a_yes(hall: Hall, there: Served) -> None:
    page = there.page(hall.people["nele"], width=375, height=800)
    page.goto(there.address + "/inchecken")
    page.context.set_offline(True)
    page.clock.install(time=hall.now)
    page.fill("#code", hall.code().lower())
    page.press("#code", "Enter")
    page.wait_for_selector("#outcome:has-text('Bewaard op deze telefoon')")
    page.context.set_offline(False)
    page.wait_for_selector("#outcome:has-text('Je trainer zegt nog ja')")
    assert hall.presence("nele") is None
    list_page = open_list(hall, there, "ilse")
    list_page.click("#waiting button:has-text('Ja, is hier')")
    list_page.wait_for_selector("text=Nele Wouters staat als aanwezig.")
    assert hall.presence("nele") is Presence.PRESENT


def test_a_typed_code_with_scripts_leads_on_and_a_wrong_one_says_so_in_place(hall: Hall, there: Served) -> None:
    page = there.page(hall.people["nele"], width=375, height=800)
    page.goto(there.address + "/inchecken")
    page.fill("#code", "CCCCCC")
    page.press("#code", "Enter")
    page.wait_for_selector("#outcome:has-text('Deze code kennen we niet')")
    assert page.input_value("#code") == "CCCCCC"
    page.fill("#code", hall.code())
    page.press("#code", "Enter")
    page.wait_for_selector("h1:has-text('Je bent ingecheckt')")


def test_the_count_on_the_wall_rises_by_itself(hall: Hall, there: Served) -> None:
    page = there.page(hall.people["ilse"])
    page.goto(f"{there.address}{hall.list_of('geel')}/code")
    page.wait_for_selector("#count:has-text('0 van 20')")
    hall.as_("nele").post("/inchecken", code=hall.code())
    page.wait_for_selector("#count:has-text('1 van 20')")
