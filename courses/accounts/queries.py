"""Reads of how people sign in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.accounts import passwords
from courses.accounts.models import Account, Password, SignInLink
from courses.people.models import EmailAddress, Person
from courses.people.rules import normalise_address


@dataclass(frozen=True)
class Credentials:
    """What signing in by an address needs, read in one query so that a known address costs what an unknown one does."""

    person_id: int
    address_id: int
    session_version: int
    hash: str | None


def credentials_by_address(session: Session, address: str) -> Credentials | None:
    """By a verified address of somebody who may sign in: has an account, not suspended, not erased."""
    row = session.execute(
        select(Account.person_id, EmailAddress.id, Account.session_version, Password.hash)
        .select_from(EmailAddress)
        .join(Person, Person.id == EmailAddress.person_id)
        .join(Account, Account.person_id == Person.id)
        .outerjoin(Password, Password.person_id == Person.id)
        .where(
            EmailAddress.address == normalise_address(address),
            EmailAddress.verified_at.is_not(None),
            Account.suspended_at.is_(None),
            Person.erased_at.is_(None),
        )
    ).one_or_none()
    return Credentials(*row) if row is not None else None


def link_by_hash(session: Session, token_hash: str, *, now: datetime) -> SignInLink | None:
    """A link that would still work, without using it."""
    return session.scalar(
        select(SignInLink).where(
            SignInLink.token_hash == token_hash, SignInLink.used_at.is_(None), SignInLink.expires_at > now
        )
    )


def has_password(session: Session, person_id: int) -> bool:
    return session.get(Password, person_id) is not None


def password_is(session: Session, *, person_id: int, password: str) -> bool:
    """Whether this is the person's password; True for who has none, as there is nothing to ask for."""
    known = session.get(Password, person_id)
    return known is None or passwords.matches(known.hash, password)
