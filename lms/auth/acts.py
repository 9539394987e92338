"""What the sign-in pages do, apart from parsing and answering."""

import secrets

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from courses.accounts.models import Account
from courses.accounts.queries import credentials_by_address
from courses.accounts.services import create_link, sign_in_by_link, sign_in_by_password
from courses.outbox.services import enqueue, enqueue_mail
from lms import clock
from lms.db import reading, transaction
from lms.links import sign_in_token, token_hash
from lms.relay_handlers.accounts import KIND
from lms.signin import begin, safe_next
from lms.wiring import wiring

HOME = ("learn.home", "public.catalogue", "auth.profile")


def by_password(address: str, password: str) -> Account:
    """The account; raises SignInFailed after the same work for a known and an unknown address."""
    with transaction() as database:
        return sign_in_by_password(database, address=address, password=password, now=clock.now())


def ask_for_link(address: str, next_path: str | None) -> None:
    """Write down that a link was asked for. The same rows are written for an address that nobody has."""
    with reading() as database:
        found = credentials_by_address(database, address)
    with transaction() as database:
        nonce = secrets.token_hex(16)
        enqueue(
            database,
            kind=KIND,
            subject_id=found.address_id if found else 0,
            dedupe_key=f"{KIND}:{nonce}",
            payload={"nonce": nonce, "next": safe_next(next_path)},
            now=clock.now(),
        )


def use_link(token: str) -> tuple[Account, str | None]:
    """Use a mailed link up; raises LinkUsed."""
    with transaction() as database:
        return sign_in_by_link(database, token_hash=token_hash("sign-in", token), now=clock.now())


def welcome(account: Account, next_path: str | None, *, stay: bool = False) -> Response:
    """Start a fresh session and go where the person was on the way to."""
    begin(person_id=account.person_id, session_version=account.session_version, stay=stay)
    return redirect(safe_next(next_path) or home(), code=303)


def home() -> str:
    """The first page of somebody who just came in."""
    from flask import current_app

    return url_for(next(endpoint for endpoint in HOME if endpoint in current_app.view_functions))


def mail_verification(person_id: int, address_id: int) -> None:
    """Mail the link that proves an address; its token is in no row."""
    nonce = secrets.token_hex(16)
    hashed = token_hash("address", sign_in_token(wiring().secret, nonce))
    now = clock.now()
    with transaction() as database:
        create_link(
            database,
            person_id=person_id,
            email_address_id=address_id,
            token_hash=hashed,
            next_path=None,
            now=now,
        )
        enqueue_mail(
            database,
            template="address_verification",
            person_id=person_id,
            now=now,
            dedupe_key=f"mail:address_verification:{nonce}",
            address=address_id,
            nonce=nonce,
        )


def renew(account: Account) -> None:
    """Go on in this browser after the account's other sessions were ended."""
    begin(person_id=account.person_id, session_version=account.session_version, stay=bool(session.get("stay")))


def wanted() -> str | None:
    """Where the visitor wants to go after signing in."""
    return safe_next(request.values.get("next"))
