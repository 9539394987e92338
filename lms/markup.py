"""Markdown that authors write becomes HTML we dare to show: the one door to markdown-it and nh3.

Two locks: the parser makes no HTML of its own accord (raw HTML stays text), and what it made is let through
an allow-list. Which file an image name stands for is asked from the caller. Packages are checked elsewhere.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

FIRST_HEADING, LAST_HEADING = 2, 4
MAX_LENGTH = 200_000
MAX_NAME = 120
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# fmt: off
TAGS = frozenset((
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "img", "kbd", "li", "mark", "ol", "p",
    "pre", "s", "small", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
))
# fmt: on
ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title", "loading", "decoding"},
    "ol": {"start"},
    "pre": {"role", "tabindex", "aria-label"},
    "th": {"scope"},
}
CLASSES = {"div": {"scroll"}, "td": {"num", "mid"}, "th": {"num", "mid"}}
_ALIGN = {"text-align:right": "num", "text-align:center": "mid"}

AssetUrl = Callable[[str], str]


class MarkupError(ValueError):
    """The text is too long to render."""


def render(markdown: str, *, asset_url: AssetUrl) -> Markup:
    """HTML of `markdown`, safe to put in a page; headings start at h2, wide tables scroll in their own box.

    `asset_url` turns the name of a file in the package (`images/schema.png`) into its address, and raises
    KeyError or returns "" for a name it does not know: such an image becomes its text alternative, such a
    link its words. An image from elsewhere is never loaded. Raises MarkupError above 200,000 characters.
    """
    if len(markdown) > MAX_LENGTH:
        raise MarkupError(f"more than {MAX_LENGTH} characters")
    parser = _parser()
    tokens = parser.parse(markdown)
    _shift_headings(tokens)
    _mend(tokens, asset_url)
    html = parser.renderer.render(tokens, parser.options, {})
    return Markup(_sanitise(_boxed(html, _columns(tokens))))  # noqa: S704 - this is the place that makes it safe


def parse(markdown: str) -> Sequence[Token]:
    """Tokens for checking what an author wrote: raw HTML and bad addresses stay, so that both can be told.

    Never for showing: `render` reads the same Markdown with both locks on.
    """
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # the check names it instead of hiding it
    return parser.parse(markdown)


def _words(token: Token) -> str:
    words = (child.content for child in token.children or () if child.type in ("text", "code_inline"))
    return " ".join(" ".join(words).split())


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    return parser.enable(["table", "strikethrough"])


def _shift_headings(tokens: Sequence[Token]) -> None:
    """The page has the h1: the highest heading here becomes h2, and no level is skipped on the way down."""
    levels = sorted({int(token.tag[1]) for token in tokens if token.type == "heading_open"})
    new = {old: min(FIRST_HEADING + place, LAST_HEADING) for place, old in enumerate(levels)}
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{new[int(token.tag[1])]}"


def _mend(tokens: Sequence[Token], asset_url: AssetUrl) -> None:
    """Tables get a box, cells a class instead of a style, images an address of ours."""
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style in _ALIGN:
                token.attrs["class"] = _ALIGN[style]
            if token.type == "th_open":
                token.attrs["scope"] = "col"
        token.children = (
            [_mend_inline(child, asset_url) for child in token.children] if token.children else token.children
        )


def _mend_inline(token: Token, asset_url: AssetUrl) -> Token:
    if token.type == "link_open":
        href = _link(str(token.attrs.pop("href", "")), asset_url)
        if href:
            token.attrs["href"] = href
    if token.type != "image":
        return token
    alt = "".join(child.content for child in token.children or ()).strip()
    address = _in_package(str(token.attrs.get("src", "")), asset_url)
    if not alt or not address:
        return Token("text", "", 0, content=alt)
    token.attrs.update({"src": address, "loading": "lazy", "decoding": "async"})
    return token


def _in_package(name: str, asset_url: AssetUrl) -> str:
    """Where the file lies, "" for one that is not in the package or is somewhere else altogether."""
    parts = urlsplit(unquote(name))
    if not name or parts.scheme or parts.netloc or parts.path.startswith("/") or ".." in parts.path.split("/"):
        return ""
    try:
        return asset_url(unquote(name))
    except KeyError:
        return ""


def _link(href: str, asset_url: AssetUrl) -> str:
    """A link leads to the web, to mail, to a telephone, to a place on the site or to a file of the package.

    `//host` and a backslash are another site in disguise; anything else leads nowhere.
    """
    if any(ord(sign) <= 32 or sign == "\\" for sign in unquote(href)) or href.startswith("//"):
        return ""
    if href.startswith(("/", "#")) or urlsplit(href).scheme.lower() in SCHEMES:
        return href
    return _in_package(href, asset_url)


def _columns(tokens: Sequence[Token]) -> list[str]:
    """The columns of each table, to call it by: `Sensor, Wat hij meet`; its cells where no column has a name."""
    names: list[str] = []
    cells: list[tuple[bool, str]] = []
    for before, token in pairwise(tokens):
        if before.type in ("th_open", "td_open"):
            cells.append((before.tag == "th", _words(token)))
        if token.type == "table_close":
            named = [words for heads, words in cells if heads and words] or [words for _heads, words in cells if words]
            names.append(", ".join(named)[:MAX_NAME])
            cells = []
    return names


def _boxed(html: str, tables: Sequence[str]) -> str:
    """What may be wider than a phone scrolls in a box of its own, with a name and a stop of the tab key."""
    names = iter(tables)
    boxed = re.sub(
        "<table>",
        lambda _match: f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(next(names))}"><table>',
        html,
    )
    boxed = boxed.replace("</table>", "</table></div>")
    return boxed.replace("<pre>", '<pre role="group" tabindex="0" aria-label="Code">')


def _sanitise(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
