"""Places in status lists, and lists as they were published. The bits themselves are rebuilt from awards.

Not here: signing a list (`lms.relay_handlers.recognition`), reading its bits (`queries.status_lists`).
"""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.outbox.services import enqueue
from courses.recognition.errors import StatusListFull
from courses.recognition.models import Award, BurnedIndex, Issuer, StatusList
from courses.recognition.rules import LIST_LENGTH, free_index, half_full


def ask_publication(session: Session, status_list_id: int, *, reason: str, now: datetime) -> None:
    """Have the list built and signed again. `reason` tells this intent from the others, so none is lost."""
    enqueue(
        session,
        kind="publish_status_list",
        subject_id=status_list_id,
        dedupe_key=f"publish:{status_list_id}:{reason}",
        order_key=f"status_list:{status_list_id}",
        now=now,
    )


def open_list(session: Session, *, issuer: Issuer, now: datetime) -> StatusList:
    """The list that new awards of `issuer` go into; a new one when the newest is half full."""
    newest = session.scalar(
        select(StatusList).where(StatusList.issuer_id == issuer.id).order_by(StatusList.number.desc()).limit(1)
    )
    if newest is not None and not half_full(taken_count(session, newest), newest.length):
        return newest
    return add_list(session, issuer=issuer, number=newest.number + 1 if newest else 1, length=LIST_LENGTH, now=now)


def add_list(session: Session, *, issuer: Issuer, number: int, length: int, now: datetime) -> StatusList:
    """List `number` of `issuer`; when somebody else made it a moment ago, theirs."""
    wanted = select(StatusList).where(StatusList.issuer_id == issuer.id, StatusList.number == number)
    fresh = StatusList(
        issuer_id=issuer.id,
        number=number,
        url=f"{issuer.profile_url}/status/{number}",
        length=length,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(fresh)
            session.flush()
    except IntegrityError:
        theirs = session.scalars(wanted).one_or_none()
        if theirs is None:
            raise
        return theirs
    ask_publication(session, fresh.id, reason="new", now=now)
    return fresh


def taken_count(session: Session, status_list: StatusList) -> int:
    """How many places are given out, those of lost awards included."""
    awards = select(func.count()).select_from(Award).where(Award.status_list_id == status_list.id)
    burned = select(func.count()).select_from(BurnedIndex).where(BurnedIndex.status_list_id == status_list.id)
    return (session.scalar(awards) or 0) + (session.scalar(burned) or 0)


def pick_index(session: Session, status_list: StatusList) -> int:
    """A free place, at random. The unique constraint on awards has the last word."""

    def taken(index: int) -> bool:
        award = select(Award.id).where(Award.status_list_id == status_list.id, Award.status_index == index)
        burned = select(BurnedIndex.id).where(
            BurnedIndex.status_list_id == status_list.id, BurnedIndex.status_index == index
        )
        return session.scalar(award) is not None or session.scalar(burned) is not None

    index = free_index(status_list.length, taken)
    if index is None:
        raise StatusListFull()
    return index


def store_published(
    session: Session,
    *,
    status_list_id: int,
    was_version: int,
    signed: bytes,
    signing_key_id: int,
    now: datetime,
) -> bool:
    """Swap in a newly signed list. False when another one was published since `was_version`: build again."""
    swapped = session.execute(
        update(StatusList)
        .where(StatusList.id == status_list_id, StatusList.published_version == was_version)
        .values(
            published=signed,
            published_version=was_version + 1,
            published_at=now,
            signing_key_id=signing_key_id,
        )
    )
    return swapped.rowcount == 1  # type: ignore[attr-defined, no-any-return]
