"""Documents that a verification asks its caller for, each once, few in number, read as strictly as the badge.

Keeps what one verification has seen, so that a badge, its status list and its endorsements by one issuer
cost one question. Nothing is kept between verifications.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from credentials.budget import WorkBudget
from credentials.errors import StructureError
from credentials.jwt import token_size
from credentials.limits import MAX_CREDENTIAL_BYTES
from credentials.reading import enveloped_token
from credentials.resolution import Found, NotFound, Refused, Resolve
from credentials.strictjson import NotJsonError, read_json, read_value

MAX_LOOKUPS = 8
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object that was found."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """A credential that was found: a JSON object, or the text of a token. `at` is when, where the caller kept it."""

    content: dict[str, Any] | str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is none: `unreachable`, `not_found`, `refused` or `unreadable`."""

    why: str


class Lookup:
    """One verification's view of the world: its questions and its work budget."""

    def __init__(self, resolve: Resolve, budget: WorkBudget) -> None:
        self._resolve = resolve
        self._seen: dict[str, Received | Missing] = {}
        self._made: dict[Hashable, Any] = {}
        self.budget = budget

    def part(self, parts: int) -> "Lookup":
        """The same view of the world with one part of the work that is left: what is looked at here can spend no more
        than that, so that it cannot stop what comes after it."""
        other = copy(self)
        other.budget = self.budget.part(parts)
        return other

    def once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What `make` gives, made once in one verification: a list is as good for the second entry as for the first."""
        if key not in self._made:
            self._made[key] = make()
        made: _Made = self._made[key]
        return made

    def document(self, address: str, *, limit: int = MAX_CREDENTIAL_BYTES) -> Document | Missing:
        """The document at a URL or DID. The ninth different address of one verification is not asked for."""
        found = self._found(address, limit)
        if isinstance(found, Missing):
            return found
        return Document(found.content) if isinstance(found.content, dict) else Missing("unreadable")

    def credential(self, address: str, *, limit: int = MAX_CREDENTIAL_BYTES) -> Received | Missing:
        """The same for something signed, which may be a token too: bare, or in an EnvelopedVerifiableCredential."""
        found = self._found(address, limit)
        if isinstance(found, Missing) or isinstance(found.content, str):
            return found
        return Received(enveloped_token(found.content) or found.content, found.at)

    def _found(self, address: str, limit: int) -> Received | Missing:
        if address not in self._seen:
            if len(self._seen) >= MAX_LOOKUPS:
                return Missing("unreachable")
            self._seen[address] = self._ask(address, limit)
        return self._seen[address]

    def _ask(self, address: str, limit: int) -> Received | Missing:
        answer = self._resolve(address)
        if isinstance(answer, Found):
            return read_found(answer, limit)
        if isinstance(answer, NotFound):
            return Missing("not_found")
        return Missing("refused" if isinstance(answer, Refused) else "unreachable")


def read_found(found: Found, limit: int) -> Received | Missing:
    """What was found, read as strictly as a badge: an object or a token, of at most `limit` bytes."""
    source = found.document
    if not isinstance(source, Mapping) and len(source) <= token_size(limit):
        text = (source if isinstance(source, str) else source.decode("ascii", "replace")).strip()
        if _TOKEN.fullmatch(text):
            return Received(text, found.received)
    try:
        value = read_value(source, limit) if isinstance(source, Mapping) else read_json(source, limit=limit)
    except (NotJsonError, StructureError):
        return Missing("unreadable")
    return Received(value, found.received) if isinstance(value, dict) else Missing("unreadable")
