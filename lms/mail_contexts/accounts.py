"""Mails about signing in and one's own addresses."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.accounts.rules import LINK_MINUTES
from courses.people.models import EmailAddress
from lms.mailing import NotNeeded, mail_context


def _to(session: Session, person_id: int, address_id: object) -> str:
    row = session.get(EmailAddress, int(str(address_id)))
    if row is None or row.person_id != person_id:
        raise NotNeeded
    return row.address


@mail_context("sign_in_link")
def sign_in_link(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: address, nonce."""
    return {"to": _to(session, person_id, ids["address"]), "nonce": ids["nonce"], "minutes": LINK_MINUTES}


@mail_context("address_verification")
def address_verification(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: address, nonce."""
    return {"to": _to(session, person_id, ids["address"]), "nonce": ids["nonce"], "minutes": LINK_MINUTES}
