"""The mail with reminders: one for everything that is due, straight links, quiet hours, and the way out (RFC 8058)."""

import re
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.delivery.models import Run
from courses.flows.ask import ask
from courses.flows.enrol import enrol
from courses.flows.remind import look_around, replan_reminders
from courses.outbox.models import OutboxMessage
from courses.people.models import Person
from courses.practice.models import Attempt, Submission, SubmissionState
from courses.practice.services.drafts import open_submission
from courses.progress.services import save_place
from courses.reminders.models import Pace, Reminder, ReminderKind, ReminderState, WhyNot
from courses.reminders.queries import choice_of
from lms import clock
from lms.links import reminded_person, reminder_token
from lms.relay import drain
from lms.wiring import Wiring
from tests.factories import make_module_version, make_person, make_run, sign_in, token

BRUSSELS = ZoneInfo("Europe/Brussels")
START = datetime(2026, 10, 1, 10, tzinfo=BRUSSELS)
MONDAY = datetime(2026, 10, 26, 17, 0, 5, tzinfo=BRUSSELS)
"""Five seconds after the reminder of a session on Tuesday 27 October is due."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    found = Clock()
    monkeypatch.setattr("lms.clock.now", lambda: found.now)
    return found


class Clock:
    """The time it is, as the test says."""

    def __init__(self) -> None:
        self.now = START.astimezone(ZoneInfo("UTC"))

    def __call__(self, moment: datetime) -> None:
        self.now = moment.astimezone(ZoneInfo("UTC"))


@pytest.fixture
def nele(wiring: Wiring, database: object, at: Clock) -> int:
    """In two groups whose first sessions are on the same Tuesday; Ilse gives both."""
    with wiring.database.transaction() as session:
        nele, ilse = make_person(session, "Nele Wouters"), make_person(session, "Ilse Maes", email="ilse@x.example")
        for _ in range(2):
            version = make_module_version(session)
            session.expire(version)
            run = make_run(session, version, trainers=[ilse], starts_on=date(2026, 10, 27))
            enrol(session, person_id=nele.id, run_id=run.id, now=clock.now())
            replan_reminders(session, run_id=run.id, now=clock.now())
        number = nele.id
    drain(wiring)
    mails(wiring, forget=True)
    return number


def mails(wiring: Wiring, forget: bool = False) -> list[EmailMessage]:
    """What was sent so far, oldest first."""
    found = []
    for path in sorted((wiring.settings.instance_dir / "outbox").glob("*.eml")):
        found.append(message_from_bytes(path.read_bytes(), policy=policy.default))
        if forget:
            path.unlink()
    return found


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def runs(session: Session) -> list[Run]:
    return list(session.scalars(select(Run).order_by(Run.id)))


def why(session: Session, kind: ReminderKind) -> set[tuple[ReminderState, WhyNot | None]]:
    return {(row.state, row.why) for row in session.scalars(select(Reminder).where(Reminder.kind == kind))}


def test_what_is_due_at_the_same_time_is_one_mail(wiring: Wiring, nele: int, at: Clock) -> None:
    """PRI-03: a digest; one subject, one list, each thing with the address that leads straight to it."""
    at(MONDAY)
    drain(wiring)
    (mail,) = mails(wiring)
    assert mail["Subject"] == "2 dingen voor de komende dagen"
    text = text_of(mail)
    with wiring.database.reading() as session:
        for run in runs(session):
            assert f"http://localhost:8000/bijeenkomsten/{run.sessions[0].public_id}\n" in text
        told = session.scalars(select(Reminder).where(Reminder.state == ReminderState.SENT)).all()
        assert len(told) == 2
    drain(wiring)
    assert len(mails(wiring)) == 1


def test_one_thing_is_the_subject_itself(wiring: Wiring, nele: int, at: Clock) -> None:
    with wiring.database.transaction() as session:
        runs(session)[1].cancelled_at = clock.now()
    at(MONDAY)
    drain(wiring)
    (mail,) = mails(wiring)
    assert mail["Subject"] == "dinsdag 27 oktober, 14.00: Onderdeel 3"
    assert "Dag Nele" in text_of(mail)
    for left_over in ("%(", "{{", "None", "Undefined"):
        assert left_over not in text_of(mail) + text_of(mail, "html")


@pytest.mark.parametrize(
    ("language", "subject", "header"),
    [
        ("fr", "mardi 27 octobre, 14:00\u00a0: Onderdeel 3", "fr"),
        ("en", "Tuesday 27 October, 14:00: Onderdeel 3", "en"),
        ("nl-NL", "dinsdag 27 oktober, 14.00: Les 3", "nl-NL"),
    ],
)
def test_in_the_readers_language(
    wiring: Wiring, nele: int, at: Clock, language: str, subject: str, header: str
) -> None:
    with wiring.database.transaction() as session:
        session.get_one(Person, nele).language = language
        runs(session)[1].cancelled_at = clock.now()
        unit = runs(session)[0].sessions[0].unit
        unit.title = {**unit.title, "nl-NL": "Les 3"}
    at(MONDAY)
    drain(wiring)
    (mail,) = mails(wiring)
    assert (mail["Subject"], mail["Content-Language"]) == (subject, header)


def test_nothing_leaves_in_quiet_hours_however_late_it_is(wiring: Wiring, nele: int, at: Clock) -> None:
    """PRI-03: the mail server was down from five to eight in the evening; the mail waits until seven next morning."""
    at(MONDAY + timedelta(hours=3))
    drain(wiring)
    assert mails(wiring) == []
    with wiring.database.reading() as session:
        (row,) = session.scalars(
            select(OutboxMessage).where(
                OutboxMessage.kind == "digest",
                OutboxMessage.subject_id == nele,
                OutboxMessage.attempts == 0,
                OutboxMessage.due_at < clock.now() + timedelta(days=1),
            )
        ).all()
        assert row.due_at == datetime(2026, 10, 27, 7, tzinfo=BRUSSELS)
    at(datetime(2026, 10, 27, 7, 0, 1, tzinfo=BRUSSELS))
    drain(wiring)
    assert len(mails(wiring)) == 1


def test_who_handed_in_hears_nothing_of_it(wiring: Wiring, nele: int, at: Clock) -> None:
    """peers.md pain 12: decided when it is sent, from what was done until then."""
    due = datetime(2026, 11, 26, 17, 0, 5, tzinfo=BRUSSELS)
    with wiring.database.transaction() as session:
        for run in runs(session):
            run.sessions[0].cancelled_at = clock.now()
            replan_reminders(session, run_id=run.id, now=clock.now())
            unit = next(unit for unit in run.module_version.units if unit.kind is UnitKind.ASSIGNMENT)
            number = run.enrolments[0].participation_id
            open_submission(session, participation_id=number, unit_id=unit.id, now=clock.now())
        first, second = session.scalars(select(Submission).order_by(Submission.id))
        first.state, second.draft_text = SubmissionState.HANDED_IN, "Ik begon."
        path = f"/leren/{second.participation.public_id}/assignment/inleveren"
    at(due)
    drain(wiring)
    (mail,) = mails(wiring)
    assert str(mail["Subject"]).startswith("Lever je opdracht in voor zondag 29 november")
    assert f"http://localhost:8000{path}\n" in text_of(mail)
    assert "Je ontwerp van “Onderdeel 4” is bewaard." in text_of(mail)
    with wiring.database.reading() as session:
        assert why(session, ReminderKind.WORK) == {
            (ReminderState.SENT, None),
            (ReminderState.NOT_SENT, WhyNot.HANDED_IN),
        }


def test_who_stayed_away_is_asked_back_to_the_very_place(wiring: Wiring, nele: int, at: Clock) -> None:
    """ANA-02, and peers.md part D: 0 extra steps from the mail to where one left off."""
    with wiring.database.transaction() as session:
        participation = runs(session)[0].enrolments[0].participation
        unit = participation.module_version.units[0]
        save_place(session, participation_id=participation.id, unit_id=unit.id, place="de-sensor", now=clock.now())
        path = f"/leren/{participation.public_id}/{unit.slug}#de-sensor"
    at(datetime(2026, 10, 22, 12, tzinfo=BRUSSELS))
    with wiring.database.transaction() as session:
        look_around(session, now=clock.now())
    at(datetime(2026, 10, 22, 17, 0, 1, tzinfo=BRUSSELS))
    drain(wiring)
    (mail,) = mails(wiring)
    assert f"http://localhost:8000{path}\n" in text_of(mail)
    assert "We vragen dit maar één keer." in text_of(mail)


def test_a_trainer_hears_what_waits_with_its_age_and_what_people_ask(wiring: Wiring, nele: int, at: Clock) -> None:
    """ANA-04, AAN-03: hand-ins with their age and questions for the next session, in one mail, under the same rules."""
    with wiring.database.transaction() as session:
        run = runs(session)[0]
        participation = run.enrolments[0].participation
        unit = next(unit for unit in run.module_version.units if unit.kind is UnitKind.ASSIGNMENT)
        submission = open_submission(session, participation_id=participation.id, unit_id=unit.id, now=clock.now())
        submission.state = SubmissionState.HANDED_IN
        session.add(
            Attempt(submission_id=submission.id, number=1, handed_in_at=clock.now() + timedelta(days=20), late=False)
        )
        back = run.sessions[1]
        ask(session, session_public_id=back.public_id, person_id=nele, body="Hoe toets ik dit?", now=clock.now())
        questions = f"/groepen/{run.public_id}/bijeenkomsten/{back.public_id}#questions"
    at(datetime(2026, 11, 30, 12, tzinfo=BRUSSELS))
    with wiring.database.transaction() as session:
        look_around(session, now=clock.now())
    at(datetime(2026, 11, 30, 17, 0, 1, tzinfo=BRUSSELS))
    drain(wiring)
    (mail,) = [mail for mail in mails(wiring) if "ilse@x.example" in mail["To"]]
    text = text_of(mail)
    assert "1 inzending wacht op jou" in text
    assert "De oudste wacht al 40 dagen." in text
    assert "1 vraag voor" in text
    assert f"http://localhost:8000{questions}\n" in text
    at(datetime(2026, 12, 4, 17, 0, 1, tzinfo=BRUSSELS))
    with wiring.database.transaction() as session:
        look_around(session, now=clock.now())
    drain(wiring)
    assert len([mail for mail in mails(wiring) if "ilse@x.example" in mail["To"]]) == 1, "nothing new came in"


def test_no_address_is_no_fault(wiring: Wiring, nele: int, at: Clock) -> None:
    with wiring.database.transaction() as session:
        session.get_one(Person, nele).addresses[0].verified_at = None
    at(MONDAY)
    drain(wiring)
    assert mails(wiring) == []
    with wiring.database.reading() as session:
        assert (ReminderState.NOT_SENT, WhyNot.NO_ADDRESS) in why(session, ReminderKind.SESSION)


# The way out


def way_out(wiring: Wiring, person_id: int) -> str:
    with wiring.database.reading() as session:
        return f"/herinneringen/uit/{reminder_token(wiring.secret, session.get_one(Person, person_id).public_id)}"


def pace(wiring: Wiring, person_id: int) -> Pace:
    with wiring.database.reading() as session:
        return choice_of(session, person_id=person_id).pace


def test_a_mail_program_unsubscribes_by_itself(app: Flask, wiring: Wiring, nele: int, at: Clock) -> None:
    """RFC 8058: both headers, and the POST they ask for does it without a session, a token of ours or a click."""
    at(MONDAY)
    drain(wiring)
    (mail,) = mails(wiring)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (address,) = re.findall(r"<http://localhost:8000(\S+)>", mail["List-Unsubscribe"])
    assert address == way_out(wiring, nele)
    assert f"http://localhost:8000{address}\n" in text_of(mail) + "\n"
    stranger = app.test_client()
    answer = stranger.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert pace(wiring, nele) is Pace.NONE
    with wiring.database.transaction() as session:
        run = runs(session)[0]
        run.sessions[0].starts_local += timedelta(days=7)
        run.sessions[0].ends_local += timedelta(days=7)
        replan_reminders(session, run_id=run.id, now=clock.now())
    at(MONDAY + timedelta(days=7))
    drain(wiring)
    assert len(mails(wiring)) == 1
    with wiring.database.reading() as session:
        assert (ReminderState.NOT_SENT, WhyNot.UNWANTED) in why(session, ReminderKind.SESSION)


def test_looking_at_the_link_ends_nothing(client: FlaskClient, wiring: Wiring, nele: int) -> None:
    """Programs that look at every link in a mail press no buttons."""
    answer = client.get(way_out(wiring, nele))
    assert answer.status_code == 200
    assert "Geen herinneringen meer" in answer.text
    assert pace(wiring, nele) is Pace.DAILY
    assert client.post(way_out(wiring, nele)).status_code == 200
    assert pace(wiring, nele) is Pace.NONE
    assert client.post(way_out(wiring, nele), data={"do": "on"}).status_code == 200
    assert pace(wiring, nele) is Pace.DAILY


def test_only_an_address_that_we_made_ends_something(client: FlaskClient, wiring: Wiring, nele: int) -> None:
    good = way_out(wiring, nele)
    for mark in (
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace(".", "x"),
        "/herinneringen/uit/.",
        good + "é",
    ):
        assert client.post(mark).status_code == 404, mark
        assert client.get(mark).status_code == 404, mark
    assert pace(wiring, nele) is Pace.DAILY


def test_the_twin_that_believes_every_mark_is_caught(
    client: FlaskClient, wiring: Wiring, nele: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the check on the mark anybody ends anybody's reminders: this shows that the tests above would see it."""
    monkeypatch.setattr("lms.auth.reminders.reminded_person", lambda _secret, mark: mark.partition(".")[0])
    forged = way_out(wiring, nele).partition(".")[0] + ".forged"
    assert client.post(forged).status_code == 200
    assert pace(wiring, nele) is Pace.NONE


