"""A content package becomes a module version with its rubrics, materials and badges, in one transaction.

Importing the same content again changes nothing; other content makes a new version beside the old one,
which keeps everything that runs and badges say about it.
Not here: reading and checking a package (`courses.catalogue.package`), and where bytes are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courses.catalogue import queries, services
from courses.catalogue.models import Module, ModuleVersion
from courses.catalogue.package import Package
from courses.catalogue.package.model import PackageBadge
from courses.errors import N_, Invalid
from courses.files.models import Retention, StoredFile
from courses.files.services import record_file
from courses.frameworks.queries import Aligned, align
from courses.people.services import audit
from courses.practice.models import Rubric
from courses.practice.services.rubrics import add_assignments, add_rubrics
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.models import Issuer
from courses.recognition.services import define_badge

Store = Callable[[bytes], str]
"""Keeps bytes and answers with their key; given by whoever owns storage."""


@dataclass(frozen=True)
class Imported:
    """What an import did. `unknown_goals` and `expired_goals` name goals as `framework code`."""

    module_version_id: int
    slug: str
    number: int
    created: bool
    """False when this content was there already."""
    published: bool
    unknown_goals: tuple[str, ...]
    expired_goals: tuple[str, ...]


def import_package(
    session: Session,
    *,
    package: Package,
    organisation_id: int,
    issuer_id: int | None,
    store: Store,
    now: datetime,
    publish: bool = True,
    actor_id: int | None = None,
) -> Imported:
    """Take `package` into the catalogue of a provider.

    `issuer_id` gives its badges and must be the provider's own; None is fine for a package without badges.
    Raises ModuleOfAnother when the module's name belongs to another provider, Invalid for a wrong issuer.
    """
    _check_issuer(session, package, organisation_id, issuer_id)
    module = services.claim(session, Module, slug=package.slug, organisation_id=organisation_id, now=now)
    aligned = align(session, [(goal.framework, goal.code, goal.level) for goal in package.goals])
    version = queries.version_by_content(session, module_id=module.id, content_sha256=package.content_sha256)
    created = version is None
    if version is None:
        version = services.add_version(session, module=module, package=package, aligned=aligned, now=now)
        rubrics = add_rubrics(session, version=version, package=package)
        add_assignments(session, version=version, package=package, rubrics=rubrics)
        files = _materials(session, module, package, store, now)
        services.add_materials(session, version=version, files=files)
        _define_badges(session, version, package, issuer_id, rubrics, now)
        _audit(session, version, module, actor_id, now, "module_imported")
    version.sources = version.sources or package.sources
    session.flush()
    published = publish and services.publish(session, version=version, now=now)
    if published:
        _audit(session, version, module, actor_id, now, "module_published")
    unknown = tuple(f"{goal.framework} {goal.code}" for goal in aligned if goal.item is None)
    expired = tuple(f"{goal.framework} {goal.code}" for goal in aligned if not goal.in_force(now.date()))
    return Imported(version.id, module.slug, version.number, created, published, unknown, expired)


def _check_issuer(session: Session, package: Package, organisation_id: int, issuer_id: int | None) -> None:
    if issuer_id is None:
        if package.badges:
            raise Invalid(N_("This package has badges, and its provider has no issuer yet."))
        return
    issuer = session.get(Issuer, issuer_id)
    if issuer is None or issuer.organisation_id != organisation_id:
        raise Invalid(N_("This issuer does not belong to the provider."))


def _audit(
    session: Session, version: ModuleVersion, module: Module, actor_id: int | None, now: datetime, action: str
) -> None:
    audit(
        session,
        action=action,
        subject_kind="module_version",
        subject_id=version.id,
        actor_id=actor_id,
        organisation_id=module.organisation_id,
        now=now,
    )


def _materials(
    session: Session, module: Module, package: Package, store: Store, now: datetime
) -> Mapping[str, StoredFile]:
    """Stored files by path; bytes that an earlier version of the module brought are not kept twice."""
    known = queries.stored_materials(session, module_id=module.id)
    files: dict[str, StoredFile] = {}
    for material in package.materials:
        file = known.get((material.sha256, material.media_type))
        if file is None:
            file = record_file(
                session,
                owner_id=None,
                sha256=material.sha256,
                size=len(material.data),
                media_type=material.media_type,
                original_name=material.path.rpartition("/")[2],
                storage_key=store(material.data),
                retention=Retention.CONTENT,
                location_stripped=False,
                now=now,
            )
        files[material.path] = file
    return files


def _define_badges(
    session: Session,
    version: ModuleVersion,
    package: Package,
    issuer_id: int | None,
    rubrics: Mapping[str, Rubric],
    now: datetime,
) -> None:
    for badge in package.badges:
        goals = align(session, [(goal.framework, goal.code, goal.level) for goal in badge.alignments])
        spec = spec_of(badge, package.language, goals, rubrics)
        if issuer_id is not None:
            define_badge(session, issuer_id=issuer_id, module_version_id=version.id, spec=spec, now=now)


def spec_of(badge: PackageBadge, language: str, goals: Sequence[Aligned], rubrics: Mapping[str, Rubric]) -> BadgeSpec:
    """What a package says about a badge, as a value; goals as they are known now."""
    rubric = rubrics.get(str(badge.conditions.get("rubric")))
    return BadgeSpec(
        slug=badge.slug,
        name=badge.name,
        description=badge.description,
        criteria=badge.criteria,
        language=language,
        achievement_type=badge.achievement_type,
        outcomes=list(badge.outcomes),
        alignments=[goal.frozen(language) for goal in goals],
        study_load_hours=badge.hours,
        assessment_type=badge.assessment_type,
        participation_type=badge.participation,
        supervision=badge.supervision,
        valid_years=badge.valid_years,
        conditions=badge.conditions,
        art=dict(badge.art),
        rubric_id=rubric.id if rubric else None,
        elements=dict(badge.elements),
        renewal=dict(badge.renewal),
    )
