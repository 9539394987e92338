"""Our own files may be kept for a year by whoever fetched them under their hash, and by nobody else."""

import pytest

from lms.assets import YEAR, asset, content_hash
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
