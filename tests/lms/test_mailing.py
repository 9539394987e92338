"""Mail: what it says, to whom, in which language, and that nothing a person typed becomes a header (A22)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.calendar_models import RunChange
from courses.delivery.models import Enrolment, EnrolmentState
from courses.network.models import GroupQuestion
from courses.network.services import add_reply
from courses.outbox.models import OutboxMessage
from courses.outbox.services import Claimed, enqueue_mail
from courses.people.models import EmailAddress, Person
from courses.practice.models import Assessment, AssessmentState, Attempt, Criterion, Mark, SubmissionState
from courses.recognition.models import Award
from lms import clock
from lms.mailing import CONTEXTS, FileMailer, SmtpMailer, clean, compose, open_mailer
from lms.relay import drain
from lms.resources import resource
from lms.settings import Settings
from lms.wiring import Wiring
from tests.factories import make_person
from tests.lms.calendar_program import moved
from tests.lms.matrix_world import MatrixWorld, make_matrix_world
from tests.lms.missed_mails import MISSED, ids_of_missed
from tests.lms.waiting_mails import WAITING, arrange_waiting, waiting_row


@pytest.fixture
def world(wiring: Wiring) -> MatrixWorld:
    found = make_matrix_world(wiring)
    moved(wiring)
    return found


def row(template: str, person_id: int, **ids: int | str) -> Claimed:
    payload = {"template": template, "person_id": person_id, "ids": ids}
    return Claimed(7, "mail", person_id, payload, 1, f"mail:{template}:7", clock.now())


ABOUT_A_BADGE = ("revoked", "restored", "replaced", "resigned", "renewed", "expiring")


def newest_award(session: Session, person: int) -> Award:
    return session.scalars(select(Award).where(Award.person_id == person).order_by(Award.id.desc())).first() or Award()


def ids_for(session: Session, template: str, person: int) -> dict[str, int | str]:
    """What the outbox row of each template holds."""
    found = session.scalars(select(Enrolment)).first()
    assert found is not None
    address = session.scalars(select(EmailAddress).where(EmailAddress.person_id == person)).one()
    award = newest_award(session, person)
    thread = session.scalars(select(GroupQuestion).where(GroupQuestion.asker_id == person)).one()
    assessment = session.scalars(select(Assessment)).first()
    change = session.scalar(select(RunChange.id))
    ids: dict[str, dict[str, int | str]] = {
        "sign_in_link": {"address": address.id, "nonce": "n"},
        "address_verification": {"address": address.id, "nonce": "n"},
        "enrolled": {"enrolment": found.id},
        "left": {"enrolment": found.id},
        "run_changed": {"change": change or 0, "participation": found.participation_id},
        "run_cancelled": {"change": change or 0, "participation": found.participation_id},
        "assessed": {"assessment_id": assessment.id if assessment else 0},
        "decision_undone": {"assessment_id": assessment.id if assessment else 0},
        "awarded": {"award_id": award.id},
        "question_asked": {"question": thread.id},
        "question_answered": {"question": thread.id, "reply": thread.replies[0].id if thread.replies else 0},
        **{name: {"award_id": award.id} for name in ABOUT_A_BADGE},
    }
    if template in MISSED:
        return ids_of_missed(session, template, person)
    if template in WAITING:
        return {"waiting": waiting_row(session, person).id}
    return ids[template]


def judged(wiring: Wiring, level: int = 1) -> None:
    """The work was read; with level 1 it is returned, with 2 it is accepted."""
    with wiring.database.transaction() as session:
        attempt = session.scalars(select(Attempt)).first()
        assert attempt is not None
        assessment = Assessment(
            attempt_id=attempt.id,
            assessor_id=None,
            state=AssessmentState.FINAL,
            started_at=clock.now(),
            saved_at=clock.now(),
        )
        rubric = attempt.submission.assignment.rubric_id
        for criterion in session.scalars(select(Criterion).where(Criterion.rubric_id == rubric)):
            assessment.marks.append(Mark(criterion_id=criterion.id, level_value=level))
        attempt.submission.state = SubmissionState.RETURNED if level < 2 else SubmissionState.ACCEPTED
        session.add(assessment)


def written(wiring: Wiring, world: MatrixWorld, template: str, language: str = "nl-BE") -> EmailMessage | None:
    person = world.own.participant
    with wiring.database.transaction() as session:
        session.get_one(Person, person).language = language
        award = newest_award(session, person)
        award.revoked_at = clock.now() if template == "revoked" else None
        award.revocation_cause = "not_met"
        award.supersedes_id = award.id if template == "replaced" else None
        award.valid_until = clock.now() + timedelta(days=30)
        thread = session.scalars(select(GroupQuestion).where(GroupQuestion.asker_id == person)).one()
        if template == "question_answered":
            add_reply(session, question=thread, author_id=person, body="Kijk hier.", now=clock.now())
        if template == "decision_undone":
            for assessment in session.scalars(select(Assessment)):
                assessment.state = AssessmentState.DRAFT
        arrange_waiting(session, template, person)
    with wiring.database.transaction() as session:
        claimed = row(template, person, **ids_for(session, template, person))
        return compose(session, claimed, wiring.settings, wiring.secret)


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


SUBJECTS = {
    "sign_in_link": ("Je link om je aan te melden", "Votre lien pour vous connecter"),
    "address_verification": ("Is dit jouw adres?", "Est-ce votre adresse\u00a0?"),
    "enrolled": ("Je hebt een plaats: Arduino in de les", "Vous avez une place\u00a0: Arduino in de les"),
    "left": ("Je bent uitgeschreven: November, Geel", "Vous avez quitté le groupe November, Geel"),
    "run_changed": ("Nieuwe data: Arduino in de les", "Nouvelles dates\u00a0: Arduino in de les"),
    "run_cancelled": ("De groep November, Geel gaat niet door", "Le groupe November, Geel est annulé"),
    "assessed": ("Je werk is nagekeken: Onderdeel 4", "Votre travail a été lu\u00a0: Onderdeel 4"),
    "decision_undone": (
        "Je werk wordt opnieuw nagekeken: Onderdeel 4",
        "Votre travail est revu\u00a0: Onderdeel 4",
    ),
    "awarded": ("Je badge: Arduino inzetten in de les", "Votre badge\u00a0: Arduino inzetten in de les"),
    "revoked": ("Je badge is ingetrokken: ", "Votre badge "),
    "restored": ("Je badge telt weer: ", "Votre badge compte à nouveau"),
    "replaced": ("Je badge is verbeterd: ", "Votre badge a été corrigé"),
    "question_asked": ("Een vraag in ", "Une question dans "),
    "question_answered": ("Een antwoord op je vraag over ", "Une réponse à votre question sur "),
    "renewed": ("Je badge is vernieuwd: ", "Votre badge est renouvelé"),
    "expiring": ("Je badge vervalt op ", "Votre badge expire le "),
    "resigned": ("Je badge is opnieuw gemaakt: ", "Votre badge a été refait"),
    "visiting": ("Je komt mee met een andere groep: Onderdeel", "Vous venez avec un autre groupe\u00a0: Onderdeel"),
    "visit_ended": ("Je komt niet mee met een andere groep", "Vous ne venez pas avec un autre groupe"),
    "substitute_given": ("Een vervangtaak voor jou: Onderdeel", "Une tâche de remplacement pour vous\u00a0: Onderdeel"),
    "substitute_read": ("Je vervangtaak is goed: Onderdeel", "Votre tâche de remplacement est bonne\u00a0: Onderdeel"),
    "waiting": ("Je staat op de wachtlijst: Arduino", "Vous êtes sur la liste d’attente\u00a0: Arduino"),
    "waiting_offer": ("Er kwam een plaats vrij. Wil je die? Arduino", "Une place s’est libérée."),
    "waiting_lapsed": ("De plaats ging naar de volgende: Arduino", "La place est passée à la personne suivante"),
    "waiting_closed": ("Er kwam deze keer geen plaats vrij: Arduino", "Aucune place ne s’est libérée cette fois"),
}


def test_every_template_has_a_context_and_a_test() -> None:
    names = {path.stem for path in resource("templates").glob("mail/[!_]*.txt")}
    assert names - {"digest"} == set(SUBJECTS) == set(CONTEXTS), "what reminders say is tested in test_digest.py"
    assert {path.stem for path in resource("templates").glob("mail/[!_]*.html")} == names


@pytest.mark.parametrize("language", [0, 1])
def test_what_every_mail_says(wiring: Wiring, world: MatrixWorld, language: int) -> None:
    judged(wiring)
    for template, subjects in SUBJECTS.items():
        message = written(wiring, world, template, ("nl-BE", "fr")[language])
        assert message is not None, template
        assert str(message["Subject"]).startswith(subjects[language])
        assert message["Content-Language"] == ("nl-BE", "fr")[language]
        text, html = parts(message)
        assert ("Dag learner,", "Bonjour learner,")[language] in text
        addresses = re.findall(r"http\S+", text)
        assert addresses, template
        assert all(address.startswith("http://localhost:8000") for address in addresses)
        assert addresses[0] in html
        for left_over in ("%(", "{{", "None", "Undefined"):
            assert left_over not in text + html, template


def test_a_mail_calls_people_by_the_same_name_as_the_pages(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.transaction() as session:
        session.get_one(Person, world.own.participant).display_name = "Lotte Van Gool"
    message = written(wiring, world, "awarded")
    assert message is not None
    text, html = parts(message)
    assert "Dag Lotte,\n" in text
    assert "Dag Lotte,</p>" in html
    assert message["To"].addresses[0].display_name == "Lotte Van Gool"


class Remote(HTMLParser):
    """Everything in a page that a program would fetch, and what may not be in a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in ("img", "script", "link", "iframe", "video", "object") or "src" in names or "style" in names:
            self.found.append(tag)


