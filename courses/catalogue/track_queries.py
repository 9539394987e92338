"""Reads of tracks: what is offered now, one track, and the tracks that a module is part of."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.catalogue.errors import ModuleNotFound
from courses.catalogue.models import Module, Track, TrackPart, TrackVersion
from courses.errors import N_


def track_by_content(session: Session, *, track_id: int, content_sha256: str) -> TrackVersion | None:
    return session.scalar(
        select(TrackVersion).where(TrackVersion.track_id == track_id, TrackVersion.content_sha256 == content_sha256)
    )


def modules_by_slug(session: Session, slugs: Collection[str]) -> dict[str, Module]:
    """Modules that have a published version, by name."""
    rows = session.scalars(select(Module).where(Module.slug.in_(slugs), Module.withdrawn_at.is_(None)))
    return {row.slug: row for row in rows}


def _offered() -> Select[TrackVersion]:
    """The newest published version of every track that is offered, with its parts."""
    newest = (
        select(func.max(TrackVersion.id)).where(TrackVersion.published_at.is_not(None)).group_by(TrackVersion.track_id)
    )
    return (
        select(TrackVersion)
        .join(Track, Track.id == TrackVersion.track_id)
        .where(TrackVersion.id.in_(newest), Track.withdrawn_at.is_(None))
        .options(
            joinedload(TrackVersion.track).joinedload(Track.organisation),
            selectinload(TrackVersion.parts).joinedload(TrackPart.module),
        )
        .order_by(TrackVersion.track_id)
    )


def offered_tracks(session: Session) -> Sequence[TrackVersion]:
    """Every track on offer, oldest first; two queries."""
    return session.scalars(_offered()).all()


def offered_track(session: Session, *, slug: str) -> TrackVersion:
    """Raises ModuleNotFound."""
    version = session.scalar(_offered().where(Track.slug == slug))
    if version is None:
        raise ModuleNotFound(N_("There is no such track."))
    return version


def tracks_with(session: Session, *, module_ids: Collection[int]) -> Sequence[TrackVersion]:
    """Tracks on offer that one of these modules is part of."""
    inside = select(TrackPart.track_version_id).where(TrackPart.module_id.in_(module_ids))
    return session.scalars(_offered().where(TrackVersion.id.in_(inside))).all()
