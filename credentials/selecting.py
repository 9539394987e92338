"""Parts of a JSON document by JSON Pointer (RFC 6901), with what makes each part still say what it is of.

Every object on the way to a part keeps its `id` and `type`, and its context: without them the part would be about
nothing. Source: W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.4.13 (selectJsonLd).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from credentials.errors import ProofError
from credentials.rdf import Marked

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_ALWAYS = frozenset({"@context", "id", "type"})


def marked(value: Any, mark: str = "m") -> Any:
    """A copy in which every object carries a mark of its own, the same for every copy of the same value."""
    if isinstance(value, Mapping):
        members = {key: marked(item, f"{mark}/{key}") for key, item in value.items()}
        return Marked(members, mark)
    if isinstance(value, list):
        return [marked(item, f"{mark}/{index}") for index, item in enumerate(value)]
    return value


def plain(value: Any) -> Any:
    """A copy without marks."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def select(document: Marked, pointers: Sequence[str]) -> Marked | None:
    """The parts of `document` that `pointers` name, in its own order, arrays closed up; None for no pointer.

    ProofError `proof.pointer` for one that is malformed or names nothing.
    """
    if not pointers:
        return None
    wanted: dict[str, Any] | None = {}
    for pointer in pointers:
        tokens = _tokens(pointer)
        _require_found(document, tokens, pointer)
        wanted = _with(wanted, tokens)
    picked: Marked = _pick(document, wanted)
    return picked


def _tokens(pointer: str) -> list[str]:
    if not _POINTER.fullmatch(pointer):
        raise ProofError("proof.pointer", pointer=pointer[:100])
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _require_found(value: Any, tokens: list[str], pointer: str) -> None:
    for token in tokens:
        if isinstance(value, Mapping) and token in value:
            value = value[token]
        elif isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
            value = value[int(token)]
        else:
            raise ProofError("proof.pointer", pointer=pointer[:100])


def _with(wanted: dict[str, Any] | None, tokens: list[str]) -> dict[str, Any] | None:
    """The tree of what is wanted, with one more path in it: names and indexes, and None for all of a place."""
    if wanted is None or not tokens:
        return None
    return wanted | {tokens[0]: _with(wanted.get(tokens[0], {}), tokens[1:])}


def _pick(value: Any, wanted: dict[str, Any] | None) -> Any:
    if wanted is None:
        return value
    if isinstance(value, list):
        return [_pick(value[index], wanted[str(index)]) for index in sorted(map(int, wanted))]
    members = {
        key: item if key in _ALWAYS else _pick(item, wanted[key])
        for key, item in value.items()
        if key in wanted or key in _ALWAYS
    }
    return Marked(members, value.mark)
