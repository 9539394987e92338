"""The one door for mail: from an outbox row to a message, and from a message to SMTP or a file.

A mail is written when it is sent, from rows, in the language of its reader; the outbox holds ids only. What a
template is filled with comes from `lms/mail_contexts/`. Not here: deciding that somebody gets a mail.
"""

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from courses.delivery.calendar_models import Invitation
from courses.outbox.services import Claimed
from courses.people.models import Person
from courses.people.queries import primary_address
from lms import calendars
from lms.calendars import Party
from lms.invitations import entry_of
from lms.mail_templates import Rendered, render
from lms.settings import Settings

TIMEOUT = 15
"""Seconds for each step of a conversation with the mail server; well under the lease."""

Context = Callable[[Session, int, Mapping[str, Any]], dict[str, Any]]
CONTEXTS: dict[str, Context] = {}


class NotNeeded(Exception):
    """Raised by a context function: what the mail would say no longer applies, so nothing is sent."""


class Mailer(Protocol):
    """Takes one message; raises when it could not be handed over."""

    def send(self, message: EmailMessage) -> None: ...

    def check(self) -> None:
        """Raise when mail cannot be handed over now, for `/readyz`."""


def mail_context(template: str) -> Callable[[Context], Context]:
    """Register what fills the templates `mail/<template>.txt` and `.html`.

    The function answers with their variables. `to` in it overrides the address (default: the person's primary
    one), and `invitations` go along for the calendar; it raises NotNeeded when there is nothing to say any more.
    """

    def register(context: Context) -> Context:
        CONTEXTS[template] = context
        return context

    return register


def compose(session: Session, row: Claimed, settings: Settings, secret: bytes) -> EmailMessage | None:
    """The message of an outbox row, or None when there is nobody to send it to or nothing to say."""
    template, person_id = str(row.payload["template"]), int(row.payload["person_id"])
    if not _is_there(session, person_id):
        return None
    try:
        values = CONTEXTS[template](session, person_id, row.payload.get("ids", {}))
    except NotNeeded:
        return None
    return write(session, row, template, person_id, values, settings, secret)


def write(
    session: Session,
    row: Claimed,
    template: str,
    person_id: int,
    values: dict[str, Any],
    settings: Settings,
    secret: bytes,
) -> EmailMessage | None:
    """The mail `template` for this person, with the Message-ID of `row`; None when there is no address."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return None
    to = values.pop("to", None) or primary_address(session, person_id)
    if to is None:
        return None
    invitations: Sequence[Invitation] = values.pop("invitations", ())
    rendered = render(template, person, values, base_url=settings.base_url, secret=secret)
    message = _message(rendered, to=to, person=person, settings=settings, message_id=_message_id(row, settings))
    _invite(message, invitations, language=rendered.language, settings=settings)
    return message


def _is_there(session: Session, person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.erased_at is None


def one_click(message: EmailMessage, address: str) -> None:
    """Let a mail program offer "unsubscribe" by itself: one POST to `address`, without signing in (RFC 8058)."""
    message["List-Unsubscribe"] = f"<{address}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _message_id(row: Claimed, settings: Settings) -> str:
    """The same for every try of a row, so a mail program shows a second copy as the same message."""
    mark = hashlib.sha256(row.dedupe_key.encode()).hexdigest()[:16]
    host = urlsplit(settings.base_url).hostname or "localhost"
    return f"<{row.id}.{mark}@{host}>"


def clean(text: str) -> str:
    """One line without control characters, so that nothing a person typed can start a new header."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def _message(rendered: Rendered, *, to: str, person: Person, settings: Settings, message_id: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(settings.mail_from)
    message["From"] = Address(display_name=clean(name), addr_spec=clean(address))
    message["To"] = Address(display_name=clean(person.display_name), addr_spec=clean(to))
    message["Subject"] = clean(rendered.subject)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    message["Content-Language"] = rendered.language
    return message


def _invite(message: EmailMessage, invitations: Sequence[Invitation], *, language: str, settings: Settings) -> None:
    """Put in what the calendar of the reader takes in by itself: beside the words when it is one thing, else behind.

    Every UID is a message of its own (RFC 5546), and every message a part of its own with its method (RFC 6047).
    """
    organiser, participant = _party(message["From"]), _party(message["To"])
    for number, invitation in enumerate(invitations, start=1):
        entry = entry_of(invitation, language=language, base_url=settings.base_url)
        text = calendars.message(entry, organiser=organiser, participant=participant)
        params = {"method": calendars.method_of(entry)}
        if len(invitations) == 1:
            message.add_alternative(text, subtype="calendar", params=params)
        else:
            message.add_attachment(text, subtype="calendar", params=params, filename=f"leerspoor-{number}.ics")


def _party(header: AddressHeader) -> Party:
    address = header.addresses[0]
    return Party(address.display_name, address.addr_spec)


class FileMailer:
    """Writes every mail as an .eml file, for the demo and for tests; the newest name sorts last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """The file's name is the Message-ID, so a second try replaces the first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        row, _, mark = str(message["Message-ID"]).strip("<>").partition("@")[0].partition(".")
        path = self.folder / f"{int(row):08}-{mark}.eml"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(message.as_bytes())
        fresh.replace(path)

    def check(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)


class SmtpMailer:
    """One conversation for each mail. `smtp://` upgrades with STARTTLS where the server can, and must for a login."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        with self._connect() as server:
            server.send_message(message)

    def check(self) -> None:
        with self._connect() as server:
            server.noop()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self._user:
                server.close()
                raise smtplib.SMTPNotSupportedError("no password is sent over a connection that is not encrypted")
        if self._user:
            server.login(self._user, self._password)
        return server


def open_mailer(settings: Settings) -> Mailer:
    """The mailer that SMTP_URL names; empty: files in `INSTANCE_DIR/outbox`."""
    if settings.smtp_url:
        return SmtpMailer(settings.smtp_url)
    return FileMailer(settings.instance_dir / "outbox")
