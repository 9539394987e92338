"""What a caller may answer when verification asks for a document by URL or DID.

This room never fetches: a `Resolve` looks in a database, a cache, a file or the network. The difference
between the answers matters, since "we could not look" must never be read as "there is nothing against it".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Found:
    """The document as bytes received, or already read by an equally strict reader.

    `received` (aware) is when, for a document that was kept since: a status list may not be kept for as long as one
    likes. Without it the document counts as received just now.
    """

    document: bytes | str | Mapping[str, Any]
    received: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """The place was reached and has no such document."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The place could not be asked."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The address is one that will not be asked, such as a private network."""

    reason: str = ""


Resolution: TypeAlias = Found | NotFound | Unreachable | Refused
Resolve: TypeAlias = Callable[[str], Resolution]


def nothing(address: str) -> Resolution:
    """A `Resolve` that knows no document at all."""
    return Unreachable("nothing is looked up")
