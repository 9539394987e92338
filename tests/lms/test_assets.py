"""Our own files may be kept for a year by whoever fetched them under their hash, and by nobody else."""

import gzip

import pytest

from lms.assets import STATIC, YEAR, asset, content_hash
from tests.lms.look_page import make_app


def test_an_address_carries_the_hash_of_its_content() -> None:
    with make_app().test_request_context():
        assert asset("css/base.css") == f"/static/css/base.css?v={content_hash('css/base.css')}"


def test_an_address_keeps_the_place_where_the_site_is_mounted() -> None:
    with make_app().test_request_context(base_url="https://school.example/leerspoor/"):
        assert asset("css/base.css").startswith("/leerspoor/static/css/base.css?v=")


def test_a_file_we_do_not_have_is_an_error_while_building_the_page() -> None:
    with make_app().test_request_context(), pytest.raises(FileNotFoundError):
        asset("css/nothing.css")


def _headers(address: str) -> tuple[int, dict[str, str]]:
    with make_app().test_client().get(address) as answer:
        return answer.status_code, dict(answer.headers)


def test_the_right_hash_is_kept_for_ever_and_any_other_is_asked_again() -> None:
    status, kept = _headers(f"/static/css/base.css?v={content_hash('css/base.css')}")
    assert status == 200
    assert kept["Cache-Control"] == f"public, max-age={YEAR}, immutable"
    assert kept["ETag"]
    for query in ("", "?v=0123456789ab", "?v="):
        status, asked_again = _headers(f"/static/css/base.css{query}")
        assert (status, asked_again["Cache-Control"]) == (200, "public, no-cache")


def test_our_texts_are_packed_for_who_can_unpack_them() -> None:
    client, whole = make_app().test_client(), (STATIC / "css/base.css").read_bytes()
    with client.get("/static/css/base.css", headers={"Accept-Encoding": "br, gzip"}) as packed:
        assert gzip.decompress(packed.data) == whole
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(whole) / 2
        assert packed.headers["Vary"] == "Accept-Encoding"
    for asked in ({}, {"Accept-Encoding": "gzip;q=0"}):
        with client.get("/static/css/base.css", headers=asked) as plain:
            assert plain.data == whole
            assert "Content-Encoding" not in plain.headers
            assert plain.headers["Vary"] == "Accept-Encoding"
    for name in ("img/share.png", "vendor/fonts/familjen-grotesk-latin-wght-normal.woff2"):
        with client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}) as small_already:
            assert "Content-Encoding" not in small_already.headers
    with client.get("/", headers={"Accept-Encoding": "gzip"}) as page:
        assert "Content-Encoding" not in page.headers


def test_a_packed_file_is_not_sent_again_when_it_is_still_the_same() -> None:
    client, asked = make_app().test_client(), {"Accept-Encoding": "gzip"}
    with client.get("/static/css/base.css", headers=asked) as first:
        etag = first.headers["ETag"]
    with client.get("/static/css/base.css", headers={**asked, "If-None-Match": etag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_a_missing_file_is_not_cached() -> None:
    status, headers = _headers("/static/css/nothing.css?v=0123456789ab")
    assert status == 404
    assert "immutable" not in headers.get("Cache-Control", "")


def test_every_page_asks_for_its_files_under_their_hash_and_only_from_us() -> None:
    page = make_app().test_client().get("/").get_data(as_text=True)
    links = [part.split('"')[0] for part in page.split('href="')[1:]] + [
        part.split('"')[0] for part in page.split('src="')[1:]
    ]
    ours = [link for link in links if "/static/" in link]
    assert len(ours) > 8
    assert all("?v=" in link for link in ours)
    assert not [link for link in links if "://" in link or link.startswith("//")]


def test_a_shared_link_shows_a_picture_of_ours_at_a_whole_address() -> None:
    with make_app().test_request_context(base_url="https://leerspoor.example/"):
        assert asset("img/share.png", external=True).startswith("https://leerspoor.example/static/img/share.png?v=")
