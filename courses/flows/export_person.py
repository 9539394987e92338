"""Everything that is kept about one person, as a document to take along.

Addresses, roles, what they learned, wrote and were told, their badges byte for byte, and which files are theirs.
Row numbers are left out; other people appear only where they wrote to this person. Not here: the archive around
it and the bytes of files (`lms.exporting`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.accounts.models import Account, Password
from courses.delivery.calendar_models import Invitation
from courses.delivery.checkin_models import AttendanceTick, CheckIn
from courses.delivery.invitations import feed_of
from courses.delivery.models import Attendance, Enrolment, Participation, RunTrainer, Wish
from courses.errors import N_
from courses.files.models import StoredFile
from courses.files.uploads import open_uploads
from courses.flows.export_joining import missed_of, waiting_of
from courses.frameworks.models import FrameworkItem
from courses.insight.queries import gave_feedback
from courses.network.models import GroupQuestion, QuestionReply, SharedMaterial
from courses.people.errors import NoSuchPerson
from courses.people.models import AuditEvent, Consent, Person
from courses.people.queries import roles_with_names
from courses.people.services import audit
from courses.practice.marking_models import FollowUp, OwnSentence, VoiceComment
from courses.practice.models import Assessment, AssessmentState, Attempt, QuizAnswer, Submission
from courses.practice.queries.about_work import goals_of, goals_of_draft, reflection_of
from courses.progress.models import UnitProgress
from courses.recognition.models import Award, Nomination, RenewalTask
from courses.reminders.models import Reminder, ReminderChoice
from courses.results.models import ItemGoal
from courses.results.services import records_of


@dataclass(frozen=True)
class PersonExport:
    """What goes into the archive."""

    document: dict[str, Any]
    """JSON-able."""
    badges: dict[str, bytes]
    """Public id and edition -> the exact bytes as signed."""
    files: dict[str, str]
    """Name in the archive -> storage key."""


def export_person(session: Session, *, person_id: int, actor_id: int | None, now: datetime) -> PersonExport:
    """Raises NoSuchPerson. That it was exported is written in the audit trail."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NoSuchPerson(N_("There is no such person."))
    audit(
        session,
        action="person_exported",
        subject_kind="person",
        subject_id=person_id,
        actor_id=actor_id,
        organisation_id=None,
        now=now,
    )
    participations = _participations(session, person_id)
    awards = list(session.scalars(select(Award).where(Award.person_id == person_id).order_by(Award.id)))
    files = list(session.scalars(select(StoredFile).where(StoredFile.owner_id == person_id).order_by(StoredFile.id)))
    document = {
        "exported_at": _at(now),
        "person": _person(session, person),
        "participations": [_participation(session, row) for row in participations],
        "waiting_lists": waiting_of(session, person_id),
        "badges": [_award(award) for award in awards],
        "questions": _questions(session, person_id),
        "renewals": _renewals(session, [award.id for award in awards]),
        "nominations": _nominations(session, person_id),
        "check_ins": _check_ins(session, person_id),
        "files": [_file(file) for file in files],
        "goals_of_items": _goals_of_items(session, person_id),
        "half_sent": _half_sent(session, person_id),
        "teaching": _teaching(session, person_id),
        "reminders": _reminders(session, person_id),
        "trail": _trail(session, person_id),
    }
    return PersonExport(
        document=document,
        badges=_signed(awards),
        files={f"{file.public_id}-{file.original_name}": file.storage_key for file in files if file.storage_key},
    )


def _signed(awards: list[Award]) -> dict[str, bytes]:
    return {
        f"{award.public_id}-{edition.number}": edition.signed
        for award in awards
        for edition in award.editions
        if edition.signed is not None
    }


def _participations(session: Session, person_id: int) -> list[Participation]:
    query = select(Participation).where(Participation.person_id == person_id).order_by(Participation.id)
    return list(session.scalars(query))


