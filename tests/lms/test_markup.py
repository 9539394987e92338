"""What authors write is shown as they meant it, and cannot run in a reader's browser."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import markdown_it
import pytest

from lms.markup import MAX_LENGTH, SCHEMES, MarkupError, render

# fmt: off
FORBIDDEN = {
    "script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "button",
    "link", "meta", "base", "template",
}
# fmt: on
HARMLESS = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "loading", "decoding"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label"},
    "pre": {"role", "tabindex", "aria-label"},
}
ONLY = {"role": "group", "tabindex": "0"}
FILES = {"images/plaat.png": "/files/1/plaat.png", "files/blad.pdf": "/files/2/blad.pdf"}

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img src="x:gif" onerror="alert(1)">',
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<base href='//evil.example/'>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style=position:fixed;inset:0>x</div>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--><script>alert(1)</script>-->",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<x onclick=alert(1)>x</x>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](java%0ascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
    "[x](/\\evil.example)",
    "[x](https:\\\\evil.example)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example "\\"onmouseover=\\"alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif)",
    "![x](../../secret.png)",
    "![x](%2e%2e/secret.png)",
    '![x" onerror="alert(1)](images/plaat.png)',
    '![x](images/plaat.png "\\" onerror=\\"alert(1)")',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "    <script>alert(1)</script>",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
    "# <svg/onload=alert(1)>",
    "> <iframe src=javascript:alert(1)>",
    "1. <img src=x onerror=alert(1)>",
    "**<b onmouseover=alert(1)>x</b>**",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<<script>alert(1)//<</script>",
    "</p></div></main><script>alert(1)</script>",
    "[<script>alert(1)</script>](https://a.example)",
    "a<br onclick=alert(1)>b",
]


class _Danger(HTMLParser):
    """Collects what could run, load or leave: forbidden tags, handlers, styles and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.found.append(tag)
        for name, value in attrs:
            if name not in HARMLESS.get(tag, set()) | {"class", "scope"}:
                self.found.append(f"{tag} {name}")
            if value != ONLY.get(name, value):
                self.found.append(f"{name} {value}")
            if name == "src" and not (value or "").startswith("/files/"):
                self.found.append(f"src {value}")
            if name == "href" and not _harmless(value or ""):
                self.found.append(f"href {value}")


def _harmless(href: str) -> bool:
    if href.startswith("/"):
        return not href.startswith(("//", "/\\"))
    return href.startswith("#") or urlsplit(href.strip()).scheme in SCHEMES


def _dangers(html: str) -> list[str]:
    parser = _Danger()
    parser.feed(html)
    parser.close()
    return parser.found


def _own(name: str) -> str:
    return FILES[name]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_an_author_writes_can_run(attack: str) -> None:
    assert _dangers(str(render(attack, asset_url=_own))) == []


def test_the_same_texts_run_when_the_locks_are_left_open() -> None:
    """The vulnerable twin: Markdown with raw HTML and no sanitiser. It shows that the test above can fail."""
    careless = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    careless.validateLink = lambda _: True  # type: ignore[method-assign,assignment]
    got_through = [attack for attack in ATTACKS if _dangers(careless.render(attack))]
    assert len(got_through) >= 50


def test_there_are_more_than_sixty_attacks() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) > 60


def test_headings_start_below_the_title_of_the_page_and_skip_no_level() -> None:
    html = str(render("# Een\n\n### Twee\n\n###### Drie\n\n# Vier", asset_url=_own))
    assert [part[:2] for part in html.split("<")[1:] if part[0] == "h"] == ["h2", "h3", "h4", "h2"]


def test_an_image_comes_from_the_package_and_has_words() -> None:
    html = str(render("![Een schema](images/plaat.png)", asset_url=_own))
    assert '<img src="/files/1/plaat.png" alt="Een schema"' in html


@pytest.mark.parametrize(
    "text", ["![](images/plaat.png)", "![een plaat](onbekend.png)", "![een plaat](https://a.example/p.png)"]
)
def test_an_image_without_words_or_from_elsewhere_is_not_shown(text: str) -> None:
    html = str(render(text, asset_url=_own))
    assert "<img" not in html
    assert ("een plaat" in html) == ("een plaat" in text)


def test_a_link_to_a_file_of_the_package_gets_its_address_and_an_unknown_one_stays_words() -> None:
    html = str(render("[blad](files/blad.pdf) en [weg](files/weg.pdf)", asset_url=_own))
    assert 'href="/files/2/blad.pdf"' in html
    assert "weg.pdf" not in html
    assert ">weg</a>" in html


def test_a_link_away_tells_the_other_site_nothing() -> None:
    assert 'rel="noopener noreferrer"' in str(render("[x](https://a.example)", asset_url=_own))


def test_a_wide_table_scrolls_in_its_own_box_and_names_its_columns() -> None:
    html = str(render("| a | b |\n|---|--:|\n| 1 | 2 |", asset_url=_own))
    assert re.match(r'<div class="scroll"[^>]*><table>', html)
    assert '<th scope="col">a</th>' in html
    assert '<td class="num">2</td>' in html
    assert "style" not in html


def test_what_scrolls_can_be_reached_with_the_keyboard_and_has_a_name() -> None:
    written = '| **Sensor** | "Wat" |\n|---|---|\n| NTC | warmte |\n\n| | |\n|---|---|\n| 220 | ohm |\n\n'
    html = str(render(written + "```\nint pin;\n```", asset_url=_own))
    boxes = re.findall(r'<(div|pre)(?: class="scroll")? role="group" tabindex="0" aria-label="([^"]*)">', html)
    assert sorted(boxes) == [("div", "220, ohm"), ("div", "Sensor, &quot;Wat&quot;"), ("pre", "Code")]


def test_ordinary_writing_is_kept() -> None:
    html = str(render("*schuin* **vet** ~~weg~~ `code`\n\n> citaat\n\n1. een\n2. twee", asset_url=_own))
    for tag in ("em", "strong", "s", "code", "blockquote", "ol"):
        assert f"<{tag}>" in html


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(MarkupError):
        render("a" * (MAX_LENGTH + 1), asset_url=_own)
