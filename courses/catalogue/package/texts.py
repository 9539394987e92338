"""Looking at the Markdown of a package: what it refers to, and what would not show as its author expects.

Not here: the parser, which is given, and turning Markdown into HTML: `lms.markup` never trusts this check.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from courses.catalogue.package.faults import Fault, Severity
from courses.errors import N_

#: Link texts that say nothing to whoever hears a list of links (WCAG 2.4.4).
EMPTY_WORDS = frozenset({"hier", "klik hier", "klik", "link", "deze link", "lees meer", "here", "click here", "ici"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
SAFE_LINK = re.compile(r"[!-~]+\Z")


class Token(Protocol):
    """A piece of parsed Markdown, as markdown-it has it."""

    type: str
    content: str

    @property
    def map(self) -> Sequence[int] | None:
        """First line (from 0) and the line after the last, for a block."""

    @property
    def attrs(self) -> Mapping[str, Any]: ...

    @property
    def children(self) -> Sequence["Token"] | None: ...


Parse = Callable[[str], Sequence[Token]]
"""Reads Markdown into tokens, HTML included and bad addresses too, so that both can be told."""


@dataclass
class TextReport:
    """What one text refers to within the package, and its faults."""

    references: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def check_text(
    parse: Parse, text: str, *, path: str, first_line: int, exact: bool, known: frozenset[str]
) -> TextReport:
    """Check Markdown that starts at `first_line` of `path`; `known` are the package's images and handouts.

    With `exact` a fault's line is counted on within the text; else it is `first_line` (a folded YAML text).
    """
    report = TextReport()
    for token in parse(text):
        line = first_line + (token.map[0] if token.map and exact else 0)
        if token.type == "html_block":
            _html(report, path, line, token.content)
        elif token.type == "inline":
            for inner, offset in _with_lines(token.children or []):
                _inline(report, inner, path, line + (offset if exact else 0), known)
            _link_texts(report, token.children or [], path, line)
    return report


def _with_lines(children: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    offset = 0
    for child in children:
        yield child, offset
        if child.type in ("softbreak", "hardbreak"):
            offset += 1


def _html(report: TextReport, path: str, line: int, content: str) -> None:
    shown = " ".join(content.split())[:40]
    report.faults.append(
        Fault(
            path,
            line,
            N_("HTML is not shown: %(html)s. Use Markdown, or backticks for code."),
            {"html": shown},
        )
    )


def _inline(report: TextReport, token: Token, path: str, line: int, known: frozenset[str]) -> None:
    if token.type == "html_inline":
        _html(report, path, line, token.content)
    elif token.type == "image":
        _image(report, token, path, line, known)
    elif token.type == "link_open":
        _link(report, str(token.attrs.get("href", "")), path, line, known)


def _image(report: TextReport, token: Token, path: str, line: int, known: frozenset[str]) -> None:
    source = str(token.attrs.get("src", ""))
    shown = {"target": source[:80]}
    if not token.content.strip():
        report.faults.append(Fault(path, line, N_("The image %(target)s has no text for who cannot see it."), shown))
    if not source.startswith("images/"):
        report.faults.append(
            Fault(path, line, N_("The image %(target)s is not in images/; put the file in the package."), shown)
        )
    elif source not in known:
        report.faults.append(Fault(path, line, N_("The file %(target)s does not exist."), shown))
    else:
        report.references.add(source)


def _link(report: TextReport, target: str, path: str, line: int, known: frozenset[str]) -> None:
    shown = {"target": target[:80]}
    if target.startswith("#"):
        return
    if target.startswith(("files/", "images/")):
        if target in known:
            report.references.add(target)
        else:
            report.faults.append(Fault(path, line, N_("The file %(target)s does not exist."), shown))
        return
    fault = _bad_address(target)
    if fault is not None:
        report.faults.append(Fault(path, line, fault, shown))
    elif target.lower().startswith("http:"):
        report.faults.append(
            Fault(
                path,
                line,
                N_("The link %(target)s is not safe on the way; use https."),
                shown,
                Severity.WARNING,
            )
        )


def _bad_address(target: str) -> str | None:
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return N_("The link %(target)s is not an address.")
    if not SAFE_LINK.match(target) or parts.scheme.lower() not in SCHEMES:
        return N_("The link %(target)s goes nowhere; use https, mailto, tel or a file of the package.")
    if parts.scheme.lower().startswith("http") and not host:
        return N_("The link %(target)s is not an address.")
    if parts.username is not None:
        return N_("The link %(target)s has a user name in it.")
    return None


def _link_texts(report: TextReport, children: Sequence[Token], path: str, line: int) -> None:
    inside: list[str] | None = None
    for child in children:
        if child.type == "link_open":
            inside = []
        elif child.type == "link_close" and inside is not None:
            words = " ".join("".join(inside).split()).lower()
            if not words:
                report.faults.append(Fault(path, line, N_("A link has no text.")))
            elif words in EMPTY_WORDS:
                report.faults.append(
                    Fault(
                        path,
                        line,
                        N_("The link text '%(words)s' does not say where it goes."),
                        {"words": words},
                        Severity.WARNING,
                    )
                )
            inside = None
        elif inside is not None:
            inside.append(child.content)
