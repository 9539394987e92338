"""The code on the screen of a session, and what a typed or scanned code is worth at one moment. Pure.

A code is an HMAC of the session's own key and the half minute (as RFC 6238 does it), written in letters that
nobody mistakes for each other from the back row. It opens one session, within its time, for half a minute and the
half minute after that: who reads slowly gets in, who is at home and hears it by telephone is late.
Not here: who is on the list, and what checking in leads to (`courses.flows.check_in`).
"""

import enum
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .models import RunSession
from .rules import instant

ALPHABET = "CDHJKLMPTWXY3479"
"""Of every set of look-alikes at most one, and no vowels, so that no code is a word. Sixteen: 4 bits each."""
LENGTH = 6
STEP = 30
"""Seconds that a code is on the screen."""
EARLY, LATE = timedelta(minutes=30), timedelta(minutes=15)
"""Before the start people walk in; after the end the last ones still scan at the door."""
AHEAD = timedelta(hours=2)
CLOCKS_DIFFER = timedelta(minutes=2)
SKEW = 2
"""Steps that the clock of a phone without network may be wrong."""
LOOK_ALIKES = str.maketrans("0OQ1INUVGR", "DDDLLMYYCP")


class Worth(enum.StrEnum):
    """What a code is for one session at one moment."""

    RIGHT = "right"
    EARLY = "early"
    LATE = "late"
    EXPIRED = "expired"
    """Was on the screen earlier in this session."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Door:
    """A session to check in at: aware moments."""

    session_id: int
    public_id: str
    opens: datetime
    closes: datetime

    def open(self, at: datetime) -> bool:
        return self.opens <= at < self.closes

    def near(self, at: datetime) -> bool:
        """Whether whoever gives the session is getting ready for it, or it is going on."""
        return self.opens - AHEAD <= at < self.closes


def door_of(meeting: RunSession) -> Door:
    """When one may check in at `meeting`."""
    starts, ends = instant(meeting.starts_local, meeting.zone), instant(meeting.ends_local, meeting.zone)
    return Door(meeting.id, meeting.public_id, starts - EARLY, ends + LATE)


def key_of(secret: bytes, public_id: str) -> bytes:
    """The secret of one session: knowing one tells nothing about another. `secret` is the installation's."""
    return hmac.new(secret, f"leerspoor check-in {public_id}".encode(), hashlib.sha256).digest()


def step_of(moment: datetime) -> int:
    """The number of the half minute that `moment` is in."""
    return int(moment.timestamp()) // STEP


def start_of(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP, UTC)


def code_at(key: bytes, step: int) -> str:
    """Six letters of `ALPHABET`."""
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha256).digest()
    return "".join(ALPHABET[byte & 15] for byte in digest[:LENGTH])


def typed(text: str) -> str:
    """A code as somebody typed it: small letters, blanks and dashes do not matter, and neither do look-alikes."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return letters.translate(LOOK_ALIKES)[: 2 * LENGTH]


def worth(code: str, door: Door, *, secret: bytes, now: datetime, back: bool = True) -> tuple[Worth, datetime]:
    """What `code` (as `typed` gives it) is for this session now, and when it came on the screen.

    Looking `back` finds what was on the screen earlier: work for the sessions of one person, not for all of them.
    """
    key, step = key_of(secret, door.public_id), step_of(now)
    for fresh in (step, step - 1):
        if hmac.compare_digest(code.encode(), code_at(key, fresh).encode()):
            early, late = now < door.opens, now >= door.closes
            return (Worth.EARLY if early else Worth.LATE if late else Worth.RIGHT), start_of(fresh)
    for old in range(step - 2, step_of(door.opens) - 1, -1) if back else ():
        if hmac.compare_digest(code.encode(), code_at(key, old).encode()):
            return (Worth.LATE if now >= door.closes else Worth.EXPIRED), start_of(old)
    return Worth.WRONG, now


def kept_code_right(code: str, door: Door, *, secret: bytes, seen_at: datetime) -> bool:
    """Whether `code` was on the screen of this session at about `seen_at`, by the clock of some phone."""
    key, step = key_of(secret, door.public_id), step_of(seen_at)
    right = [code_at(key, near) for near in range(step - SKEW - 1, step + SKEW + 1)]
    matched = [hmac.compare_digest(code.encode(), one.encode()) for one in right]
    return door.open(seen_at) and any(matched)


@dataclass(frozen=True)
class Match:
    """The session that a code belongs to."""

    door: Door
    worth: Worth
    shown_at: datetime


def match(code: str, doors: Iterable[Door], *, secret: bytes, now: datetime, back: bool = True) -> Match | None:
    """The session for which `code` is worth most; None where it belongs to none of them."""
    order = list(Worth)
    found = [Match(door, *worth(code, door, secret=secret, now=now, back=back)) for door in doors]
    found = [one for one in found if one.worth is not Worth.WRONG]
    return min(found, key=lambda one: order.index(one.worth), default=None)
