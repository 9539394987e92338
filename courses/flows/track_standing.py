"""How somebody stands in a track: one line for each module, the same for the learner and for the trainer.

Who is in a track follows from who takes part in its modules. Nothing is locked: a part whose advised predecessors are
not done says so, and that is all. Not here: words and addresses (`lms`).
"""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.base import Translations
from courses.catalogue.models import ModuleVersion, TrackPart, TrackVersion
from courses.catalogue.track_queries import tracks_with
from courses.delivery.models import Participation
from courses.flows.stack import parts_held, stacked_badge
from courses.progress.queries import gather
from courses.progress.rules import is_complete
from courses.recognition.models import Award, BadgeVersion
from courses.reminders.rules import finished


class PartState(enum.StrEnum):
    DONE = "done"
    """Its badge is there, or every required unit is done."""
    NOW = "now"
    """Begun."""
    TODO = "todo"


@dataclass(frozen=True)
class PartStanding:
    """One module of a track for one person."""

    part: TrackPart
    title: Translations
    state: PartState
    done: int = 0
    """Required units that are done, of `total`."""
    total: int = 0
    participation: str = ""
    """Public id, when there is one."""
    before: tuple[Translations, ...] = ()
    """Titles of modules that are advised first and are not done."""


@dataclass(frozen=True)
class TrackStanding:
    track: TrackVersion
    parts: tuple[PartStanding, ...]
    badge: BadgeVersion | None
    award: Award | None
    """Of the stacked badge; not one that was taken back."""

    @property
    def done(self) -> int:
        return sum(1 for part in self.parts if part.state is PartState.DONE)


def tracks_of(session: Session, *, person_id: int, now: datetime) -> list[TrackStanding]:
    """Every track that this person takes a module of."""
    modules = session.scalars(
        select(ModuleVersion.module_id)
        .join(Participation, Participation.module_version_id == ModuleVersion.id)
        .where(Participation.person_id == person_id)
    ).all()
    return [
        track_standing(session, track=track, person_id=person_id, now=now)
        for track in tracks_with(session, module_ids=modules)
    ]


def track_standing(session: Session, *, track: TrackVersion, person_id: int | None, now: datetime) -> TrackStanding:
    """One track for one person, or as it is for everybody (`person_id` None)."""
    badge = stacked_badge(session, track_version_id=track.id)
    taken = _participations(session, track, [person_id] if person_id is not None else [])
    held: Mapping[str, Award] = {}
    if badge is not None and person_id is not None:
        held = parts_held(session, version=badge, person_id=person_id, now=now)
    earned = {award.badge.module_id for award in held.values()}
    return TrackStanding(
        track=track,
        parts=tuple(_parts(session, track, taken, earned)),
        badge=badge,
        award=_award(session, badge, person_id) if badge is not None and person_id is not None else None,
    )


def group_standing(
    session: Session, *, track: TrackVersion, participation_ids: Collection[int]
) -> Mapping[int, Mapping[int, tuple[int, int]]]:
    """By person and module: required units done, and how many there are; only of these participations."""
    rows = session.scalars(
        select(Participation)
        .where(Participation.id.in_(participation_ids), Participation.person_id.is_not(None))
        .options(joinedload(Participation.module_version))
    ).all()
    inside = {part.module_id for part in track.parts}
    mine = [row for row in rows if row.module_version.module_id in inside]
    facts = gather(session, [row.id for row in mine])
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for row in mine:
        required = [unit for unit in facts[row.id].units if unit.required]
        count = sum(1 for unit in required if is_complete(unit)), len(required)
        known = found.setdefault(row.person_id or 0, {})
        module_id = row.module_version.module_id
        known[module_id] = max(count, known.get(module_id, (0, 0)))
    return found


def titles_of(session: Session, track: TrackVersion) -> Mapping[int, Translations]:
    """Title of each module as its newest published version says it, by module id."""
    rows = session.execute(
        select(ModuleVersion.module_id, ModuleVersion.title)
        .where(
            ModuleVersion.module_id.in_([part.module_id for part in track.parts]),
            ModuleVersion.published_at.is_not(None),
        )
        .order_by(ModuleVersion.number)
    )
    return {module_id: title for module_id, title in rows}  # noqa: C416  (a Row is no pair to mypy)


def _participations(session: Session, track: TrackVersion, person_ids: Collection[int]) -> Mapping[int, Participation]:
    """The newest participation in each module of the track, by module id."""
    rows = session.scalars(
        select(Participation)
        .join(ModuleVersion, ModuleVersion.id == Participation.module_version_id)
        .where(
            Participation.person_id.in_(person_ids),
            ModuleVersion.module_id.in_([part.module_id for part in track.parts]),
        )
        .options(joinedload(Participation.module_version))
        .order_by(Participation.id)
    )
    return {row.module_version.module_id: row for row in rows}


def _parts(
    session: Session, track: TrackVersion, taken: Mapping[int, Participation], earned: Collection[int | None]
) -> Sequence[PartStanding]:
    titles = titles_of(session, track)
    facts = gather(session, [row.id for row in taken.values()])
    parts: list[PartStanding] = []
    open_before: list[Translations] = []
    for part in track.parts:
        mine = taken.get(part.module_id)
        units = [unit for unit in facts[mine.id].units if unit.required] if mine is not None else []
        done = part.module_id in earned or (mine is not None and finished(facts[mine.id]))
        state = PartState.DONE if done else PartState.NOW if mine is not None else PartState.TODO
        title = titles.get(part.module_id, {})
        parts.append(
            PartStanding(
                part=part,
                title=title,
                state=state,
                done=sum(1 for unit in units if is_complete(unit)),
                total=len(units),
                participation=mine.public_id if mine is not None else "",
                before=tuple(open_before) if track.ordered and not done else (),
            )
        )
        if not done:
            open_before.append(title)
    return parts


def _award(session: Session, badge: BadgeVersion, person_id: int) -> Award | None:
    return session.scalar(
        select(Award)
        .where(
            Award.badge_id == badge.badge_id,
            Award.person_id == person_id,
            Award.revoked_at.is_(None),
            Award.replaced_at.is_(None),
        )
        .order_by(Award.id.desc())
        .limit(1)
    )
