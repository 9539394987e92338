"""The only writers of tracks: a version is written once, whole, and published.

Not here: the badge of a track, which another room writes (`courses.flows.import_track`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Module, Track, TrackPart, TrackVersion
from courses.catalogue.package.track import TrackPackage

SAME = (
    "label",
    "content_sha256",
    "language",
    "title",
    "summary",
    "description",
    "theme",
    "ordered",
    "hours",
    "contact_name",
    "contact_email",
    "sources",
)


def add_track_version(
    session: Session, *, track: Track, package: TrackPackage, modules: Mapping[str, Module], now: datetime
) -> TrackVersion:
    """A new version of `track` with the parts of `package`; not published yet."""
    last = session.scalar(select(func.max(TrackVersion.number)).where(TrackVersion.track_id == track.id))
    version = TrackVersion(
        track=track,
        number=(last or 0) + 1,
        imported_at=now,
        **{name: getattr(package, name) for name in SAME},
    )
    for position, part in enumerate(package.parts, start=1):
        version.parts.append(
            TrackPart(position=position, module_id=modules[part.module].id, period=part.period, note=part.note)
        )
    session.add(version)
    session.flush()
    return version


def publish_track(session: Session, *, version: TrackVersion, now: datetime) -> bool:
    """Show this version in the catalogue; False when it already was."""
    if version.published_at is not None:
        return False
    version.published_at = now
    session.flush()
    return True