def test_a_mail_fetches_nothing(wiring: Wiring, world: MatrixWorld) -> None:
    judged(wiring)
    for template in SUBJECTS:
        message = written(wiring, world, template)
        assert message is not None
        _, html = parts(message)
        remote = Remote()
        remote.feed(html)
        assert remote.found == [], template
        assert "url(" not in html
        assert "@import" not in html


def test_what_was_accepted_reads_differently(wiring: Wiring, world: MatrixWorld) -> None:
    judged(wiring, level=2)
    message = written(wiring, world, "assessed")
    assert message is not None
    assert message["Subject"] == "Je werk voldoet op elk punt: Onderdeel 4"
    assert "doel-en-context" not in parts(message)[0]


def test_what_is_not_there_yet_is_named(wiring: Wiring, world: MatrixWorld) -> None:
    judged(wiring)
    message = written(wiring, world, "assessed")
    assert message is not None
    assert "- doel-en-context" in parts(message)[0]


def test_a_place_that_was_given_back_is_not_confirmed(wiring: Wiring, world: MatrixWorld) -> None:
    assert written(wiring, world, "enrolled") is not None
    with wiring.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment)).first()
        assert enrolment is not None
        enrolment.state, enrolment.ended_at = EnrolmentState.LEFT, clock.now()
    assert written(wiring, world, "enrolled") is None


