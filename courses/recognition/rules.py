"""Pure decisions about issuers, badges and awards: addresses, dates, places in a status list, states.

Not here: the database, and anything that a signature covers (`credentials_of`).
"""

import enum
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from courses.errors import N_

#: Places (bits) in a list: the least that hides one badge among many (Bitstring Status List 1.0, 6.1).
LIST_LENGTH = 131_072

#: How long a key is published before it signs, so that caches elsewhere know it in time.
PUBLISH_BEFORE_USE = timedelta(hours=24)


class AwardStatus(enum.StrEnum):
    """What an award is at one moment."""

    PLANNED = "planned"
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    """Put right: another award stands in its place, and elsewhere it counts as revoked."""


#: Why a badge is taken back or put right, in words that its holder reads in their own language.
CAUSES = {
    "wrong_group": N_("It was given to the wrong person or group."),
    "wrong_badge": N_("It was the wrong badge or the wrong level."),
    "wrong_text": N_("There was a mistake in the text of the badge."),
    "wrong_name": N_("The name or the address on it was not right."),
    "not_met": N_("Not every condition was met after all."),
    "not_own": N_("The work was not the holder's own."),
    "other": N_("Something else."),
}

#: How long an act on badges can be undone. Its mails wait as long, so that nobody is frightened by a mistake.
UNDO_WITHIN = timedelta(hours=1)


def can_undo(done_at: datetime, now: datetime) -> bool:
    """Whether an act of this moment can still be undone."""
    return now - done_at < UNDO_WITHIN


def award_status(
    *, issued: bool, revoked: bool, valid_until: datetime | None, now: datetime, replaced: bool = False
) -> AwardStatus:
    """Revoked wins over expired: a badge that was taken back stays so after its end date."""
    if replaced:
        return AwardStatus.REPLACED
    if revoked:
        return AwardStatus.REVOKED
    if not issued:
        return AwardStatus.PLANNED
    if valid_until is not None and now > valid_until:
        return AwardStatus.EXPIRED
    return AwardStatus.VALID


def did_web(base_url: str, slug: str) -> str:
    """`did:web:<host[%3Aport]>:issuers:<slug>` (did:web method, section 3.1: a port's colon is encoded)."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {base_url!r}")
    host = parts.hostname + (f"%3A{parts.port}" if parts.port else "")
    path = "".join(f":{part}" for part in parts.path.split("/") if part)
    return f"did:web:{host}{path}:issuers:{slug}"


def base_of(profile_url: str) -> str:
    """The site's address as it was when the issuer was made: its public addresses stay on that site."""
    return profile_url.rpartition("/issuers/")[0]


def whole_second(moment: datetime) -> datetime:
    """Instants in a credential carry no fraction, so what is stored carries none either."""
    return moment.astimezone(UTC).replace(microsecond=0)


def valid_until(awarded_at: datetime, years: int | None) -> datetime | None:
    """The same day `years` later (28 February for a leap day); None: it never ends."""
    if years is None:
        return None
    try:
        return awarded_at.replace(year=awarded_at.year + years)
    except ValueError:
        return awarded_at.replace(year=awarded_at.year + years, day=28)


#: How long before its end the holder hears that a badge can be renewed, and how long after it that still works.
NOTICE = timedelta(days=90)
GRACE = timedelta(days=365)


def notice_at(valid_until: datetime, awarded_at: datetime) -> datetime:
    """When the holder is told of the end: in good time, but never before they have it."""
    return max(valid_until - NOTICE, awarded_at)


def may_renew(*, valid_until: datetime | None, now: datetime) -> bool:
    """Whether a badge with this end can be renewed now: from the notice until a year after its end."""
    return valid_until is not None and valid_until - NOTICE <= now <= valid_until + GRACE


def next_valid_from(previous: datetime, now: datetime) -> datetime:
    """Later than the edition before it, because the later `validFrom` is the newer one (OB 3.0, Equality)."""
    return max(whole_second(now), previous + timedelta(seconds=1))


def half_full(taken: int, length: int) -> bool:
    """Time for a new list: above half, a random free place gets slow to find and the crowd no bigger."""
    return taken * 2 >= length


def free_index(
    length: int,
    taken: Callable[[int], bool],
    *,
    draw: Callable[[int], int] = secrets.randbelow,
    tries: int = 200,
) -> int | None:
    """A free place, drawn at random so that it says nothing about when or in which order (Bitstring 5.1).

    None after `tries` taken ones in a row; at half full that has a chance of 1 in 2**200.
    """
    for _ in range(tries):
        index = draw(length)
        if not taken(index):
            return index
    return None


def may_activate(created_at: datetime, now: datetime) -> bool:
    """Whether a key has been public long enough to sign with."""
    return now - created_at >= PUBLISH_BEFORE_USE
