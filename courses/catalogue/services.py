"""The only writers of the catalogue. A version is written once, whole; afterwards it is published or frozen.

Not here: rubrics and badges of a package, which other rooms write (`courses.flows.import_package`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.errors import ModuleNotFound, ModuleOfAnother
from courses.catalogue.models import Alignment, Material, Module, ModuleVersion, QualityReview, Track, Unit
from courses.catalogue.package import Package
from courses.errors import N_
from courses.files.models import StoredFile
from courses.frameworks.queries import Aligned

Named = TypeVar("Named", Module, Track)
"""What a provider offers under a name of its own."""

#: What a version says exactly as its package does, under the same name.
SAME = (
    "label",
    "content_sha256",
    "language",
    "title",
    "summary",
    "description",
    "pupils",
    "prior_knowledge",
    "equipment",
    "follow_up",
    "labour_market",
    "theme",
    "form",
    "entry_level",
    "exit_level",
    "hours",
    "weeks",
    "price_cents",
    "price_currency",
    "price_note",
    "contact_name",
    "contact_email",
    "licence",
    "sources",
)


def claim(session: Session, kind: type[Named], *, slug: str, organisation_id: int, now: datetime) -> Named:
    """The module or track `slug` of this provider, made when there is none.

    Raises ModuleOfAnother when another provider has that name.
    """
    found = session.scalar(select(kind).where(kind.slug == slug))
    if found is None:
        found = kind(slug=slug, organisation_id=organisation_id, created_at=now)
        session.add(found)
        session.flush()
    elif found.organisation_id != organisation_id:
        raise ModuleOfAnother(N_("The name '%(slug)s' belongs to another provider."), slug=slug)
    return found


def add_version(
    session: Session, *, module: Module, package: Package, aligned: Sequence[Aligned], now: datetime
) -> ModuleVersion:
    """A new version of `module` with the units and goals of `package`; not published yet."""
    last = session.scalar(select(func.max(ModuleVersion.number)).where(ModuleVersion.module_id == module.id))
    version = ModuleVersion(
        module=module,
        number=(last or 0) + 1,
        study_fields=list(package.study_fields),
        grades=list(package.grades),
        finalities=list(package.finalities),
        authors=list(package.authors),
        imported_at=now,
        **{name: getattr(package, name) for name in SAME},
    )
    session.add(version)
    session.flush()
    _add_units(session, version, package)
    _add_alignments(session, version, aligned)
    if package.quality is not None:
        session.add(
            QualityReview(
                module_version_id=version.id,
                reviewed_by=package.quality.reviewed_by,
                reviewed_on=package.quality.reviewed_on,
                statement=package.quality.statement,
            )
        )
    session.flush()
    return version


def _add_units(session: Session, version: ModuleVersion, package: Package) -> None:
    for position, unit in enumerate(package.units, start=1):
        session.add(
            Unit(
                module_version=version,
                position=position,
                slug=unit.slug,
                kind=unit.kind,
                title=unit.title,
                summary=unit.summary,
                minutes=unit.minutes,
                required=unit.required,
                body=unit.body,
                settings=unit.settings,
            )
        )


def _add_alignments(session: Session, version: ModuleVersion, aligned: Sequence[Aligned]) -> None:
    for position, goal in enumerate(aligned, start=1):
        session.add(
            Alignment(
                module_version=version,
                position=position,
                framework_code=goal.framework,
                code=goal.code,
                level=goal.level,
                framework_item_id=goal.item.id if goal.item else None,
            )
        )


def add_materials(session: Session, *, version: ModuleVersion, files: Mapping[str, StoredFile]) -> None:
    """Tie stored files to `version` by their path in the package."""
    for path, file in files.items():
        session.add(Material(module_version=version, path=path, file_id=file.id))
    session.flush()


def publish(session: Session, *, version: ModuleVersion, now: datetime) -> bool:
    """Show this version in the catalogue; False when it already was."""
    if version.published_at is not None:
        return False
    version.published_at = now
    session.flush()
    return True


def freeze(session: Session, *, module_version_id: int, now: datetime) -> ModuleVersion:
    """From now on this version never changes: a run uses it. Doing it twice keeps the first moment."""
    version = session.get(ModuleVersion, module_version_id, with_for_update=True)
    if version is None:
        raise ModuleNotFound(N_("There is no such module."))
    version.frozen_at = version.frozen_at or now
    session.flush()
    return version
