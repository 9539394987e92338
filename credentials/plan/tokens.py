"""JSON text taken apart at its quotes: what stands outside strings, and the strings, without reading either.

Two texts with the same outside parts, one of which is JSON, are both JSON of the same build as long as nothing in a
string could end or alter it. So a text whose outside and member names are known needs no parser to be understood.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import orjson


class Parts(list[str]):
    """Alternately outside and inside of strings; the insides are at the odd places and keep their JSON escapes.

    `outside` is all that is not inside a string, as one text; `plain` if there is no escape at all; `known` is what
    was found to be known of the shape, if somebody looked.
    """

    __slots__ = ("known", "outside", "plain")

    def __init__(self, parts: Iterable[str], *, plain: bool = False, outside: str | None = None) -> None:
        super().__init__(parts)
        self.outside = '"'.join(self[::2]) if outside is None else outside
        self.plain = plain
        self.known: Any = None


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_AS_PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
_OTHER_ESCAPE = re.compile(r"\\(?![bfnrt])")
_BACKSLASH, _QUOTE, _BETWEEN = "\x00", "\x01", "\x02"
"""Stand for two escapes while the text is cut: JSON text without raw control characters holds none of them."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A string value: its place among the parts, the member names and indexes that lead to it, and itself."""

    index: int
    path: tuple[str | int, ...]
    value: str

    @property
    def name(self) -> str:
        """The member it is the value of, or in a list of."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")


def compact(value: Any) -> str:
    """The text that is signed; TypeError or ValueError when there is none, RecursionError for a value inside itself.

    The quick writer says `null` for a number that is none, and refuses others that the usual one takes, so neither has
    the last word.
    """
    try:
        data = orjson.dumps(value, option=_AS_PLAIN)
    except orjson.JSONEncodeError:
        return _compact(value)
    return _compact(value) if b"null" in data else data.decode()


def text_of(document: Mapping[str, Any]) -> str | None:
    """The compact JSON text of `document`, or None when it is no JSON."""
    try:
        return compact(document)
    except (TypeError, ValueError, RecursionError):
        return None


def parts_of(document: Mapping[str, Any]) -> Parts | None:
    """The parts of the compact JSON text of `document`, or None when they would not tell all there is to it."""
    text = text_of(document)
    return None if text is None else split(text)


def split(text: str) -> Parts | None:
    """The parts of JSON text without raw control characters below U+0020, or None for escapes that need reading and for
    a string that never ends, whose inside would be told by nothing."""
    parts = _split(text)
    return parts if parts is not None and len(parts) % 2 else None


def _split(text: str) -> Parts | None:
    if "\x7f" in text:
        return None
    if "\\" not in text:
        return Parts(text.split('"'), plain=True)
    marked = text.replace("\\\\", _BACKSLASH).replace('\\"', _QUOTE)
    if _OTHER_ESCAPE.search(marked):
        return None
    parts = marked.split('"')
    if _QUOTE not in marked and _BACKSLASH not in marked:
        return Parts(parts)
    return Parts(_BETWEEN.join(parts).replace(_QUOTE, '\\"').replace(_BACKSLASH, "\\\\").split(_BETWEEN))


def document_of(parts: Parts) -> dict[str, Any]:
    """The document with these parts."""
    document: dict[str, Any] = json.loads('"'.join(parts))
    return document


def without_last(parts: Parts, document: Mapping[str, Any], name: str) -> Parts | None:
    """The parts of `document`, whose text has `parts`, without its last member; None unless that is `name`, after
    another one, and an object of nothing but texts."""
    value = document.get(name)
    if [*document][1:][-1:] != [name] or not isinstance(value, dict) or not value:
        return None
    if not all(isinstance(text, str) for text in value.values()):
        return None
    before = len(parts) - 3 - 4 * len(value)
    left, opening, closing = parts[before], parts[before + 2], parts[-1]
    if not left.endswith(",") or opening != ":{" or closing != "}}":
        return None
    end = left[:-1] + "}"
    outside = parts.outside[: -len('"'.join(parts[before::2]))] + end
    return Parts([*parts[:before], end], plain=parts.plain, outside=outside)


def leaves(value: Any) -> Iterator[Leaf]:
    """The string values of a document, each with its place among the parts of that document's text."""
    place = -1

    def walk(value: Any, path: tuple[str | int, ...]) -> Iterator[Leaf]:
        nonlocal place
        if isinstance(value, dict):
            for name, item in value.items():
                place += 2
                yield from walk(item, (*path, name))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from walk(item, (*path, number))
        elif isinstance(value, str):
            place += 2
            yield Leaf(place, path, value)

    return walk(value, ())


def with_values(document: dict[str, Any], changes: Mapping[tuple[str | int, ...], str]) -> dict[str, Any]:
    """A copy of `document` with other strings at the paths of `changes`."""

    def walk(value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, dict):
            return {name: walk(item, (*path, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [walk(item, (*path, number)) for number, item in enumerate(value)]
        return changes.get(path, value)

    copied: dict[str, Any] = walk(document, ())
    return copied


def picker(places: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """A function that takes the parts at `places`; `itemgetter`, but a tuple for none and one place too."""
    if len(places) > 1:
        return itemgetter(*places)
    if not places:
        return lambda parts: ()
    only = places[0]
    return lambda parts: (parts[only],)
