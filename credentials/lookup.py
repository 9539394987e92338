"""Documents that a verification asks its caller for, each once, few in number, read as strictly as the badge.

Keeps what one verification has seen, so that a badge, its status list and its endorsements by one issuer
cost one question. Nothing is kept between verifications.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.budget import WorkBudget
from credentials.errors import StructureError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_STATUS_LIST_BYTES
from credentials.resolution import Found, NotFound, Refused, Resolve
from credentials.strictjson import NotJsonError, read_json, read_value

MAX_LOOKUPS = 8


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object that was found."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is none: `unreachable`, `not_found`, `refused` or `unreadable`."""

    why: str


class Lookup:
    """One verification's view of the world: its questions and its work budget."""

    def __init__(self, resolve: Resolve, budget: WorkBudget) -> None:
        self._resolve = resolve
        self._seen: dict[str, Document | Missing] = {}
        self.budget = budget

    def document(self, address: str, *, limit: int = MAX_CREDENTIAL_BYTES) -> Document | Missing:
        """The document at a URL or DID. The ninth different address of one verification is not asked for."""
        if address not in self._seen:
            if len(self._seen) >= MAX_LOOKUPS:
                return Missing("unreachable")
            self._seen[address] = self._ask(address, limit)
        return self._seen[address]

    def status_list(self, address: str) -> Document | Missing:
        """A status list credential, which may be larger than a badge."""
        return self.document(address, limit=MAX_STATUS_LIST_BYTES)

    def _ask(self, address: str, limit: int) -> Document | Missing:
        answer = self._resolve(address)
        if isinstance(answer, Found):
            return _read(answer.document, limit)
        if isinstance(answer, NotFound):
            return Missing("not_found")
        return Missing("refused" if isinstance(answer, Refused) else "unreachable")


def _read(source: bytes | str | Mapping[str, Any], limit: int) -> Document | Missing:
    try:
        value = read_value(source, limit) if isinstance(source, Mapping) else read_json(source, limit=limit)
    except (NotJsonError, StructureError):
        return Missing("unreadable")
    return Document(value) if isinstance(value, dict) else Missing("unreadable")
