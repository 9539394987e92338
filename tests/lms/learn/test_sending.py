"""A file in parts over HTTP, as a client of tus 1.0 sends it: breaks, restarts, strangers, little memory."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from courses.files.models import StoredFile, Upload
from courses.practice.models import Assignment, DraftFile
from lms import clock
from lms.app import create_app
from lms.db import Database
from lms.learn import sending
from lms.relay import drain
from lms.settings import Settings
from lms.wiring import Wiring, build
from tests import factories
from tests.lms.pictures import PDF, SVG, film, photo
from tests.lms.practice_site import Browser, Site, make_site

TUS = {"Tus-Resumable": "1.0.0"}
PART = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    made = make_site(app, database)
    with database.transaction() as session:
        session.get_one(Assignment, made.world.assignment_id).file_types = ["pdf", "jpg", "mp4"]
    return made


def headers(who: Browser, **more: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return TUS | {"X-CSRFToken": factories.token(who.client), "Accept": "application/json"} | named


def begin(site: Site, who: Browser, name: str, size: int, mark: str = "1700") -> TestResponse:
    pairs = {"filename": name, "fingerprint": mark}
    said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    return who.client.post(f"{site.work}/zenden", headers=headers(who, Upload_Length=str(size), Upload_Metadata=said))


def put(who: Browser, place: str, start: int, data: bytes) -> TestResponse:
    return who.client.patch(place, data=data, headers=headers(who, Upload_Offset=str(start)) | PART)


def state(who: Browser, place: str) -> tuple[int, int]:
    answer = who.client.head(place, headers=headers(who))
    return answer.status_code, int(answer.headers.get("Upload-Offset", -1))


def files_of(site: Site) -> list[StoredFile]:
    with site.database.reading() as session:
        return list(session.scalars(select(StoredFile).join(DraftFile, DraftFile.file_id == StoredFile.id)))


def test_a_film_in_parts_becomes_a_file_of_the_draft_without_its_place(site: Site, wiring: Wiring) -> None:
    nele, data = site.as_("nele"), film()
    begun = begin(site, nele, "les.mp4", len(data))
    place = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert re.fullmatch(r"\w{3}, .* GMT", begun.headers["Upload-Expires"])
    first = put(nele, place, 0, data[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    page = nele.get(site.work).text
    assert "Half binnen" in page
    assert "les.mp4" in page
    last = put(nele, place, 100, data[100:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(data)))
    (file,) = files_of(site)
    assert (file.original_name, file.media_type, file.size, file.location_stripped) == (
        "les.mp4",
        "video/mp4",
        len(data),
        True,
    )
    drain(wiring)
    assert list(wiring.storage.keys()) == [file.storage_key], "the parts are gone"
    assert put(nele, place, len(data), b"").status_code == 204, "an answer that got lost may be asked for again"
    assert len(files_of(site)) == 1
    assert "Half binnen" not in nele.get(site.work).text


def test_after_a_restart_in_another_browser_it_goes_on_where_it_was(site: Site, settings: Settings) -> None:
    """Tab closed, server restarted, another device: the same file again is the same upload."""
    nele = site.as_("nele")
    place = begin(site, nele, "les.pdf", len(PDF)).headers["Location"]
    put(nele, place, 0, PDF[:30])
    wiring = build(settings)
    again = create_app(wiring=wiring)
    again.testing = True
    client = again.test_client()
    factories.sign_in(client, site.people["nele"])
    other = Browser(client)
    resumed = begin(site, other, "les.pdf", len(PDF))
    assert (resumed.headers["Location"], resumed.headers["Upload-Offset"]) == (place, "30")
    assert put(other, place, 30, PDF[30:]).status_code == 204
    (file,) = files_of(site)
    assert wiring.storage.read(file.storage_key or "") == PDF
    wiring.database.engine.dispose()


class Sent(io.RawIOBase):
    """The body of a request that stands nowhere; only its length can be measured."""

    length = 0
    place = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.place = self.length if whence == io.SEEK_END else offset
        return self.place

    def piece(self, size: int) -> bytes:
        raise NotImplementedError

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        found = self.piece(len(buffer))
        buffer[: len(found)] = found
        return len(found)


class Broken(Sent):
    """A connection that breaks after some bytes."""

    def __init__(self, data: bytes) -> None:
        self.left, self.length = data, 10 * len(data)

    def piece(self, size: int) -> bytes:
        if not self.left:
            raise OSError("connection reset")
        found, self.left = self.left[:size], self.left[size:]
        return found


def test_what_came_before_a_break_is_kept(site: Site) -> None:
    nele = site.as_("nele")
    place = begin(site, nele, "les.pdf", len(PDF)).headers["Location"]
    nele.client.patch(
        place,
        input_stream=Broken(PDF[:25]),
        headers=headers(nele, Upload_Offset="0") | PART,
    )
    assert state(nele, place) == (200, 25)
    assert put(nele, place, 25, PDF[25:]).status_code == 204
    assert len(files_of(site)) == 1


def test_of_two_windows_with_the_same_part_one_hears_where_to_go_on(site: Site, wiring: Wiring) -> None:
    nele = site.as_("nele")
    place = begin(site, nele, "les.pdf", len(PDF)).headers["Location"]
    assert put(nele, place, 0, PDF[:30]).status_code == 204
    assert put(nele, place, 0, PDF[:30]).status_code == 409
    assert put(nele, place, 31, PDF[31:]).status_code == 409
    assert state(nele, place) == (200, 30)
    assert len(list(wiring.storage.keys())) == 1


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("les.svg", 10, "kunnen we niet aannemen"),
        ("les.mp4", 600_000_000, "Deze video is te groot"),
        ("les.pdf", 0, "Dit bestand is leeg"),
    ],
)
def test_name_and_size_are_looked_at_before_a_byte_is_sent(site: Site, name: str, size: int, sentence: str) -> None:
    answer = begin(site, site.as_("nele"), name, size)
    assert answer.status_code == 422
    assert sentence in answer.get_json()["title"]


def test_the_first_bytes_tell_what_is_not_taken(site: Site, wiring: Wiring) -> None:
    nele = site.as_("nele")
    place = begin(site, nele, "les.mp4", 50_000_000).headers["Location"]
    answer = put(nele, place, 0, SVG + bytes(sending.ENOUGH))
    assert (answer.status_code, state(nele, place)[0]) == (422, 404)
    assert "past niet bij de naam" in answer.get_json()["title"]
    assert list(wiring.storage.keys()) == []


def test_the_twin_that_looks_at_the_beginning_only_would_take_a_trick(
    site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole is looked at once more: a head of a photo before something else gets nobody in."""
    trick = photo()[:400] + bytes(5000) + SVG
    nele = site.as_("nele")
    place = begin(site, nele, "foto.jpg", len(trick)).headers["Location"]
    assert put(nele, place, 0, trick[:4500]).status_code == 204
    assert put(nele, place, 4500, trick[4500:]).status_code == 422
    drain(wiring)
    assert (files_of(site), list(wiring.storage.keys())) == ([], [])
    monkeypatch.setattr(sending, "_take_whole", lambda place, upload: None)
    place = begin(site, nele, "foto.jpg", len(trick)).headers["Location"]
    assert put(nele, place, 0, trick).status_code == 204, "the twin lets it in"


