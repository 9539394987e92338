"""What a framework file says, and whether a framework or goal is in force on a day.

A file is JSON (`leerspoor-framework/1`, see the ones in `data/`) or CSV with the columns of `COLUMNS`.
Not here: rows, and reading from disk.
"""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from courses.base import Translations
from courses.errors import N_
from courses.frameworks.errors import FrameworkFileInvalid

FORMAT = "leerspoor-framework/1"
MAX_ITEMS = 5_000
MAX_BYTES = 5_000_000
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./ -]{0,63}\Z")
#: Columns of a CSV; `code` and at least one `name_<language>` are needed.
COLUMNS = ("code", "parent", "url", "valid_from", "valid_until")
TRANSLATED = ("name", "description")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
HEAD_KEYS = frozenset(
    {
        "code",
        "version",
        "name",
        "publisher",
        "url",
        "licence",
        "levels",
        "valid_from",
        "valid_until",
        "source",
    }
)
ITEM_KEYS = frozenset({"code", "parent", "name", "description", "url", "valid_from", "valid_until"})


@dataclass(frozen=True)
class ItemSpec:
    code: str
    parent: str | None
    name: Translations
    description: Translations | None
    url: str | None
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class FrameworkSpec:
    """A framework as its file says it; every parent stands before its children."""

    code: str
    version: str
    name: Translations
    publisher: str | None
    url: str | None
    licence: str | None
    levels: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    items: tuple[ItemSpec, ...]


def in_force(valid_from: date | None, valid_until: date | None, on: date) -> bool:
    """Whether something with these dates (both included, None: open) holds on a day."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


def parse_json(text: str) -> FrameworkSpec:
    """Read a `leerspoor-framework/1` file. Raises FrameworkFileInvalid."""
    _check_size(text)
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FrameworkFileInvalid(N_("This is not JSON that can be read.")) from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FrameworkFileInvalid(N_("This is not a file of the format %(format)s."), format=FORMAT)
    head, items = raw.get("framework"), raw.get("items")
    if not isinstance(head, dict) or not isinstance(items, list):
        raise FrameworkFileInvalid(N_("'%(key)s' is missing."), key="framework, items")
    return _framework(head, items)


def parse_csv(text: str, *, head: dict[str, Any]) -> FrameworkSpec:
    """Read goals from CSV; `head` is what a JSON file has under `framework`. Raises FrameworkFileInvalid."""
    _check_size(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise FrameworkFileInvalid(N_("This is not CSV that can be read.")) from error
    return _framework(head, [_from_row(row, number) for number, row in enumerate(rows, start=2)])


def _check_size(text: str) -> None:
    if len(text) > MAX_BYTES:
        raise FrameworkFileInvalid(N_("This file is larger than %(limit)s kB."), limit=MAX_BYTES // 1000)


def _from_row(row: dict[str | None, Any], number: int) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for column, value in row.items():
        if column is None or value is None:
            raise FrameworkFileInvalid(N_("Line %(line)s does not have as many cells as the first."), line=number)
        name, _, language = column.partition("_")
        if name in TRANSLATED and LANGUAGE.match(language):
            if value.strip():
                item.setdefault(name, {})[language] = value.strip()
        elif column in COLUMNS:
            item[column] = value.strip() or None
        else:
            raise FrameworkFileInvalid(N_("Unknown column '%(column)s'."), column=column)
    return item


def _framework(head: dict[str, Any], items: list[Any]) -> FrameworkSpec:
    _known_keys(head, HEAD_KEYS)
    if not 0 < len(items) <= MAX_ITEMS:
        raise FrameworkFileInvalid(N_("A framework has 1 to %(limit)s goals."), limit=MAX_ITEMS)
    specs: list[ItemSpec] = []
    seen: set[str] = set()
    for raw in items:
        item = _item(raw)
        if item.code in seen:
            raise FrameworkFileInvalid(N_("The goal '%(code)s' stands here twice."), code=item.code)
        if item.parent is not None and item.parent not in seen:
            raise FrameworkFileInvalid(N_("The goal '%(code)s' stands before its parent."), code=item.code)
        seen.add(item.code)
        specs.append(item)
    levels = head.get("levels") or []
    if not isinstance(levels, list) or not all(isinstance(level, str) for level in levels):
        raise FrameworkFileInvalid(N_("'%(key)s' is missing."), key="levels")
    return FrameworkSpec(
        code=_code(head.get("code")),
        version=_text(head, "version", 32) or "",
        name=_texts(head, "name"),
        publisher=_text(head, "publisher", 255),
        url=_url(head),
        licence=_text(head, "licence", 255),
        levels=tuple(levels),
        valid_from=_day(head, "valid_from"),
        valid_until=_day(head, "valid_until"),
        items=tuple(specs),
    )


def _item(raw: Any) -> ItemSpec:
    if not isinstance(raw, dict):
        raise FrameworkFileInvalid(N_("'%(key)s' is missing."), key="code")
    _known_keys(raw, ITEM_KEYS)
    return ItemSpec(
        code=_code(raw.get("code")),
        parent=_text(raw, "parent", 64),
        name=_texts(raw, "name"),
        description=_texts(raw, "description") if raw.get("description") else None,
        url=_url(raw),
        valid_from=_day(raw, "valid_from"),
        valid_until=_day(raw, "valid_until"),
    )


def _known_keys(raw: dict[str, Any], known: frozenset[str]) -> None:
    for key in raw:
        if key not in known:
            raise FrameworkFileInvalid(N_("Unknown key '%(key)s'."), key=key)


def _code(value: Any) -> str:
    if not isinstance(value, str) or not CODE.match(value):
        raise FrameworkFileInvalid(N_("'%(value)s' is not a code."), value=str(value)[:64])
    return value


def _text(raw: dict[str, Any], key: str, limit: int) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > limit:
        raise FrameworkFileInvalid(N_("'%(key)s' must be text of at most %(limit)s characters."), key=key, limit=limit)
    return value


def _texts(raw: dict[str, Any], key: str) -> Translations:
    value = raw.get(key)
    if not isinstance(value, dict) or not value:
        raise FrameworkFileInvalid(N_("'%(key)s' is missing."), key=key)
    for language, text in value.items():
        if not LANGUAGE.match(language) or not isinstance(text, str) or not text.strip():
            raise FrameworkFileInvalid(N_("'%(key)s' must be texts by language."), key=key)
    return dict(value)


def _url(raw: dict[str, Any]) -> str | None:
    value = _text(raw, "url", 2000)
    if value is not None and urlsplit(value).scheme not in ("https", "http"):
        raise FrameworkFileInvalid(N_("'%(value)s' is not an address."), value=value[:80])
    return value


def _day(raw: dict[str, Any], key: str) -> date | None:
    value = raw.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise FrameworkFileInvalid(
            N_("'%(key)s' must be %(says)s."), key=key, says=N_("a date such as 2026-09-01")
        ) from error
