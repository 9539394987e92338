"""A session missed: an apology beforehand, another group's session instead, and the substitute task."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.catalogue.models import ModuleVersion
from courses.delivery.calendar_models import Invitation
from courses.delivery.missed import fitting
from courses.delivery.missed_models import SubstituteState, SubstituteTask, Visit
from courses.delivery.models import Attendance, Participation, Presence, Run
from courses.delivery.queries import session_by_public_id
from courses.flows.attend import record_attendance
from courses.flows.check_in import Said, arrive
from courses.flows.move_session import cancel_session
from courses.flows.remind import replan_reminders
from courses.outbox.models import OutboxMessage
from courses.progress.queries import facts_of
from courses.progress.rules import is_complete
from courses.reminders.models import Reminder, ReminderKind, ReminderState, WhyNot
from courses.reminders.rules import why_no_session
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_organisation, make_participation, make_person, make_run

from .conftest import Learner, visible


@pytest.fixture
def elsewhere(learner: Learner, database: Database) -> list[str]:
    """The sessions of another group of the module, two weeks later: a session and a return moment, five seats."""
    with database.transaction() as session:
        version = session.get_one(ModuleVersion, learner.version_id)
        run = make_run(session, version, starts_on=NOW.date() + timedelta(days=21), seats=5)
        run.name = "December, Lier"
        return [meeting.public_id for meeting in run.sessions]


def back(learner: Learner) -> str:
    """The address of the own return moment."""
    return f"/bijeenkomsten/{learner.sessions[1]}"


def presence(database: Database, public_id: str) -> tuple[Presence, str | None] | None:
    with database.reading() as session:
        row = session.scalars(
            select(Attendance).where(Attendance.run_session_id == session_by_public_id(session, public_id).id)
        ).one_or_none()
        return (row.presence, row.note) if row else None


def absent(learner: Learner, database: Database, number: int = 1, what: Presence = Presence.ABSENT) -> None:
    with database.transaction() as session:
        record_attendance(
            session,
            run_session_id=session_by_public_id(session, learner.sessions[number]).id,
            participation_id=learner.participation_id,
            presence=what,
            actor_id=None,
            note=None,
            now=NOW,
        )


def mails(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id))
        return [str(row.payload["template"]) for row in rows]


def test_an_apology_stands_on_the_list_and_is_taken_back(learner: Learner, database: Database) -> None:
    """AAN-06: said beforehand, with a reason or without, until the session begins."""
    page = visible(learner.get(back(learner)))
    assert "Ik kan niet komen" in page
    assert learner.post(f"{back(learner)}/afmelden", reason="Klassenraad").status_code == 302
    assert presence(database, learner.sessions[1]) == (Presence.EXCUSED, "Klassenraad")
    page = visible(learner.get(back(learner)))
    assert "Je bent afgemeld" in page
    assert "Ik kan toch komen" in page
    learner.post(f"{back(learner)}/toch")
    assert presence(database, learner.sessions[1]) is None
    assert "Ik kan niet komen" in visible(learner.get(back(learner)))
    with database.transaction() as session:
        meeting = session_by_public_id(session, learner.sessions[1])
        meeting.starts_local = NOW.replace(tzinfo=None)  # Brussels is an hour ahead: it began
    refused = learner.post(f"{back(learner)}/afmelden", reason="Te laat")
    assert refused.status_code == 422
    assert presence(database, learner.sessions[1]) is None


def test_a_reason_that_is_too_long_comes_back(learner: Learner) -> None:
    refused = learner.post(f"{back(learner)}/afmelden", reason="x" * 501)
    assert refused.status_code == 422
    assert "x" * 501 in refused.text


def test_what_a_trainer_noted_is_not_changed_by_an_apology(learner: Learner, database: Database) -> None:
    absent(learner, database, what=Presence.PRESENT)
    for act in ("afmelden", "toch"):
        assert learner.post(f"{back(learner)}/{act}").status_code == 422
    assert presence(database, learner.sessions[1]) == (Presence.PRESENT, None)


def test_who_said_not_to_come_is_not_reminded(learner: Learner, database: Database) -> None:
    """The issue's "apology beforehand": reminders of that session stop, those of the other do not."""
    with database.transaction() as session:
        replan_reminders(session, run_id=learner.run_id, now=NOW)
    learner.post(f"{back(learner)}/afmelden")
    with database.reading() as session:
        found = facts_of(session, learner.participation_id)
        assert why_no_session(found, learner.sessions[1], NOW) is WhyNot.EXCUSED
        assert why_no_session(found, learner.sessions[0], NOW) is None


