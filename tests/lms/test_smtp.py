"""Handing a mail to a real SMTP server, and never a password over a connection that anybody can read (A22)."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from lms.mailing import SmtpMailer


class Keep(Message):
    """Keeps what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[object] = []

    def handle_message(self, message: object) -> None:
        self.messages.append(message)


@pytest.fixture
def smtp() -> Iterator[tuple[Keep, int]]:
    handler = Keep()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def message() -> EmailMessage:
    found = EmailMessage()
    found["From"], found["To"], found["Subject"] = "a@x.example", "b@x.example", "Dag"
    found["Message-ID"] = "<1.a@x.example>"
    found.set_content("Hallo ☃")
    return found


def test_over_smtp(smtp: tuple[Keep, int]) -> None:
    handler, port = smtp
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}")
    mailer.check()
    mailer.send(message())
    (got,) = handler.messages
    assert got["Message-ID"] == "<1.a@x.example>"  # type: ignore[index]


def test_no_password_over_a_connection_that_is_not_encrypted(smtp: tuple[Keep, int]) -> None:
    handler, port = smtp
    with pytest.raises(Exception, match="not encrypted"):
        SmtpMailer(f"smtp://leerspoor:geheim@127.0.0.1:{port}").send(message())
    assert handler.messages == []