def test_nobody_to_write_to(wiring: Wiring, world: MatrixWorld) -> None:
    """No address is needed to learn; then there is no mail, and that is no fault."""
    with wiring.database.transaction() as session:
        for address in session.scalars(select(EmailAddress).where(EmailAddress.person_id == world.own.participant)):
            address.verified_at = None
    assert written(wiring, world, "awarded") is None


INJECTIONS = [
    f"Nele{ending}{header}"
    for ending in ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\r\n\r\n")
    for header in (
        "Bcc: evil@example.com",
        "To: evil@example.com",
        "Subject: gratis",
        "Content-Type: text/html",
        "X-Evil: 1",
        ".\r\nMAIL FROM:<evil@example.com>",
        "From: baas@school.example",
        "\tvouw",
        " Reply-To: evil@example.com",
        "<evil@example.com>,",
    )
]


def test_a_hundred_names_make_no_header(wiring: Wiring, world: MatrixWorld) -> None:
    assert len(INJECTIONS) == 100
    with wiring.database.reading() as session:
        claimed = row("awarded", world.own.participant, **ids_for(session, "awarded", world.own.participant))
        honest = compose(session, claimed, wiring.settings, wiring.secret)
        assert honest is not None
        for name in INJECTIONS:
            session.get_one(Person, world.own.participant).display_name = name
            message = compose(session, claimed, wiring.settings, wiring.secret)
            assert message is not None
            again = message_from_bytes(message.as_bytes(), policy=policy.default)
            assert list(again.keys()) == list(honest.keys()), repr(name)
            assert len(again["To"].addresses) == 1
            assert again["To"].addresses[0].addr_spec == honest["To"].addresses[0].addr_spec
        session.rollback()