def test_the_next_return_moment_that_fits_takes_one_press(
    learner: Learner, database: Database, elsewhere: list[str]
) -> None:
    """AAN-03, AAN-04: who misses one is offered the next; calendar, reminder and what is missing follow it."""
    assert "Kom één keer mee" not in visible(learner.get(back(learner))), "nothing was missed yet"
    absent(learner, database)
    page = learner.get(back(learner))
    assert "December, Lier" in visible(page)
    assert elsewhere[1] in page
    assert elsewhere[0] not in page, "another unit is no return moment"
    assert learner.post(f"{back(learner)}/meekomen", to=elsewhere[1]).status_code == 302
    assert "Je komt mee met “December, Lier”" in visible(learner.get(back(learner)))
    there = visible(learner.get(f"/bijeenkomsten/{elsewhere[1]}"))
    assert "December, Lier" in there
    home = visible(learner.get("/mijn-leerspoor"))
    assert "zo 17 januari" in home, "the day of the other group is the one that counts"
    with database.reading() as session:
        meeting = session_by_public_id(session, elsewhere[1])
        (invited,) = session.scalars(select(Invitation).where(Invitation.run_session_id == meeting.id))
        assert not invited.cancelled
        (reminder,) = session.scalars(
            select(Reminder).where(Reminder.run_session_id == meeting.id, Reminder.kind == ReminderKind.SESSION)
        )
        assert reminder.state is ReminderState.WAITING
        assert session.scalars(select(Participation)).one().enrolments[-1].run_id == learner.run_id
    assert mails(database).count("visiting") == 1
    learner.post(f"{back(learner)}/meekomen", to=elsewhere[1])
    assert mails(database).count("visiting") == 1, "a second press is no second mail"


def test_coming_along_is_called_off_and_leaves_the_calendar(
    learner: Learner, database: Database, elsewhere: list[str]
) -> None:
    absent(learner, database)
    learner.post(f"{back(learner)}/meekomen", to=elsewhere[1])
    learner.post(f"{back(learner)}/meekomen")
    with database.reading() as session:
        meeting = session_by_public_id(session, elsewhere[1])
        rows = session.scalars(
            select(Invitation).where(Invitation.run_session_id == meeting.id).order_by(Invitation.sequence)
        ).all()
        assert [(row.sequence, row.cancelled) for row in rows] == [(0, False), (1, True)]
        assert session.scalars(select(Visit)).one().ended_at is not None
        reminder = session.scalars(select(Reminder).where(Reminder.run_session_id == meeting.id)).one()
        assert reminder.state is ReminderState.NOT_SENT
    assert mails(database)[-1] == "visit_ended"


def test_the_evening_as_a_guest_counts_and_the_code_lets_in_at_once(
    learner: Learner, database: Database, elsewhere: list[str]
) -> None:
    """AAN-03: check-in knows who said to come along, and the part is complete in the own track."""
    absent(learner, database)
    learner.post(f"{back(learner)}/meekomen", to=elsewhere[1])
    with database.transaction() as session:
        meeting = session_by_public_id(session, elsewhere[1])
        answer = arrive(session, meeting=meeting, person_id=learner.person_id, seen_at=NOW, now=NOW)
        assert answer.said is Said.IN
    assert presence(database, elsewhere[1]) == (Presence.PRESENT, None)
    with database.reading() as session:
        unit = next(one for one in facts_of(session, learner.participation_id).units if one.slug == "return-moment")
        assert is_complete(unit)


