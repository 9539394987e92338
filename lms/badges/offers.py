"""What a visitor of the verify page offers, made into badges to check: files, pasted text, addresses.

A badge of ours is looked up, never fetched from ourselves. Anything else at an address is fetched by the one safe
fetcher, and only what comes back is verified. Not here: verifying (`inspection`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage

from courses.recognition.queries.awards import find_by_address
from lms import clock
from lms.badges.outside import badge_at
from lms.badges.words import _
from lms.db import reading

MAX_OFFERS = 200
MAX_FILE = 20 * 1024 * 1024
MAX_TEXT = 512 * 1024
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to check: its bytes, or the badge of ours that it leads to, or why there is nothing."""

    label: str
    data: bytes = b""
    public_id: str = ""
    problem: str = ""


def offers_of(files: Iterable[FileStorage], text: str) -> list[Offer]:
    """Everything that was offered, in order, at most `MAX_OFFERS`."""
    found = [_file(file) for file in files if file.filename]
    found += list(_pasted(text[:MAX_TEXT].strip()))
    return found[:MAX_OFFERS]


def _file(file: FileStorage) -> Offer:
    label = file.filename or ""
    data = file.stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        return Offer(label, problem=_("This file is too large. A badge is smaller than %(size)s MB.", size=20))
    return Offer(label, data)


def _pasted(text: str) -> Iterator[Offer]:
    """JSON as a whole; otherwise links and tokens, one or more to a line. Any other line is one offer, whole."""
    if text.startswith(("{", "[")):
        yield Offer(_("pasted text"), text.encode())
        return
    for line in text.splitlines():
        words = line.split()
        if all("/" in word or _TOKEN.fullmatch(word) for word in words):
            yield from (_word(word) for word in words)
        else:
            yield Offer(_("pasted text"), line.encode())


def _word(word: str) -> Offer:
    if _TOKEN.fullmatch(word):
        return Offer(_("pasted text"), word.encode())
    return _link(word if "://" in word else f"https://{word}")


def _link(address: str) -> Offer:
    ours = _own(address)
    if ours:
        return Offer(address, public_id=ours)
    data, problem = badge_at(address)
    return Offer(address, data, problem=problem)


def _own(address: str) -> str:
    """The public id when this is the address of a badge page of ours, in whichever form it was copied."""
    parts = urlsplit(address)
    bare = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
    for ending in ("/verification", "/qr.svg", ".json", ".png", ".pdf"):
        bare = bare.removesuffix(ending)
    with reading() as session:
        award = find_by_address(session, bare, now=clock.now())
    return award.public_id if award is not None else ""
