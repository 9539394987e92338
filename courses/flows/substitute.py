"""The substitute task of a session that was missed: given or taken, handed in, and the trainer's yes.

Yes is presence ("did the substitute task"), with all that follows from it. Not here: the task that the module
itself has (its package), and whether a badge accepts a substitute (`courses.progress.rules`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import missed, queries, services
from courses.delivery.errors import BadSubstitute, NotMissed, OwnSubstitute, SubstituteChanged
from courses.delivery.missed_models import SubstituteState, SubstituteTask
from courses.delivery.models import Participation, Presence, RunSession
from courses.errors import N_
from courses.flows.attend import record_attendance
from courses.outbox.services import enqueue_mail
from courses.people.services import audit


def module_task(meeting: RunSession) -> Mapping[str, str]:
    """What the package asks of who was not there; empty when it says nothing."""
    part = meeting.unit.settings.get(meeting.unit.kind.value, {})
    found = part.get("substitute") if isinstance(part, Mapping) else None
    return found if isinstance(found, Mapping) else {"nl": found} if isinstance(found, str) else {}


def give_task(
    session: Session, *, meeting: RunSession, participation: Participation, task: str, actor_id: int, now: datetime
) -> SubstituteTask:
    """Set what this participant does instead; empty: the task of the module. They are told once for each change.

    Raises `NotMissed`, `BadSubstitute` without any text or once it is handed in.
    """
    _check_missed(session, meeting, participation)
    task = task.strip()
    if not task and not module_task(meeting):
        raise BadSubstitute(N_("Write what they can do instead."), field="task")
    if len(task) > missed.TASK_MAX:
        raise BadSubstitute(N_("Keep it under %(limit)s characters."), field="task", limit=missed.TASK_MAX)
    row = _row(session, meeting, participation)
    if row.state in (SubstituteState.HANDED_IN, SubstituteState.ACCEPTED):
        raise BadSubstitute(N_("They handed it in already. Read it first."), field="task")
    if row.given_at is not None and (row.task or "") == task:
        return row
    row.task, row.given_by_id, row.given_at = task or None, actor_id, now
    row.version += 1
    session.flush()
    _tell(session, "substitute_given", row, now)
    _note(session, "substitute_given", row, meeting, actor_id, now)
    return row


def hand_in_substitute(
    session: Session, *, session_public_id: str, person_id: int, answer: str, now: datetime
) -> SubstituteTask:
    """Hand in what was done instead, or change it until the trainer answered.

    Raises `NoSuchSession`, `NotMissed`, `BadSubstitute` when it is empty or too long, or there is no task.
    """
    meeting, mine = queries.session_for_person(session, public_id=session_public_id, person_id=person_id)
    _check_missed(session, meeting, mine)
    answer = answer.strip()
    if not answer:
        raise BadSubstitute(N_("Write what you did."), field="answer")
    if len(answer) > missed.ANSWER_MAX:
        raise BadSubstitute(N_("Keep it under %(limit)s characters."), field="answer", limit=missed.ANSWER_MAX)
    row = _row(session, meeting, mine)
    if row.given_at is None and not module_task(meeting):
        raise BadSubstitute(N_("There is no substitute task yet. Ask your trainer for one."), field="answer")
    row.answer, row.handed_in_at, row.state = answer, now, SubstituteState.HANDED_IN
    row.decided_at = row.decided_by_id = None
    row.version += 1
    session.flush()
    _note(session, "substitute_handed_in", row, meeting, person_id, now)
    return row


def decide_substitute(
    session: Session, *, task: SubstituteTask, accepted: bool, word: str, seen: int, actor_id: int, now: datetime
) -> SubstituteTask:
    """The trainer's answer: yes counts as presence; else they add to it. `seen` is the version that was read.

    Raises `SubstituteChanged` when it is another one by now, `OwnSubstitute`, `BadSubstitute` for a no without a word.
    """
    row = missed.substitute_of(
        session, run_session_id=task.run_session_id, participation_id=task.participation_id, lock=True
    )
    if row is None or row.version != seen or row.state is not SubstituteState.HANDED_IN:
        raise SubstituteChanged()
    if row.participation.person_id == actor_id:
        raise OwnSubstitute()
    word = word.strip()[: missed.TASK_MAX]
    if not accepted and not word:
        raise BadSubstitute(N_("Write what they can add."), field="word")
    row.state = SubstituteState.ACCEPTED if accepted else SubstituteState.RETURNED
    row.word, row.decided_by_id, row.decided_at = word or None, actor_id, now
    row.version += 1
    session.flush()
    if accepted:
        _count_as_there(session, row, actor_id, now)
    _tell(session, "substitute_read", row, now)
    _note(session, "substitute_accepted" if accepted else "substitute_returned", row, row.session, actor_id, now)
    return row


def _count_as_there(session: Session, row: SubstituteTask, actor_id: int, now: datetime) -> None:
    known = queries.attendance_of(session, run_session_id=row.run_session_id, participation_id=row.participation_id)
    record_attendance(
        session,
        run_session_id=row.run_session_id,
        participation_id=row.participation_id,
        presence=Presence.SUBSTITUTE,
        actor_id=actor_id,
        note=known.note if known else None,
        now=now,
        guest=not queries.was_enrolled(session, run_id=row.session.run_id, participation_id=row.participation_id),
    )


def _check_missed(session: Session, meeting: RunSession, participation: Participation) -> None:
    known = queries.attendance_of(session, run_session_id=meeting.id, participation_id=participation.id)
    if known is None or known.presence not in missed.MISSED:
        raise NotMissed()


def _row(session: Session, meeting: RunSession, participation: Participation) -> SubstituteTask:
    """The task of this participation, held still; a new one when there was none."""
    # Two who write the first row at once have none yet to wait for each other on.
    services.hold_participation(session, participation_id=participation.id)
    row = missed.substitute_of(session, run_session_id=meeting.id, participation_id=participation.id, lock=True)
    if row is None:
        row = SubstituteTask(run_session_id=meeting.id, participation_id=participation.id, version=0)
        session.add(row)
        session.flush()
    return row


def _tell(session: Session, template: str, row: SubstituteTask, now: datetime) -> None:
    person_id = row.participation.person_id
    if person_id is not None:
        enqueue_mail(
            session,
            template=template,
            person_id=person_id,
            now=now,
            dedupe_key=f"mail:{template}:{row.id}:{row.version}",
            substitute=row.id,
        )


def _note(
    session: Session, action: str, row: SubstituteTask, meeting: RunSession, actor_id: int, now: datetime
) -> None:
    audit(
        session,
        action=action,
        subject_kind="substitute_task",
        subject_id=row.id,
        actor_id=actor_id,
        organisation_id=meeting.run.organisation_id,
        now=now,
        run_session=meeting.id,
    )