@pytest.mark.parametrize("why", ["full", "cancelled", "past", "other organisation", "same time"])
def test_what_does_not_fit_is_not_offered_and_refused(
    learner: Learner, database: Database, elsewhere: list[str], why: str
) -> None:
    absent(learner, database)
    with database.transaction() as session:
        meeting = session_by_public_id(session, elsewhere[1])
        run = session.get_one(Run, meeting.run_id)
        if why == "full":
            run.seats = 1
            make_participation(session, make_person(session, "Karim Haddad"), run)
        elif why == "cancelled":
            meeting.cancelled_at = NOW
        elif why == "past":
            meeting.starts_local -= timedelta(days=120)
            meeting.ends_local -= timedelta(days=120)
        elif why == "same time":
            own = session_by_public_id(session, learner.sessions[0])
            meeting.starts_local, meeting.ends_local = own.starts_local, own.ends_local
        else:
            run.organisation_id = make_organisation(session).id
    assert elsewhere[1] not in learner.get(back(learner))
    assert learner.post(f"{back(learner)}/meekomen", to=elsewhere[1]).status_code == 409
    with database.reading() as session:
        assert session.scalars(select(Visit)).all() == []


def test_a_guest_counts_as_a_chair(learner: Learner, database: Database, elsewhere: list[str]) -> None:
    """GRP-01: two guests do not get the last chair."""
    absent(learner, database)
    learner.post(f"{back(learner)}/meekomen", to=elsewhere[1])
    with database.transaction() as session:
        meeting = session_by_public_id(session, elsewhere[1])
        session.get_one(Run, meeting.run_id).seats = 1
        own = session_by_public_id(session, learner.sessions[1])
        karim = make_participation(session, make_person(session, "Karim Haddad"), own.run)
        assert fitting(session, meeting=own, participation=karim, now=NOW) == []


def test_a_session_that_was_not_missed_takes_nobody_along(
    learner: Learner, database: Database, elsewhere: list[str]
) -> None:
    assert learner.post(f"{back(learner)}/meekomen", to=elsewhere[1]).status_code == 409
    assert learner.post(f"{back(learner)}/vervangtaak", answer="Een tekst").status_code == 409


def test_when_the_other_session_is_cancelled_the_own_counts_again(
    learner: Learner, database: Database, elsewhere: list[str]
) -> None:
    absent(learner, database)
    learner.post(f"{back(learner)}/meekomen", to=elsewhere[1])
    with database.transaction() as session:
        meeting = session_by_public_id(session, elsewhere[1])
        who = {"seen": meeting.run.version, "actor_id": None}
        cancel_session(session, run_session_id=meeting.id, **who, reason=None, now=NOW)  # type: ignore[arg-type]
    assert mails(database)[-1] == "run_changed", "their calendar is told"
    assert "Je komt mee met" not in visible(learner.get(back(learner)))


def test_the_substitute_task_of_the_module_is_handed_in(learner: Learner, database: Database) -> None:
    """AAN-03: learner and trainer read the same state; what is empty or too long comes back."""
    with database.transaction() as session:
        unit = session_by_public_id(session, learner.sessions[1]).unit
        unit.settings = {
            "return_moment": {**unit.settings["return_moment"], "substitute": {"nl": "Bel een *collega*."}}
        }
    absent(learner, database)
    page = learner.get(back(learner))
    assert "Bel een <em>collega</em>." in page
    assert learner.post(f"{back(learner)}/vervangtaak", answer=" ").status_code == 422
    long = learner.post(f"{back(learner)}/vervangtaak", answer="x" * 10_001)
    assert long.status_code == 422
    assert "x" * 10_001 in long.text
    learner.post(f"{back(learner)}/vervangtaak", answer="Ik belde <Els>.")
    page = learner.get(back(learner))
    assert "Ik belde &lt;Els&gt;." in page
    assert "Ingeleverd op" in visible(page)
    with database.reading() as session:
        assert session.scalars(select(SubstituteTask)).one().state is SubstituteState.HANDED_IN


def test_without_a_task_there_is_nothing_to_hand_in(learner: Learner, database: Database) -> None:
    absent(learner, database)
    assert "Je trainer kan je een vervangtaak geven." in visible(learner.get(back(learner)))
    assert learner.post(f"{back(learner)}/vervangtaak", answer="Iets").status_code == 422
