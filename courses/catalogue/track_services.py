"""The only writers of tracks: a version is written once, whole, and published.

Not here: the badge of a track, which another room writes (`courses.flows.import_track`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.errors import ModuleOfAnother
from courses.catalogue.models import Module, Track, TrackPart, TrackVersion
from courses.catalogue.package.track import TrackPackage
from courses.errors import N_

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
)


def claim_track(session: Session, *, slug: str, organisation_id: int, now: datetime) -> Track:
    """The track `slug` of this provider, made when there is none. Raises ModuleOfAnother."""
    track = session.scalar(select(Track).where(Track.slug == slug))
    if track is None:
        track = Track(slug=slug, organisation_id=organisation_id, created_at=now)
        session.add(track)
        session.flush()
    elif track.organisation_id != organisation_id:
        raise ModuleOfAnother(N_("The name '%(slug)s' belongs to another provider."), slug=slug)
    return track


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
