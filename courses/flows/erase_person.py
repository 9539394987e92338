"""Erase everything that is about one person, and leave every badge checkable.

All of it stands here together, room by room, so that whoever answers for privacy can read in one place what goes
and what stays. What stays: the person's number without anything on it; that somebody took part and was present
(group counts); levels that were given; of a badge its address, digest, status index, and whether it was revoked.
Copies of a badge in somebody's wallet are outside our reach; they still verify.

Not here: deciding that a person is erased, and deleting bytes of files (an outbox row asks for that).
"""

from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from courses.accounts.models import Account, Password, SignInLink
from courses.delivery.calendar_models import CalendarFeed, Invitation, RunChange
from courses.delivery.checkin_models import AttendanceTick, CheckIn
from courses.delivery.joining import Waiting
from courses.delivery.missed_models import SubstituteTask, Visit
from courses.delivery.models import (
    Attendance,
    Enrolment,
    EnrolmentState,
    Participation,
    RunTrainer,
    Wish,
)
from courses.errors import N_
from courses.files.models import Retention, StoredFile, Upload
from courses.flows.drop_file import discard
from courses.flows.enrol import fill_seats
from courses.flows.send_file import let_go
from courses.insight.models import FeedbackGiven
from courses.network.models import GroupQuestion, QuestionReply, SharedMaterial
from courses.outbox.models import OutboxMessage
from courses.outbox.services import MAIL
from courses.people.errors import NoSuchPerson
from courses.people.models import AuditEvent, Consent, EmailAddress, Membership, Person
from courses.people.services import audit
from courses.practice.evidence_models import DraftGoal, Reflection
from courses.practice.marking_models import Agreement, FollowUp, OwnSentence, RunMarking, SecondLook, VoiceComment
from courses.practice.models import (
    Assessment,
    Attempt,
    AttemptPiece,
    DraftFile,
    Mark,
    QuizAnswer,
    Submission,
)
from courses.progress.models import UnitProgress
from courses.recognition.batch_models import AwardBatch, BatchItem
from courses.recognition.models import Award, AwardEdition, Nomination, RenewalTask
from courses.reminders.models import Reminder, ReminderChoice
from courses.reminders.services import DIGEST
from courses.results.models import ItemGoal, ResultsRecord


def erase_person(session: Session, *, person_id: int, actor_id: int | None, now: datetime) -> None:
    """Erase this person. Doing it twice is doing it once. Raises NoSuchPerson.

    `actor_id` is who asked: the person, somebody who runs the installation, or None for the console.
    """
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NoSuchPerson(N_("There is no such person."))
    if person.erased_at is not None:
        return
    participations = list(session.scalars(select(Participation.id).where(Participation.person_id == person_id)))
    _files(session, person_id, participations, now)
    _work(session, participations)
    freed = _joining(session, person_id, participations)
    _learning(session, participations, now)
    session.execute(delete(CheckIn).where(CheckIn.person_id == person_id))
    _teaching(session, person_id)
    _exchange(session, person_id, now)
    _acts(session, person_id)
    _recognition(session, person_id, now)
    _signing_in(session, person_id)
    _queue_and_trail(session, person_id, now)
    session.flush()
    _person(session, person, now)
    audit(
        session,
        action="person_erased",
        subject_kind="person",
        subject_id=person_id,
        actor_id=None if actor_id == person_id else actor_id,
        organisation_id=None,
        now=now,
        own_wish=actor_id == person_id,
    )
    for run_id in freed:
        fill_seats(session, run_id=run_id, now=now)


def _joining(session: Session, person_id: int, participations: list[int]) -> list[int]:
    """The name goes from every waiting list; the runs where a seat comes free for somebody else."""
    seats = select(Enrolment.run_id).where(Enrolment.participation_id.in_(participations), Enrolment.ended_at.is_(None))
    waits = select(Waiting.run_id).where(Waiting.person_id == person_id, Waiting.ended_at.is_(None))
    freed = sorted(session.scalars(seats.union(waits)))
    session.execute(delete(Waiting).where(Waiting.person_id == person_id))
    session.execute(update(Waiting).where(Waiting.moved_by_id == person_id).values(moved_by_id=None))
    return freed


