"""The only writers of e-mail addresses: claim one, choose the primary one, remove one.

Not here: proving an address (`courses.accounts`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_
from courses.people.errors import LastAddress, NoSuchAddress, TooManyAddresses
from courses.people.models import EmailAddress
from courses.people.queries import address_row
from courses.people.rules import normalise_address

MOST = 10


def claim_address(session: Session, *, person_id: int, address: str, now: datetime) -> EmailAddress | None:
    """Write down an address that the person says is theirs, not verified yet.

    None when somebody else proved it already; the page must not tell that. An address that somebody else only
    claimed goes to who claims it last: claiming keeps nobody out.
    """
    known = address_row(session, address)
    if known is not None and known.person_id == person_id:
        return known
    if known is not None and known.verified_at is not None:
        return None
    if len(_rows(session, person_id)) >= MOST:
        raise TooManyAddresses(N_("You have %(number)s addresses. Remove one first."), number=MOST)
    if known is not None:
        session.delete(known)
        session.flush()
    row = EmailAddress(person_id=person_id, address=normalise_address(address), is_primary=False, created_at=now)
    session.add(row)
    session.flush()
    return row


def ensure_primary(session: Session, *, person_id: int) -> None:
    """Somebody with a verified address has a primary one: the oldest, when none was chosen."""
    rows = _rows(session, person_id)
    verified = [row for row in rows if row.verified_at is not None]
    if verified and not any(row.is_primary and row.verified_at is not None for row in rows):
        _choose(session, rows, verified[0])


def make_primary(session: Session, *, person_id: int, address: str) -> None:
    """Mail goes there from now on. Raises NoSuchAddress for an address that is not proved."""
    rows = _rows(session, person_id)
    chosen = _own(rows, address)
    if chosen.verified_at is None:
        raise NoSuchAddress(N_("Confirm this address first."))
    _choose(session, rows, chosen)


def remove_address(session: Session, *, person_id: int, address: str) -> None:
    """Forget an address. Raises LastAddress for the only proved one: signing in needs one."""
    rows = _rows(session, person_id)
    row = _own(rows, address)
    if row.verified_at is not None and sum(1 for other in rows if other.verified_at is not None) == 1:
        raise LastAddress(N_("This is your only confirmed address. Add another one first."))
    session.delete(row)
    session.flush()
    ensure_primary(session, person_id=person_id)


def _rows(session: Session, person_id: int) -> list[EmailAddress]:
    query = select(EmailAddress).where(EmailAddress.person_id == person_id).order_by(EmailAddress.id)
    return list(session.scalars(query))


def _own(rows: list[EmailAddress], address: str) -> EmailAddress:
    wanted = normalise_address(address)
    for row in rows:
        if row.address == wanted:
            return row
    raise NoSuchAddress(N_("This is not one of your addresses."))


def _choose(session: Session, rows: list[EmailAddress], chosen: EmailAddress) -> None:
    """In two steps: the database allows one primary address at a time."""
    for row in rows:
        row.is_primary = False
    session.flush()
    chosen.is_primary = True
    session.flush()