def test_marks() -> None:
    mark = reminder_token(b"secret", "abc")
    assert reminded_person(b"secret", mark) == "abc"
    assert reminded_person(b"other", mark) is None
    assert reminded_person(b"secret", "abc") is None


# The choice in the profile


def test_what_one_chooses_is_kept_and_shown(client: FlaskClient, wiring: Wiring, nele: int) -> None:
    """PRI-03: when, which kinds, daily or at once, or never."""
    sign_in(client, nele)
    page = client.get("/profiel/herinneringen").text
    assert "Werk wacht tot ik het lees" not in page, "only trainers are asked that"
    data = {
        "pace": "at_once",
        "hour": "8",
        "quiet_from": "20",
        "quiet_until": "8",
        "weekend": "y",
        "kinds": ["session"],
    }
    answer = client.post("/profiel/herinneringen", data={"csrf_token": token(client), **data})
    assert answer.status_code == 303
    with wiring.database.reading() as session:
        chosen = choice_of(session, person_id=nele)
    assert (chosen.pace, chosen.hour, chosen.quiet_from, chosen.quiet_until, chosen.weekend) == (
        Pace.AT_ONCE,
        8,
        20,
        8,
        True,
    )
    assert chosen.off == {ReminderKind.WORK, ReminderKind.OPENS, ReminderKind.AWAY}


def test_a_mail_in_the_quiet_hours_is_refused_and_what_was_typed_stays(client: FlaskClient, nele: int) -> None:
    sign_in(client, nele)
    data = {"pace": "daily", "hour": "21", "quiet_from": "20", "quiet_until": "8", "kinds": ["session"]}
    answer = client.post("/profiel/herinneringen", data={"csrf_token": token(client), **data})
    assert answer.status_code == 422
    assert "21.00 valt in je stille uren" in answer.text
    assert '<option selected value="21">' in answer.text