def _files(session: Session, person_id: int, participations: list[int], now: datetime) -> None:
    """What the person uploaded, and what hangs on their work. Files of a module stay: they are the module's."""
    submissions = select(Submission.id).where(Submission.participation_id.in_(participations))
    attempts = select(Attempt.id).where(Attempt.submission_id.in_(submissions))
    held = (
        select(AttemptPiece.file_id)
        .where(AttemptPiece.attempt_id.in_(attempts), AttemptPiece.file_id.is_not(None))
        .union(select(DraftFile.file_id).where(DraftFile.submission_id.in_(submissions)), _spoken(attempts))
    )
    mine = (StoredFile.owner_id == person_id) | StoredFile.id.in_(held)
    query = select(StoredFile).where(mine, StoredFile.retention != Retention.CONTENT, StoredFile.erased_at.is_(None))
    for file in session.scalars(query).all():
        discard(session, file=file, now=now)
    session.execute(delete(DraftFile).where(DraftFile.submission_id.in_(submissions)))
    for upload in session.scalars(select(Upload).where(Upload.owner_id == person_id)).all():
        let_go(session, upload=upload, now=now)
    session.execute(update(StoredFile).where(StoredFile.owner_id == person_id).values(owner_id=None))


def _spoken(attempts: Select[int]) -> Select[int]:
    """What trainers said aloud about these attempts; a trainer's own voice goes with the files of the trainer."""
    assessments = select(Assessment.id).where(Assessment.attempt_id.in_(attempts))
    return select(VoiceComment.file_id).where(VoiceComment.assessment_id.in_(assessments))


def _work(session: Session, participations: list[int]) -> None:
    """The words of the work and of what was said about it. That there was an attempt, and its levels, stay."""
    submissions = select(Submission.id).where(Submission.participation_id.in_(participations))
    attempts = select(Attempt.id).where(Attempt.submission_id.in_(submissions))
    assessments = select(Assessment.id).where(Assessment.attempt_id.in_(attempts))
    session.execute(
        update(Submission)
        .where(Submission.id.in_(submissions))
        .values(draft_text="", draft_link="", draft_saved_at=None, draft_pupils=None, version=Submission.version + 1)
    )
    session.execute(delete(ResultsRecord).where(ResultsRecord.submission_id.in_(submissions)))
    session.execute(delete(Reflection).where(Reflection.submission_id.in_(submissions)))
    session.execute(delete(DraftGoal).where(DraftGoal.submission_id.in_(submissions)))
    session.execute(
        update(AttemptPiece)
        .where(AttemptPiece.attempt_id.in_(attempts))
        .values(body=None, results=None, as_evidence=False)
    )
    session.execute(update(Mark).where(Mark.assessment_id.in_(assessments)).values(comment=""))
    session.execute(update(Assessment).where(Assessment.id.in_(assessments)).values(comment="", aside=[]))
    session.execute(update(SecondLook).where(SecondLook.assessment_id.in_(assessments)).values(comment=""))
    session.execute(update(VoiceComment).where(VoiceComment.assessment_id.in_(assessments)).values(summary=""))
    session.execute(delete(FollowUp).where(FollowUp.participation_id.in_(participations)))


def _learning(session: Session, participations: list[int], now: datetime) -> None:
    """Answers, reading places and wishes go. That somebody had a seat and was present stays, without who."""
    for table in (QuizAnswer, UnitProgress, Wish, Invitation, FeedbackGiven, Visit, SubstituteTask):
        session.execute(delete(table).where(table.participation_id.in_(participations)))
    session.execute(update(Attendance).where(Attendance.participation_id.in_(participations)).values(note=None))
    session.execute(
        update(Enrolment)
        .where(Enrolment.participation_id.in_(participations), Enrolment.ended_at.is_(None))
        .values(state=EnrolmentState.LEFT, ended_at=now)
    )
    session.execute(
        update(Participation)
        .where(Participation.id.in_(participations))
        .values(person_id=None, recipient_address_id=None, show_name=False)
    )