def test_other_people_find_nothing_and_no_token_opens_nothing(site: Site) -> None:
    nele, karim = site.as_("nele"), site.as_("karim")
    place = begin(site, nele, "les.pdf", len(PDF)).headers["Location"]
    assert (state(karim, place)[0], put(karim, place, 0, PDF).status_code) == (404, 404)
    assert karim.client.delete(place, headers=headers(karim)).status_code == 404
    assert nele.client.patch(place, data=PDF, headers=TUS | PART | {"Upload-Offset": "0"}).status_code == 400
    old = headers(nele, Upload_Offset="0") | PART | {"Tus-Resumable": "0.2.2"}
    assert nele.client.patch(place, data=PDF, headers=old).status_code == 412
    assert put(nele, place, 0, PDF[:9]).headers["Upload-Offset"] == "9"


def test_a_half_done_upload_is_stopped_with_a_button_too(site: Site, wiring: Wiring) -> None:
    nele = site.as_("nele")
    place = begin(site, nele, "les.pdf", len(PDF)).headers["Location"]
    put(nele, place, 0, PDF[:30])
    assert nele.post(site.work, stop=place.rsplit("/", 1)[1], version=0, text="Mijn tekst.").status_code == 302
    drain(wiring)
    assert (state(nele, place)[0], list(wiring.storage.keys())) == (404, [])
    assert "Mijn tekst." in nele.get(site.work).text


def test_when_there_are_enough_files_it_waits_until_one_is_removed(site: Site) -> None:
    nele = site.as_("nele")
    place = begin(site, nele, "laatste.pdf", len(PDF)).headers["Location"]
    for number in range(6):
        nele.upload(site.work, f"{number}.pdf", PDF, version=number and 1)
    full = put(nele, place, 0, PDF)
    assert full.status_code == 422
    assert "Je kunt 6 bestanden toevoegen" in full.get_json()["title"]
    nele.send(f"{site.work}/bestanden/weg", remove=files_of(site)[0].public_id)
    assert put(nele, place, len(PDF), b"").status_code == 204, "nothing is sent twice"
    assert "laatste.pdf" in {file.original_name for file in files_of(site)}


SIZE = 200_000_000


class Sparse(Sent):
    """A film of SIZE bytes that stands nowhere: its head, and then nothing but zeros."""

    def __init__(self) -> None:
        head = film()
        self.head = head + (SIZE - len(head)).to_bytes(4, "big") + b"free"
        self.at, self.length = 0, SIZE

    def piece(self, size: int) -> bytes:
        size = min(size, SIZE - self.at)
        found = self.head[self.at : self.at + size]
        self.at += size
        return found + bytes(size - len(found))


@pytest.fixture
def peak() -> Iterator[Path]:
    """Where Linux keeps the most memory this process ever had, set back to what it has now."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not reset.exists():
        pytest.skip("only Linux says how much memory was used at most")
    reset.write_text("5")
    return status


def megabytes(status: Path, line: str) -> int:
    found = re.search(rf"^{line}:\s+(\d+) kB", status.read_text(), re.MULTILINE)
    assert found is not None
    return int(found.group(1)) // 1000


def test_memory_does_not_grow_with_the_file(site: Site, peak: Path) -> None:
    nele = site.as_("nele")
    place = begin(site, nele, "les.mp4", SIZE).headers["Location"]
    before = megabytes(peak, "VmRSS")
    answer = nele.client.patch(place, input_stream=Sparse(), headers=headers(nele, Upload_Offset="0") | PART)
    assert answer.status_code == 204
    assert megabytes(peak, "VmHWM") - before < 80
    assert [file.size for file in files_of(site)] == [SIZE]


def test_an_upload_that_nobody_goes_on_with_is_gone_after_a_day(
    site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    nele = site.as_("nele")
    put(nele, begin(site, nele, "les.pdf", len(PDF)).headers["Location"], 0, PDF[:30])
    later = clock.now() + sending.KEPT * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    from lms.relay_handlers import housekeeping

    housekeeping.tidy(wiring, None)  # type: ignore[arg-type]
    drain(wiring)
    with site.database.reading() as session:
        assert session.scalars(select(Upload)).all() == []
    assert list(wiring.storage.keys()) == []
