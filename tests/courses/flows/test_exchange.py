"""Questions within a group (GRP-03, GRP-08, KWA-09): asked, answered, solved and moderated, also after the course."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import EnrolmentState, Participation, Run
from courses.flows.enrol import leave
from courses.flows.erase_person import erase_person
from courses.flows.exchange import answer_question, ask_group, moderate, solve_question
from courses.flows.export_person import export_person
from courses.network.errors import BadWords, NoSuchQuestion
from courses.network.models import GroupQuestion, QuestionReply
from courses.network.queries import open_questions, questions_of_group
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent, Person
from tests.conftest import NOW
from tests.factories import make_module_version, make_participation, make_person, make_run


@pytest.fixture
def group(session: Session) -> tuple[Run, Person, Participation, Participation]:
    """A run with its trainer and two participants."""
    trainer, version = make_person(session, "Ilse"), make_module_version(session)
    session.expire(version)
    run = make_run(session, version, trainers=[trainer])
    first, second = (make_participation(session, make_person(session, name), run) for name in ("Nele", "Karim"))
    return run, trainer, first, second


def ask(session: Session, participation: Participation, body: str = "Waar zit de fout?") -> GroupQuestion:
    return ask_group(session, participation=participation, unit_slug="text", body=body, now=NOW)


def answer(
    session: Session, question: GroupQuestion, person_id: int | None, body: str = "Kijk naar D2."
) -> QuestionReply:
    return answer_question(session, public_id=question.public_id, person_id=person_id or 0, body=body, now=NOW)


def mails(session: Session, template: str) -> list[int | None]:
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id))
    return [row.subject_id for row in rows if row.payload["template"] == template]


def test_the_group_reads_and_answers_and_each_is_told_of_the_other(session: Session, group) -> None:  # type: ignore[no-untyped-def]
    run, trainer, nele, karim = group
    question = ask(session, nele)
    assert mails(session, "question_asked") == [trainer.id]
    assert open_questions(session, run_ids=[run.id]) == {run.id: 1}
    answer(session, question, karim.person_id)
    answer(session, question, karim.person_id)
    answer(session, question, trainer.id, "Of naar de weerstand.")
    answer(session, question, nele.person_id, "Gevonden!")
    assert mails(session, "question_answered") == [nele.person_id, nele.person_id]
    (seen,) = questions_of_group(session, run_id=run.id, reader_id=nele.person_id or 0)
    assert [(reply.by, reply.trainer) for reply in seen.replies] == [("Karim", False), ("Ilse", True), ("Nele", False)]
    assert open_questions(session, run_ids=[run.id]) == {}


def test_after_the_course_one_still_asks_and_answers(session: Session, group) -> None:  # type: ignore[no-untyped-def]
    run, _trainer, nele, karim = group
    leave(session, run_id=run.id, person_id=nele.person_id or 0, now=NOW)
    assert nele.enrolments[0].state is EnrolmentState.LEFT
    question = ask(session, nele)
    assert question.run_id == run.id
    assert answer(session, question, karim.person_id).question_id == question.id


def test_who_was_never_in_the_group_finds_nothing(session: Session, group) -> None:  # type: ignore[no-untyped-def]
    _run, _trainer, nele, _karim = group
    question = ask(session, nele)
    with pytest.raises(NoSuchQuestion):
        answer(session, question, make_person(session).id)


def test_solved_is_for_the_asker_and_the_trainer(session: Session, group) -> None:  # type: ignore[no-untyped-def]
    _run, trainer, nele, karim = group
    question = ask(session, nele)

    def solve(person_id: int | None, solved: bool) -> None:
        solve_question(session, public_id=question.public_id, person_id=person_id or 0, solved=solved, now=NOW)

    with pytest.raises(NoSuchQuestion):
        solve(karim.person_id, True)
    solve(nele.person_id, True)
    assert question.solved_at == NOW
    solve(trainer.id, False)
    assert question.solved_at is None


def test_a_trainer_takes_away_what_does_not_belong_and_that_is_written_down(session: Session, group) -> None:  # type: ignore[no-untyped-def]
    run, trainer, nele, karim = group
    question = ask(session, nele)
    reply = answer(session, question, karim.person_id)

    def hide(person_id: int | None, which: str) -> None:
        moderate(
            session,
            public_id=question.public_id,
            reply=which,
            person_id=person_id or 0,
            organisations=(),
            now=NOW,
        )

    with pytest.raises(NoSuchQuestion):
        hide(karim.person_id, reply.public_id)
    hide(trainer.id, reply.public_id)
    assert questions_of_group(session, run_id=run.id, reader_id=0)[0].replies == ()
    hide(trainer.id, "")
    assert questions_of_group(session, run_id=run.id, reader_id=0) == []
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "question_hidden")).all()
    assert [event.actor_id for event in events] == [trainer.id, trainer.id]


@pytest.mark.parametrize("body", [" ", "x" * 2_001])
def test_empty_and_endless_words_are_refused(session: Session, group, body: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadWords):
        ask(session, group[2], body)


def test_words_go_with_who_wrote_them(session: Session, group) -> None:  # type: ignore[no-untyped-def]
    """PRI: in the export, and gone after erasure; what others replied stays."""
    run, _trainer, nele, karim = group
    question = ask(session, nele)
    answer(session, question, karim.person_id)
    answer(session, question, nele.person_id, "Dank je.")
    told = export_person(session, person_id=nele.person_id or 0, actor_id=None, now=NOW).document["questions"]
    assert [one["text"] for one in told["asked"] + told["replied"]] == ["Waar zit de fout?", "Dank je."]
    erase_person(session, person_id=nele.person_id or 0, actor_id=None, now=NOW)
    session.expire_all()
    (seen,) = questions_of_group(session, run_id=run.id, reader_id=0)
    assert (seen.body, seen.by, [reply.by for reply in seen.replies]) == ("", "", ["Karim"])