def _teaching(session: Session, person_id: int) -> None:
    """Who gave a group, noted presence or judged work. The judgement itself belongs to who it is about."""
    session.execute(delete(RunTrainer).where(RunTrainer.person_id == person_id))
    session.execute(update(SubstituteTask).where(SubstituteTask.given_by_id == person_id).values(given_by_id=None))
    session.execute(update(SubstituteTask).where(SubstituteTask.decided_by_id == person_id).values(decided_by_id=None))
    session.execute(update(RunChange).where(RunChange.actor_id == person_id).values(actor_id=None))
    session.execute(update(Attendance).where(Attendance.recorded_by_id == person_id).values(recorded_by_id=None))
    session.execute(update(CheckIn).where(CheckIn.decided_by_id == person_id).values(decided_by_id=None))
    session.execute(update(AttendanceTick).where(AttendanceTick.person_id == person_id).values(person_id=None))
    session.execute(update(Assessment).where(Assessment.assessor_id == person_id).values(assessor_id=None))
    session.execute(delete(OwnSentence).where(OwnSentence.person_id == person_id))
    session.execute(update(RunMarking).where(RunMarking.set_by_id == person_id).values(set_by_id=None))
    session.execute(update(Agreement).where(Agreement.proposed_by_id == person_id).values(proposed_by_id=None))
    session.execute(update(SecondLook).where(SecondLook.person_id == person_id).values(person_id=None))
    session.execute(update(FollowUp).where(FollowUp.trainer_id == person_id).values(trainer_id=None))


def _exchange(session: Session, person_id: int, now: datetime) -> None:
    """Replies go, and what was shared is taken back; a question keeps its place without words: the replies are theirs
    who wrote them."""
    session.execute(delete(QuestionReply).where(QuestionReply.author_id == person_id))
    session.execute(update(GroupQuestion).where(GroupQuestion.asker_id == person_id).values(asker_id=None, body=""))
    taken_back = func.coalesce(SharedMaterial.withdrawn_at, now)
    nothing = {"sharer_id": None, "title": "", "about": "", "url": None, "withdrawn_at": taken_back}
    session.execute(update(SharedMaterial).where(SharedMaterial.sharer_id == person_id).values(nothing))


def _acts(session: Session, person_id: int) -> None:
    """Who is named in an act on many badges, and who did it; the words of an act that was about this person alone."""
    about = (BatchItem.person_id == person_id) | BatchItem.award_id.in_(
        select(Award.id).where(Award.person_id == person_id)
    )
    alone = (
        select(BatchItem.batch_id)
        .where(BatchItem.batch_id.in_(select(BatchItem.batch_id).where(about)))
        .group_by(BatchItem.batch_id)
        .having(func.count() == 1)
    )
    session.execute(update(AwardBatch).where(AwardBatch.id.in_(alone)).values(reason=""))
    session.execute(update(BatchItem).where(BatchItem.person_id == person_id).values(person_id=None))
    session.execute(update(AwardBatch).where(AwardBatch.actor_id == person_id).values(actor_id=None))


def _recognition(session: Session, person_id: int, now: datetime) -> None:
    """The signed bytes, the name, the evidence and the hashed address of every badge. Digest and index stay."""
    awards = select(Award.id).where(Award.person_id == person_id)
    session.execute(
        update(AwardEdition)
        .where(AwardEdition.award_id.in_(awards), AwardEdition.erased_at.is_(None))
        .values(signed=None, holder_name=None, evidence=[], salt=None, identity_hash=None, erased_at=now)
    )
    session.execute(delete(RenewalTask).where(RenewalTask.award_id.in_(awards)))
    session.execute(
        update(Award).where(Award.person_id == person_id).values(person_id=None, shared_at=None, revocation_reason=None)
    )
    session.execute(update(Award).where(Award.revoked_by_id == person_id).values(revoked_by_id=None))
    session.execute(update(Nomination).where(Nomination.person_id == person_id).values(person_id=None, reason=""))
    session.execute(update(Nomination).where(Nomination.nominated_by_id == person_id).values(nominated_by_id=None))


def _signing_in(session: Session, person_id: int) -> None:
    """Every way in, every role, every address; open sessions end with the account."""
    for table in (ItemGoal, SignInLink, Password, Account, Membership, Consent, EmailAddress, CalendarFeed):
        session.execute(delete(table).where(table.person_id == person_id))


def _queue_and_trail(session: Session, person_id: int, now: datetime) -> None:
    """No mail or reminder leaves any more. The trail keeps what was done, not by whom."""
    for table in (Reminder, ReminderChoice):
        session.execute(delete(table).where(table.person_id == person_id))
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.kind.in_((MAIL, DIGEST)),
            OutboxMessage.subject_id == person_id,
            OutboxMessage.done_at.is_(None),
        )
        .values(done_at=now, lease_until=None, last_error="the person was erased")
    )
    session.execute(update(AuditEvent).where(AuditEvent.actor_id == person_id).values(actor_id=None))


def _person(session: Session, person: Person, now: datetime) -> None:
    session.expire(person)
    person.display_name = ""
    person.language = "nl"
    person.time_zone = "Europe/Brussels"
    person.erased_at = now
    session.flush()
