"""A track package becomes a version of a track with its stacked badge, in one transaction.

Importing the same content again changes nothing. Not here: reading and checking (`courses.catalogue.package.track`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue import services, track_queries, track_services
from courses.catalogue.models import Module, Track, TrackVersion
from courses.catalogue.package.track import TrackPackage
from courses.errors import N_, Invalid
from courses.flows.import_package import spec_of
from courses.frameworks.queries import align
from courses.people.services import audit
from courses.recognition.models import Badge, Issuer
from courses.recognition.services import define_badge


@dataclass(frozen=True)
class ImportedTrack:
    """What an import did. `unknown_goals` and `expired_goals` name goals as `framework code`."""

    track_version_id: int
    slug: str
    number: int
    created: bool
    published: bool
    unknown_goals: tuple[str, ...] = ()
    expired_goals: tuple[str, ...] = ()


def import_track(
    session: Session,
    *,
    package: TrackPackage,
    organisation_id: int,
    issuer_id: int | None,
    now: datetime,
    publish: bool = True,
    actor_id: int | None = None,
) -> ImportedTrack:
    """Take `package` into the catalogue of a provider; its modules may be those of others.

    Raises ModuleOfAnother when the name belongs to another provider, and Invalid for a module or badge that is not
    there, or a wrong issuer.
    """
    modules = _modules(session, package)
    track = services.claim(session, Track, slug=package.slug, organisation_id=organisation_id, now=now)
    version = track_queries.track_by_content(session, track_id=track.id, content_sha256=package.content_sha256)
    created = version is None
    if version is None:
        version = track_services.add_track_version(session, track=track, package=package, modules=modules, now=now)
        _define_badge(session, version, package, organisation_id, issuer_id, now)
        _audit(session, version, organisation_id, actor_id, now, "track_imported")
    version.sources = version.sources or package.sources
    session.flush()
    published = publish and track_services.publish_track(session, version=version, now=now)
    if published:
        _audit(session, version, organisation_id, actor_id, now, "track_published")
    goals = package.badge.alignments if package.badge else ()
    aligned = align(session, [(goal.framework, goal.code, goal.level) for goal in goals])
    return ImportedTrack(
        track_version_id=version.id,
        slug=track.slug,
        number=version.number,
        created=created,
        published=published,
        unknown_goals=tuple(f"{goal.framework} {goal.code}" for goal in aligned if goal.item is None),
        expired_goals=tuple(f"{goal.framework} {goal.code}" for goal in aligned if not goal.in_force(now.date())),
    )


def _modules(session: Session, package: TrackPackage) -> dict[str, Module]:
    """The modules of the parts, and the badges that the stack asks for, are all there."""
    modules = track_queries.modules_by_slug(session, [part.module for part in package.parts])
    for part in package.parts:
        if part.module not in modules:
            raise Invalid(N_("There is no module '%(name)s'. Import it before the track."), name=part.module)
    if package.badge is not None:
        ids = [module.id for module in modules.values()]
        known = set(session.scalars(select(Badge.slug).where(Badge.module_id.in_(ids))))
        for slug in package.badge.conditions["badges"]:
            if slug not in known:
                raise Invalid(N_("No module of this track has a badge '%(name)s'."), name=slug)
    return modules


def _define_badge(
    session: Session,
    version: TrackVersion,
    package: TrackPackage,
    organisation_id: int,
    issuer_id: int | None,
    now: datetime,
) -> None:
    if package.badge is None:
        return
    issuer = session.get(Issuer, issuer_id) if issuer_id is not None else None
    if issuer is None:
        raise Invalid(N_("This package has badges, and its provider has no issuer yet."))
    if issuer.organisation_id != organisation_id:
        raise Invalid(N_("This issuer does not belong to the provider."))
    goals = align(session, [(goal.framework, goal.code, goal.level) for goal in package.badge.alignments])
    define_badge(
        session,
        issuer_id=issuer.id,
        module_version_id=None,
        track_version_id=version.id,
        spec=spec_of(package.badge, package.language, goals, {}),
        now=now,
    )


def _audit(
    session: Session, version: TrackVersion, organisation_id: int, actor_id: int | None, now: datetime, action: str
) -> None:
    audit(
        session,
        action=action,
        subject_kind="track_version",
        subject_id=version.id,
        actor_id=actor_id,
        organisation_id=organisation_id,
        now=now,
    )
