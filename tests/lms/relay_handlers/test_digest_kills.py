"""A mail with reminders survives whoever dies between gathering, sending and noting (as the outbox promises):
never none, and never two that a mail program would show as two."""

import os
import signal
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from courses.outbox.models import OutboxMessage
from courses.outbox.services import release_all
from courses.people.models import Person
from courses.reminders.models import Reminder, ReminderKind, ReminderState
from courses.reminders.rules import Choice
from courses.reminders.services import Wanted, choose, plan
from lms import clock, failpoints
from lms.db import Database
from lms.mailing import FileMailer
from lms.relay import drain
from lms.wiring import Wiring
from tests.factories import make_participation, make_person, make_run


class EveryCopy(FileMailer):
    """Keeps each copy that was handed over: a mail server does not know that the second is the first."""

    def send(self, message):  # type: ignore[no-untyped-def]
        self.folder.mkdir(parents=True, exist_ok=True)
        number = len(list(self.folder.iterdir()))
        (self.folder / f"{number}.eml").write_bytes(message.as_bytes())


def due_now(wiring: Wiring) -> None:
    """Something to tell Nele, and nobody sleeps."""
    with wiring.database.transaction() as session:
        nele, run = make_person(session), make_run(session)
        session.expire(run)
        participation = make_participation(session, nele, run)
        choose(session, person_id=nele.id, choice=Choice(quiet_from=0, quiet_until=0, weekend=True), now=clock.now())
        meeting = run.sessions[0]
        starts = (clock.now() + timedelta(days=1)).replace(tzinfo=None)
        meeting.starts_local, meeting.ends_local = starts, starts + timedelta(hours=1)
        wanted = Wanted(
            ReminderKind.SESSION,
            nele.id,
            about_at=clock.now() + timedelta(days=1),
            participation_id=participation.id,
            run_id=run.id,
            run_session_id=meeting.id,
        )
        plan(session, wanted=[wanted], now=clock.now() - timedelta(days=2))


@pytest.mark.parametrize(
    "point", ["digest.before_commit", "digest.gathered", "digest.sent", "digest.noted", "relay.done.before_commit"]
)
def test_whoever_dies_the_mail_is_one(wiring: Wiring, database: Database, point: str) -> None:
    mailer = EveryCopy(wiring.settings.instance_dir / "copies")
    wiring = replace(wiring, mailer=mailer)
    due_now(wiring)
    wiring.database.dispose()
    child = os.fork()
    if child == 0:  # pragma: no cover  (this process is killed)
        failpoints.arm(point)
        drain(wiring)
        os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "it did not die where it should"
    with wiring.database.transaction() as session:
        release_all(session)
    drain(wiring)
    copies = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mailer.folder.iterdir()]
    assert len({copy["Message-ID"] for copy in copies}) == 1, "never none, never two"
    assert len({copy.get_body(("plain",)).get_content() for copy in copies}) == 1  # type: ignore[union-attr, attr-defined]
    with wiring.database.reading() as session:
        assert {row.state for row in session.scalars(select(Reminder))} == {ReminderState.SENT}
        assert session.scalars(select(OutboxMessage).where(OutboxMessage.done_at.is_(None))).all() == []
        assert session.scalars(select(Person)).one().display_name