def test_the_twin_that_does_not_clean_is_refused_by_the_library(
    wiring: Wiring, world: MatrixWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without cleaning nothing is sent: the second lock holds, but the person gets no mail."""
    monkeypatch.setattr("lms.mailing.clean", lambda text: text)
    with wiring.database.reading() as session:
        claimed = row("awarded", world.own.participant, **ids_for(session, "awarded", world.own.participant))
        session.get_one(Person, world.own.participant).display_name = "Nele\r\nBcc: evil@example.com"
        with pytest.raises(ValueError, match="CR"):
            compose(session, claimed, wiring.settings, wiring.secret)
        session.rollback()


def test_clean() -> None:
    assert clean(" a\r\n b\x00c ") == "a  b c"


def test_a_retry_has_the_same_message_id(wiring: Wiring, world: MatrixWorld) -> None:
    first, second = written(wiring, world, "awarded"), written(wiring, world, "awarded")
    assert first is not None
    assert second is not None
    assert first["Message-ID"] == second["Message-ID"]
    assert str(first["Message-ID"]).endswith("@localhost>")


def test_the_outbox_holds_no_personal_data_and_no_token(wiring: Wiring, world: MatrixWorld) -> None:
    with wiring.database.reading() as session:
        payloads = str(session.scalars(select(OutboxMessage.payload)).all())
    assert "@" not in payloads
    assert "learner" not in payloads


def test_files_in_the_demo(wiring: Wiring, database: object, now: datetime) -> None:
    with wiring.database.transaction() as session:
        person = make_person(session, "Nele", email="nele@school.example")
        address = person.addresses[0].id if person.addresses else session.scalars(select(EmailAddress.id)).one()
        for key in ("a", "b"):
            enqueue_mail(
                session,
                template="sign_in_link",
                person_id=person.id,
                now=clock.now(),
                dedupe_key=key,
                address=address,
                nonce=key,
            )
    assert drain(wiring) == 2
    files = sorted((wiring.settings.instance_dir / "outbox").iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    message = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert message["To"] == "Nele <nele@school.example>"
    FileMailer(wiring.settings.instance_dir / "outbox").send(message)
    assert len(list((wiring.settings.instance_dir / "outbox").iterdir())) == 2, "a second try replaces the first"


def test_a_dead_mail_server_costs_a_retry_not_a_mail(wiring: Wiring, settings: Settings, world: MatrixWorld) -> None:
    """F12: the row stays and is tried again; nothing else waits for it."""
    dead = replace(wiring, mailer=SmtpMailer("smtp://127.0.0.1:1"))
    with wiring.database.transaction() as session:
        award = session.scalars(select(Award).where(Award.person_id == world.own.participant)).one()
        enqueue_mail(
            session,
            template="awarded",
            person_id=world.own.participant,
            now=clock.now(),
            dedupe_key="x",
            award_id=award.id,
        )
    drain(dead)
    with wiring.database.reading() as session:
        waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "x")).one()
        assert waiting.done_at is None
        assert waiting.due_at > clock.now()
        assert "ConnectionRefusedError" in (waiting.last_error or "")
        assert waiting.due_at - clock.now() < timedelta(seconds=6)


def test_the_mailer_follows_the_settings(tmp_path: Path, settings: Settings) -> None:
    assert isinstance(open_mailer(settings), FileMailer)
    assert isinstance(open_mailer(settings.model_copy(update={"smtp_url": "smtps://x"})), SmtpMailer)