def _half_sent(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Uploads that are still on their way."""
    return [
        {"name": upload.name, "size": upload.size, "received": upload.received, "at": _at(upload.touched_at)}
        for upload in open_uploads(session, owner_id=person_id)
    ]


def _goals_of_items(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Which goal they gave the items of other platforms."""
    rows = session.scalars(select(ItemGoal).where(ItemGoal.person_id == person_id).order_by(ItemGoal.id))
    return [{"platform": row.platform, "item": row.item, "goal": row.goal} for row in rows]


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _person(session: Session, person: Person) -> dict[str, Any]:
    account = session.get(Account, person.id)
    password = session.get(Password, person.id)
    feed = feed_of(session, person_id=person.id)
    consents = session.scalars(select(Consent).where(Consent.person_id == person.id).order_by(Consent.id))
    return {
        "name": person.display_name,
        "language": person.language,
        "time_zone": person.time_zone,
        "created_at": _at(person.created_at),
        "addresses": [
            {"address": row.address, "primary": row.is_primary, "verified_at": _at(row.verified_at)}
            for row in person.addresses
        ],
        "roles": [{"organisation": name, "role": role.value} for name, role in roles_with_names(session, person.id)],
        "last_signed_in_at": _at(account.last_signed_in_at) if account else None,
        "calendar_address_made_at": _at(feed.made_at) if feed else None,
        "password_changed_at": _at(password.changed_at) if password else None,
        "consents": [
            {
                "subject": c.subject,
                "version": c.version,
                "given_at": _at(c.given_at),
                "withdrawn_at": _at(c.withdrawn_at),
            }
            for c in consents
        ],
    }


def _participation(session: Session, row: Participation) -> dict[str, Any]:
    units = {unit.id: unit.slug for unit in row.module_version.units}
    progress = session.scalars(select(UnitProgress).where(UnitProgress.participation_id == row.id))
    answers = session.scalars(select(QuizAnswer).where(QuizAnswer.participation_id == row.id).order_by(QuizAnswer.id))
    wishes = session.scalars(select(Wish).where(Wish.participation_id == row.id).order_by(Wish.id))
    attendances = session.scalars(select(Attendance).where(Attendance.participation_id == row.id))
    submissions = session.scalars(select(Submission).where(Submission.participation_id == row.id))
    return {
        "module": row.module_version.title,
        "version": row.module_version.label,
        "started_at": _at(row.started_at),
        "completed_at": _at(row.completed_at),
        "name_on_badge": row.show_name,
        "gave_feedback": gave_feedback(session, row.id),
        "groups": [_seat(enrolment) for enrolment in row.enrolments],
        "progress": [
            {"unit": units.get(p.unit_id), "opened_at": _at(p.first_opened_at), "completed_at": _at(p.completed_at)}
            for p in progress
        ],
        "answers": [
            {
                "unit": units.get(a.unit_id),
                "question": a.question,
                "answer": a.answer,
                "right": a.right,
                "at": _at(a.answered_at),
            }
            for a in answers
        ],
        "wishes": [{"text": w.body, "at": _at(w.written_at)} for w in wishes],
        "invitations": _invitations(session, row),
        "presence": [
            {"session": a.session.starts_local.isoformat(), "presence": a.presence.value, "note": a.note}
            for a in attendances
        ],
        **missed_of(session, row.id),
        "work": [_submission(session, submission) for submission in submissions],
        "follow_up": _follow_up(session, row),
    }


def _seat(e: Enrolment) -> dict[str, Any]:
    return {"group": e.run.name, "state": e.state.value, "from": _at(e.enrolled_at), "until": _at(e.ended_at)}


def _invitations(session: Session, row: Participation) -> list[dict[str, Any]]:
    """What was put into the calendar, and taken out of it."""
    rows = session.scalars(select(Invitation).where(Invitation.participation_id == row.id).order_by(Invitation.id))
    return [
        {
            "session": one.revision.starts_local.isoformat(),
            "sequence": one.sequence,
            "cancelled": one.cancelled,
            "at": _at(one.made_at),
        }
        for one in rows
    ]


def _follow_up(session: Session, row: Participation) -> list[dict[str, Any]]:
    """What trainers noted about how it is used in class."""
    rows = session.scalars(select(FollowUp).where(FollowUp.participation_id == row.id).order_by(FollowUp.id))
    return [
        {"on": f.happened_on.isoformat(), "kind": f.kind.value, "text": f.text, "at": _at(f.created_at)} for f in rows
    ]


def _submission(session: Session, row: Submission) -> dict[str, Any]:
    written = reflection_of(session, row.id)
    return {
        "assignment": row.assignment.unit.slug,
        "state": row.state.value,
        "draft": {"text": row.draft_text, "link": row.draft_link, "files": [d.file.public_id for d in row.draft_files]},
        "goals": [_goal(linked.item) for linked in goals_of_draft(session, row.id)],
        "looking_back": written.body if written else None,
        "results": [
            {"platform": r.platform, "pupils": r.pupils, "items": r.items, "goals": r.goals}
            for r in records_of(session, row.id)
        ],
        "attempts": [_attempt(session, attempt) for attempt in row.attempts],
    }


def _goal(item: FrameworkItem) -> str:
    return f"{item.framework.code} {item.code}"


def _attempt(session: Session, row: Attempt) -> dict[str, Any]:
    query = select(VoiceComment).join(Assessment).where(Assessment.attempt_id == row.id)
    spoken = {v.assessment_id: {"file": v.file.public_id, "says": v.summary} for v in session.scalars(query)}
    return {
        "number": row.number,
        "pupils": row.pupils.value if row.pupils else None,
        "goals": [_goal(linked.item) for linked in goals_of(session, row, row.handed_in_at.date())],
        "handed_in_at": _at(row.handed_in_at),
        "withdrawn_at": _at(row.withdrawn_at),
        "pieces": [
            {
                "kind": piece.kind.value,
                "text": piece.body,
                "results": piece.results,
                "file": piece.file.public_id if piece.file else None,
                "as_evidence": piece.as_evidence,
            }
            for piece in row.pieces
        ],
        "assessments": [
            {
                "by": a.assessor.display_name if a.assessor else None,
                "at": _at(a.decided_at),
                "comment": a.comment,
                "spoken": spoken.get(a.id),
                "marks": [
                    {"criterion": mark.criterion.slug, "level": mark.level_value, "comment": mark.comment}
                    for mark in a.marks
                ],
            }
            for a in row.assessments
            if a.state is AssessmentState.FINAL
        ],
    }


def _award(row: Award) -> dict[str, Any]:
    return {
        "badge": row.badge_version.name,
        "address": row.badge_url,
        "awarded_at": _at(row.awarded_at),
        "valid_until": _at(row.valid_until),
        "shared_at": _at(row.shared_at),
        "revoked_at": _at(row.revoked_at),
        "revocation_cause": row.revocation_cause,
        "revocation_reason": row.revocation_reason,
        "replaced_at": _at(row.replaced_at),
        "renewal": row.renewal,
        "editions": [
            {"number": e.number, "issued_at": _at(e.issued_at), "name_shown": e.holder_name, "sha256": e.digest}
            for e in row.editions
        ],
    }


def _questions(session: Session, person_id: int) -> dict[str, Any]:
    """What the person asked a group, and what they replied to others."""
    asked = session.scalars(select(GroupQuestion).where(GroupQuestion.asker_id == person_id).order_by(GroupQuestion.id))
    replied = session.scalars(
        select(QuestionReply).where(QuestionReply.author_id == person_id).order_by(QuestionReply.id)
    )
    return {
        "asked": [{"text": row.body, "at": _at(row.asked_at), "solved_at": _at(row.solved_at)} for row in asked],
        "replied": [{"text": row.body, "at": _at(row.written_at)} for row in replied],
        "shared": [
            {"title": row.title, "about": row.about, "licence": row.licence, "link": row.url, "at": _at(row.shared_at)}
            for row in session.scalars(select(SharedMaterial).where(SharedMaterial.sharer_id == person_id))
        ],
    }


def _renewals(session: Session, award_ids: list[int]) -> list[dict[str, Any]]:
    rows = session.scalars(select(RenewalTask).where(RenewalTask.award_id.in_(award_ids)).order_by(RenewalTask.id))
    return [
        {
            "badge": row.badge_version.name,
            "answers": row.answers,
            "at": _at(row.answered_at),
            "passed": _at(row.passed_at),
        }
        for row in rows
    ]


def _nominations(session: Session, person_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(select(Nomination).where(Nomination.person_id == person_id).order_by(Nomination.id))
    return [{"badge": n.badge_version.name, "reason": n.reason, "at": _at(n.created_at)} for n in rows]


def _check_ins(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Where somebody checked in and a trainer had to say yes or no."""
    rows = session.scalars(select(CheckIn).where(CheckIn.person_id == person_id).order_by(CheckIn.id))
    return [
        {
            "session": row.session.starts_local.isoformat(),
            "group": row.session.run.name,
            "why_in_doubt": row.doubt.value,
            "at": _at(row.seen_at),
            "accepted": row.accepted,
        }
        for row in rows
    ]


def _file(row: StoredFile) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.original_name,
        "type": row.media_type,
        "bytes": row.size,
        "sha256": row.sha256,
        "at": _at(row.created_at),
        "erased_at": _at(row.erased_at),
    }


def _teaching(session: Session, person_id: int) -> dict[str, Any]:
    groups = session.scalars(select(RunTrainer).where(RunTrainer.person_id == person_id).order_by(RunTrainer.id))
    ticks = session.scalars(select(AttendanceTick).where(AttendanceTick.person_id == person_id))
    judged = session.scalars(select(Assessment).where(Assessment.assessor_id == person_id).order_by(Assessment.id))
    return {
        "groups": [row.run.name for row in groups],
        "ticks": [_at(row.ticked_at) for row in ticks],
        "assessments": [{"at": _at(a.decided_at), "comment": a.comment} for a in judged],
        "sentences": [
            {"for": s.place, "text": s.text, "at": _at(s.created_at)}
            for s in session.scalars(select(OwnSentence).where(OwnSentence.person_id == person_id))
        ],
    }


def _reminders(session: Session, person_id: int) -> dict[str, Any]:
    choice = session.get(ReminderChoice, person_id)
    rows = session.scalars(select(Reminder).where(Reminder.person_id == person_id).order_by(Reminder.id))
    chosen = ("hour", "quiet_from", "quiet_until", "weekend", "off")
    return {
        "choice": {"pace": choice.pace.value, **{name: getattr(choice, name) for name in chosen}} if choice else None,
        "planned": [
            {
                "kind": row.kind.value,
                "about": _at(row.about_at),
                "send_at": _at(row.send_at),
                "state": row.state.value,
                "why_not": row.why.value if row.why else None,
            }
            for row in rows
        ],
    }


def _trail(session: Session, person_id: int) -> list[dict[str, Any]]:
    """What the person did, and what was done with their data."""
    mine = (AuditEvent.actor_id == person_id) | (
        (AuditEvent.subject_kind == "person") & (AuditEvent.subject_id == person_id)
    )
    rows = session.scalars(select(AuditEvent).where(mine).order_by(AuditEvent.id))
    return [{"at": _at(row.at), "action": row.action, "about": row.subject_kind} for row in rows]
