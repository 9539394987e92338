"""The only writers of accounts, passwords and sign-in links.

Not here: the browser session (`lms.signin`), and making tokens: the hash of one is handed in.
"""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from courses.accounts import passwords, rules
from courses.accounts.errors import LinkUsed, SignInFailed
from courses.accounts.models import Account, Password, SignInLink
from courses.accounts.queries import credentials_by_address
from courses.errors import N_, NotFound
from courses.people.addresses import ensure_primary
from courses.people.models import EmailAddress, Person

WRONG = N_("Address and password do not belong together.")
USED = N_("This link does not work any more. Ask for a new one.")


def open_account(session: Session, *, person_id: int, now: datetime) -> Account:
    """Let this person sign in; opening it twice is opening it once."""
    known = session.get(Account, person_id)
    if known is not None:
        return known
    account = Account(person_id=person_id, session_version=1, created_at=now)
    session.add(account)
    session.flush()
    return account


def sign_in_by_password(session: Session, *, address: str, password: str, now: datetime) -> Account:
    """Raises SignInFailed, after the same work, whether it is the address or the password that is wrong."""
    found = credentials_by_address(session, address)
    good = passwords.matches(found.hash if found else None, password)
    if found is None or not good or found.hash is None:
        raise SignInFailed(WRONG)
    if passwords.outdated(found.hash):
        session.execute(
            update(Password).where(Password.person_id == found.person_id).values(hash=passwords.hash_password(password))
        )
    return _signed_in(session, found.person_id, now)


def _signed_in(session: Session, person_id: int, now: datetime) -> Account:
    account = session.get(Account, person_id)
    if account is None or account.suspended_at is not None:
        raise SignInFailed(WRONG)
    account.last_signed_in_at = now
    session.flush()
    return account


def create_link(
    session: Session,
    *,
    person_id: int,
    email_address_id: int | None,
    token_hash: str,
    next_path: str | None,
    now: datetime,
) -> SignInLink:
    """A link that works once, for twenty minutes. `email_address_id` is the address that using it proves."""
    link = SignInLink(
        person_id=person_id,
        email_address_id=email_address_id,
        token_hash=token_hash,
        next_path=next_path,
        created_at=now,
        expires_at=now + rules.LINK_LIFE,
    )
    session.add(link)
    session.flush()
    return link


def consume_link(session: Session, *, token_hash: str, now: datetime) -> SignInLink:
    """Use a link up. Of two who try at the same time exactly one gets it. Raises LinkUsed."""
    link = session.scalar(
        update(SignInLink)
        .where(SignInLink.token_hash == token_hash, SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .values(used_at=now)
        .returning(SignInLink)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if link is None:
        raise LinkUsed(USED)
    return link


def sign_in_by_link(session: Session, *, token_hash: str, now: datetime) -> tuple[Account, str | None]:
    """The account, and the path that the person was on the way to."""
    link = consume_link(session, token_hash=token_hash, now=now)
    person = session.get(Person, link.person_id)
    if person is None or person.erased_at is not None:
        raise LinkUsed(USED)
    return _signed_in(session, link.person_id, now), link.next_path


def verify_address(session: Session, *, person_id: int, token_hash: str, now: datetime) -> EmailAddress:
    """Confirm an address by the link that was mailed to it; only the person who asked for it can. Raises LinkUsed."""
    link = consume_link(session, token_hash=token_hash, now=now)
    row = session.get(EmailAddress, link.email_address_id) if link.email_address_id else None
    if row is None or link.person_id != person_id or row.person_id != person_id:
        raise LinkUsed(USED)
    row.verified_at = row.verified_at or now
    session.flush()
    ensure_primary(session, person_id=person_id)
    return row


def set_password(session: Session, *, person_id: int, password: str, now: datetime) -> Account:
    """Set or change the password; every open session of the person ends. Raises PasswordRefused."""
    person = session.get(Person, person_id)
    account = session.get(Account, person_id)
    if person is None or account is None:
        raise NotFound(N_("There is no such person."))
    names = (person.display_name, *(row.address for row in person.addresses))
    rules.check_password(password, names=names)
    hashed = passwords.hash_password(password)
    known = session.get(Password, person_id)
    if known is None:
        session.add(Password(person_id=person_id, hash=hashed, changed_at=now))
    else:
        known.hash, known.changed_at = hashed, now
    return end_sessions(session, person_id=person_id)


def end_sessions(session: Session, *, person_id: int) -> Account:
    """End every open session of this person, on every device."""
    account = session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound(N_("There is no such person."))
    account.session_version += 1
    session.flush()
    return account


def suspend(session: Session, *, person_id: int, now: datetime) -> None:
    """Nobody signs in as this person any more, by any way."""
    end_sessions(session, person_id=person_id).suspended_at = now
    session.flush()


def forget_old_links(session: Session, *, before: datetime) -> int:
    """Throw away links that stopped working before this moment; answers how many."""
    return session.execute(delete(SignInLink).where(SignInLink.expires_at < before)).rowcount  # type: ignore[attr-defined, no-any-return]
