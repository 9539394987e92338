"""Handing in on a phone, counted, and an upload that breaks off, in a real browser."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, Request
from sqlalchemy import select

from courses.files.models import StoredFile
from courses.practice.models import Assignment, Attempt, Submission, SubmissionState
from lms.db import Database
from tests.lms.browser import Served, served
from tests.lms.pictures import PDF, film, photo
from tests.lms.practice_site import Site, make_site

pytestmark = pytest.mark.browser
PART = 4 * 1024 * 1024


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    made = make_site(app, database)
    with database.transaction() as session:
        session.get_one(Assignment, made.world.assignment_id).file_types = ["pdf", "jpg", "mp4"]
    return made


@pytest.fixture
def there(site: Site) -> Iterator[Served]:
    with served(site.app) as found:
        yield found


class Steps:
    """Somebody with a phone; every tap and every file picked counts as one step (peers.md, part D)."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, selector: str) -> None:
        self.count += 1
        self.page.locator(selector).click()

    def choose(self, opener: str, name: str, mime: str, data: bytes) -> None:
        """Press what opens the phone's chooser or camera, and choose or record."""
        with self.page.expect_file_chooser() as opened:
            self.tap(opener)
        self.count += 1
        opened.value.set_files([{"name": name, "mimeType": mime, "buffer": data}])
        self.page.locator("#files-list").get_by_text(name).first.wait_for()


def handed_in(site: Site) -> list[str]:
    with site.database.reading() as session:
        assert session.scalars(select(Submission.state)).one() is SubmissionState.HANDED_IN
        attempt = session.scalars(select(Attempt)).one()
        return [piece.file.original_name for piece in attempt.pieces if piece.file]


def test_one_file_takes_three_steps(site: Site, there: Served) -> None:
    """Press, choose, hand in; of the best peer three as well (peers.md, part D)."""
    page = there.page(site.people["nele"], width=375, height=740)
    page.goto(there.address + site.work)
    steps = Steps(page)
    steps.choose("label:has(#files)", "lesplan.pdf", "application/pdf", PDF)
    steps.tap(".bar button")
    page.get_by_role("heading", name="Je praktijkopdracht is ingeleverd").wait_for()
    assert steps.count == 3
    assert handed_in(site) == ["lesplan.pdf"]


def test_the_phones_camera_takes_two_steps_beside_the_recording(site: Site, there: Served) -> None:
    """Camera and recording, who is in the picture, hand in: two and the recording."""
    page = there.page(site.people["nele"], width=375, height=740)
    page.goto(there.address + site.work)
    steps = Steps(page)
    camera = page.locator('input[capture="environment"]')
    assert camera.get_attribute("accept") == "image/*,video/*"
    steps.choose('label:has(input[capture="environment"])', "foto.jpg", "image/jpeg", photo())
    recorded = steps.count
    with page.expect_response(lambda response: response.url.endswith("/concept") and response.ok):
        steps.tap('label:has(input[name="pupils"][value="nobody"])')
    steps.tap(".bar button")
    page.get_by_role("heading", name="Je praktijkopdracht is ingeleverd").wait_for()
    assert steps.count - recorded == 2
    assert handed_in(site) == ["foto.jpg"]


def long_film() -> bytes:
    head = film()
    return head + (3 * PART).to_bytes(4, "big") + b"free" + bytes(3 * PART - 8)


def offsets(page: Page) -> list[int]:
    """Where each part that this page sends begins."""
    found: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            found.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return found


def test_a_film_goes_on_where_it_was_after_the_tab_was_closed(site: Site, there: Served, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The network goes after the first part, the tab is closed; chosen again, only the rest is sent."""
    path = tmp_path / "les.mp4"
    path.write_bytes(long_film())
    page = there.page(site.people["nele"], width=375, height=740)
    page.goto(there.address + site.work)
    sent = offsets(page)
    page.route(
        "**/zenden/*",
        lambda route: route.abort() if int(route.request.headers.get("upload-offset", 0)) else route.continue_(),
    )
    page.set_input_files("#files", path)
    page.locator("#sending").get_by_text("wacht op verbinding").wait_for()
    assert sent[:2] == [0, PART]
    page.close()

    again = there.page(site.people["nele"], width=375, height=740)
    again.goto(there.address + site.work)
    again.get_by_text("Half binnen").wait_for()
    rest = offsets(again)
    again.set_input_files("#files", path)
    again.locator("#files-list li:has-text('Klaar')").wait_for()
    assert rest == [PART, 2 * PART, 3 * PART]
    assert again.get_by_text("Half binnen").count() == 0
    with site.database.reading() as session:
        (file,) = session.scalars(select(StoredFile)).all()
        assert (file.original_name, file.size) == ("les.mp4", path.stat().st_size)
