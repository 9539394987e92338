"""The only writers of session revisions, invitations and calendar feeds.

Called after anything that changes what somebody's calendar should hold; it compares what is true with what was last
said, and writes a row for each difference. Not here: the mail that carries them (`courses.flows`) and iCalendar
itself (`lms.calendars`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.catalogue.models import Unit
from courses.delivery import rules
from courses.delivery.calendar_models import CalendarFeed, ChangeKind, Invitation, RunChange, SessionRevision
from courses.delivery.missed_models import Visit
from courses.delivery.models import Enrolment, Participation, Run, RunSession

#: What two revisions of a session can differ in.
ASPECTS = ("starts_local", "ends_local", "zone", "mode", "place", "access_note", "online_url")


def note_change(
    session: Session, *, run: Run, kind: ChangeKind, reason: str | None, actor_id: int | None, now: datetime
) -> RunChange:
    """Write down that the plan changes; raises its version. The run is locked by the caller."""
    run.version += 1
    change = RunChange(
        run_id=run.id, number=run.version, kind=kind, reason=reason or None, actor_id=actor_id, made_at=now
    )
    session.add(change)
    session.flush()
    return change


def revise(
    session: Session, *, meetings: Sequence[RunSession], now: datetime, change_id: int | None = None
) -> dict[int, SessionRevision]:
    """The revision of each of these sessions as it is now, by session id; written where it differs from the last."""
    last = latest_revisions(session, [meeting.id for meeting in meetings])
    found: dict[int, SessionRevision] = {}
    for meeting in meetings:
        before, wanted = last.get(meeting.id), _aspects(meeting)
        if before is not None and all(getattr(before, name) == value for name, value in wanted.items()):
            found[meeting.id] = before
            continue
        row = SessionRevision(
            run_session_id=meeting.id,
            number=before.number + 1 if before else 1,
            change_id=change_id,
            made_at=now,
            **wanted,
        )
        session.add(row)
        found[meeting.id] = row
    session.flush()
    return found


def _aspects(meeting: RunSession) -> dict[str, object]:
    moment = meeting.return_moment
    return {
        **{name: getattr(meeting, name) for name in ASPECTS},
        "opens_local": moment.opens_local if moment else None,
        "due_local": moment.due_local if moment else None,
        "cancelled": meeting.cancelled_at is not None or meeting.run.cancelled_at is not None,
    }


def latest_revisions(session: Session, meeting_ids: Collection[int]) -> dict[int, SessionRevision]:
    """By session id; a session to which nobody was invited yet has none."""
    newest = (
        select(SessionRevision.run_session_id, func.max(SessionRevision.number).label("number"))
        .where(SessionRevision.run_session_id.in_(meeting_ids))
        .group_by(SessionRevision.run_session_id)
        .subquery()
    )
    rows = session.scalars(
        select(SessionRevision).join(
            newest,
            (newest.c.run_session_id == SessionRevision.run_session_id) & (newest.c.number == SessionRevision.number),
        )
    )
    return {row.run_session_id: row for row in rows}


def set_right(
    session: Session,
    *,
    run_id: int,
    now: datetime,
    participation_ids: Collection[int] | None = None,
    change_id: int | None = None,
) -> dict[int, list[Invitation]]:
    """New invitations where the calendars of this run's participants are not right any more, by participation id.

    Only sessions that are still to come, by what they are now or by what was said last: what is over stays in the
    calendar as it was. Without `participation_ids`: everybody who is in the run, or was ever invited to it.
    """
    meetings = _meetings(session, run_id)
    ids = _concerned(session, run_id, participation_ids)
    revisions = revise(session, meetings=meetings, now=now, change_id=change_id)
    enrolled = set(
        session.scalars(
            select(Enrolment.participation_id).where(Enrolment.run_id == run_id, Enrolment.ended_at.is_(None))
        )
    )
    visiting = _visiting(session, meetings)
    last = last_invitations(session, participation_ids=ids, run_id=run_id)
    written: dict[int, list[Invitation]] = {}
    for participation_id in ids:
        for meeting in meetings:
            said = last.get((participation_id, meeting.id))
            comes = participation_id in enrolled or (participation_id, meeting.id) in visiting
            row = _next(said, revisions[meeting.id], participation_id, comes, now)
            if row is not None:
                session.add(row)
                written.setdefault(participation_id, []).append(row)
    session.flush()
    return written


def _next(
    said: Invitation | None, revision: SessionRevision, participation_id: int, comes: bool, now: datetime
) -> Invitation | None:
    """What has to be said about one session to one person, if anything."""
    wanted = comes and not revision.cancelled
    if not _to_come(revision, now) and (said is None or not _to_come(said.revision, now)):
        return None
    if said is None or said.cancelled:
        if not wanted:
            return None
    elif wanted and said.revision_id == revision.id:
        return None
    return Invitation(
        participation_id=participation_id,
        run_session_id=revision.run_session_id,
        sequence=said.sequence + 1 if said else 0,
        revision=revision,
        cancelled=not wanted,
        made_at=now,
    )


def _visiting(session: Session, meetings: Sequence[RunSession]) -> set[tuple[int, int]]:
    """Who comes along in which of these sessions from another group."""
    rows = session.execute(
        select(Visit.participation_id, Visit.run_session_id).where(
            Visit.run_session_id.in_([meeting.id for meeting in meetings]), Visit.ended_at.is_(None)
        )
    )
    return {(participation_id, meeting_id) for participation_id, meeting_id in rows}


def _to_come(revision: SessionRevision, now: datetime) -> bool:
    return rules.instant(revision.ends_local, revision.zone) > now


def _meetings(session: Session, run_id: int) -> list[RunSession]:
    return list(
        session.scalars(
            select(RunSession)
            .where(RunSession.run_id == run_id)
            .options(joinedload(RunSession.return_moment), joinedload(RunSession.run))
            .order_by(RunSession.starts_local, RunSession.id)
        )
    )


def _concerned(session: Session, run_id: int, participation_ids: Collection[int] | None) -> list[int]:
    """Ids in order, each held still: two writers would give the same sequence number otherwise."""
    if participation_ids is None:
        of_run = select(Enrolment.participation_id).where(Enrolment.run_id == run_id, Enrolment.ended_at.is_(None))
        invited = (
            select(Invitation.participation_id)
            .join(RunSession, RunSession.id == Invitation.run_session_id)
            .where(RunSession.run_id == run_id)
        )
        chosen = Participation.id.in_(of_run.union(invited))
    else:
        chosen = Participation.id.in_(participation_ids)
    query = select(Participation.id).where(chosen, Participation.person_id.is_not(None)).order_by(Participation.id)
    return list(session.scalars(query.with_for_update(key_share=True)))


def last_invitations(
    session: Session, *, participation_ids: Collection[int], run_id: int | None = None
) -> dict[tuple[int, int], Invitation]:
    """What was last said, by participation id and session id."""
    newest = (
        select(Invitation.participation_id, Invitation.run_session_id, func.max(Invitation.sequence).label("sequence"))
        .where(Invitation.participation_id.in_(participation_ids))
        .group_by(Invitation.participation_id, Invitation.run_session_id)
    )
    if run_id is not None:
        newest = newest.join(RunSession, RunSession.id == Invitation.run_session_id).where(RunSession.run_id == run_id)
    found = newest.subquery()
    rows = session.scalars(
        select(Invitation)
        .join(
            found,
            (found.c.participation_id == Invitation.participation_id)
            & (found.c.run_session_id == Invitation.run_session_id)
            & (found.c.sequence == Invitation.sequence),
        )
        .options(selectinload(Invitation.revision))
    )
    return {(row.participation_id, row.run_session_id): row for row in rows}


def invite(session: Session, *, participation_id: int, run_ids: Sequence[int], now: datetime) -> str:
    """Set one person's calendar right for these runs; the ids of what has to be sent, as a mail's row holds them."""
    rows: list[Invitation] = []
    for run_id in run_ids:
        written = set_right(session, run_id=run_id, now=now, participation_ids=[participation_id])
        rows += written.get(participation_id, [])
    return joined(rows)


def joined(rows: Sequence[Invitation]) -> str:
    """`12,13,14`"""
    return ",".join(str(row.id) for row in rows)


def by_ids(session: Session, ids: str) -> list[Invitation]:
    """The invitations of a mail, in order; `joined` turned round."""
    numbers = [int(part) for part in ids.split(",") if part]
    return list(session.scalars(_whole().where(Invitation.id.in_(numbers)).order_by(Invitation.id)))


def invitations_of(session: Session, *, person_id: int) -> list[Invitation]:
    """What was last said to this person about each session, in all of their groups."""
    own = list(session.scalars(select(Participation.id).where(Participation.person_id == person_id)))
    ids = [row.id for row in last_invitations(session, participation_ids=own).values()]
    return list(session.scalars(_whole().where(Invitation.id.in_(ids)).order_by(Invitation.id)))


def _whole() -> Select[Invitation]:
    """Invitations with everything that is said in them."""
    return select(Invitation).options(
        joinedload(Invitation.revision),
        joinedload(Invitation.participation),
        joinedload(Invitation.session).joinedload(RunSession.unit).joinedload(Unit.module_version),
        joinedload(Invitation.session).joinedload(RunSession.run),
    )


def open_feed(session: Session, *, person_id: int, nonce: str, token_hash: str, now: datetime) -> CalendarFeed:
    """Give this person a feed, in place of the one they had: the old address answers no more."""
    close_feed(session, person_id=person_id)
    feed = CalendarFeed(person_id=person_id, nonce=nonce, token_hash=token_hash, made_at=now)
    session.add(feed)
    session.flush()
    return feed


def close_feed(session: Session, *, person_id: int) -> None:
    """Revoke this person's feed, if there is one."""
    known = feed_of(session, person_id=person_id)
    if known is not None:
        session.delete(known)
        session.flush()


def feed_of(session: Session, *, person_id: int) -> CalendarFeed | None:
    return session.scalars(select(CalendarFeed).where(CalendarFeed.person_id == person_id)).one_or_none()


def feed_by_hash(session: Session, *, token_hash: str) -> CalendarFeed | None:
    return session.scalars(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash)).one_or_none()
