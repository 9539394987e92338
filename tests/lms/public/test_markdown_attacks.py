"""What a malicious author writes never runs on a module's page (A15), even when no check ever saw it."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.catalogue.models import Module, ModuleVersion
from courses.catalogue.package import check_package
from lms.db import Database
from lms.markup import parse
from tests.factories import make_module_version
from tests.packages import write_package

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](javascript:alert(1))",
    "![x](https://elders.example/volg.png)",
    "![x](//elders.example/volg.png)",
    '![x"onerror="alert(1)](images/kring.png)',
    "[x](https://ok.example 'a\" onmouseover=alert(1) b=\"')",
    "<style>*{background:url(https://elders.example)}</style>",
    "<base href=https://elders.example/>",
    "<form action=https://elders.example><button>x</button></form>",
    "<meta http-equiv=refresh content=0;url=https://elders.example>",
    "</div></section></main><h1>overgenomen</h1>",
    "<object data=javascript:alert(1)></object>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "[ref]\n\n[ref]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "x\u2028<script>alert(1)</script>",
]
FIELDS = ("description", "pupils", "prior_knowledge", "equipment", "follow_up", "labour_market")


@pytest.fixture
def slug(database: Database) -> str:
    with database.transaction() as session:
        version = make_module_version(session)
        return session.get_one(Module, version.module_id).slug


def body_of(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def dangerous(page: str) -> list[str]:
    """What stands in the page that came from a payload and could do something."""
    tags = re.findall(r"<[^>]+>", page)
    signs = (
        "<script",
        "<iframe",
        "<object",
        "<style",
        "<base",
        "<form action=https",
        "<meta",
        "javascript:",
        "vbscript:",
    )
    found = [tag for tag in tags if any(sign in tag.lower() for sign in signs)]
    found += [tag for tag in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag), re.IGNORECASE)]
    found += [tag for tag in tags if "elders.example" in tag and not tag.startswith("<a ")]
    return found


def test_a_payload_is_shown_or_dropped_but_never_run(client: FlaskClient, database: Database, slug: str) -> None:
    for payload in PAYLOADS:
        with database.transaction() as session:
            version = session.scalars(select(ModuleVersion)).one()
            for field in FIELDS:
                setattr(version, field, {"nl": f"Begin.\n\n{payload}\n\nEinde."})
            version.title = version.summary = {"nl": payload}
        answer = client.get(f"/modules/{slug}", headers={"Accept-Language": "nl"})
        assert answer.status_code == 200
        assert dangerous(body_of(answer.text)) == [], payload
        assert answer.text.count("Einde.") == len(FIELDS), payload
        assert "script-src" in answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_a_page_without_that_care_would_run_it() -> None:
    """The twin: Markdown with raw HTML let through."""
    from markdown_it import MarkdownIt

    careless = MarkdownIt("commonmark", {"html": True})
    careless.validateLink = lambda url: True  # type: ignore[method-assign]
    found = [payload for payload in PAYLOADS if dangerous(careless.render(payload))]
    assert len(found) >= 15


def test_the_check_tells_the_author_of_most(tmp_path: Path) -> None:
    """Two locks: whoever imports it hears of it, and whoever reads it is safe anyway."""
    told = 0
    for number, payload in enumerate(PAYLOADS):
        folder = write_package(tmp_path / str(number), units_03_opdracht=f"Begin.\n\n{payload}\n")
        told += check_package(folder, parse=parse)[0] is None
    assert told >= 20
