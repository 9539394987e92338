"""Reads of the catalogue: what is offered now, one module, and a file that came with it.

Not here: filters and counts (`rules`), and groups with their dates (`courses.delivery.queries`).
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.catalogue.errors import ModuleNotFound
from courses.catalogue.models import Alignment, Material, Module, ModuleVersion
from courses.catalogue.rules import Entry, entry
from courses.errors import N_
from courses.files.models import StoredFile
from courses.frameworks.models import FrameworkItem
from courses.frameworks.queries import Aligned


def version_by_content(session: Session, *, module_id: int, content_sha256: str) -> ModuleVersion | None:
    return session.scalar(
        select(ModuleVersion).where(
            ModuleVersion.module_id == module_id, ModuleVersion.content_sha256 == content_sha256
        )
    )


def stored_materials(session: Session, *, module_id: int) -> Mapping[tuple[str, str], StoredFile]:
    """Files that any version of the module brought, by SHA-256 and media type."""
    rows = session.scalars(
        select(StoredFile)
        .join(Material, Material.file_id == StoredFile.id)
        .join(ModuleVersion, ModuleVersion.id == Material.module_version_id)
        .where(ModuleVersion.module_id == module_id, StoredFile.erased_at.is_(None))
    )
    return {(file.sha256, file.media_type): file for file in rows}


def published_versions(session: Session) -> Sequence[ModuleVersion]:
    """The newest published version of every module that is offered, with goals, oldest module first."""
    newest = (
        select(ModuleVersion.module_id, func.max(ModuleVersion.number).label("number"))
        .where(ModuleVersion.published_at.is_not(None))
        .group_by(ModuleVersion.module_id)
        .subquery()
    )
    return session.scalars(
        select(ModuleVersion)
        .join(
            newest,
            (newest.c.module_id == ModuleVersion.module_id) & (newest.c.number == ModuleVersion.number),
        )
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.withdrawn_at.is_(None))
        .options(
            joinedload(ModuleVersion.module).joinedload(Module.organisation),
            selectinload(ModuleVersion.alignments),
        )
        .order_by(ModuleVersion.module_id)
    ).all()


def entries(session: Session) -> list[Entry]:
    """Everything on offer, ready to be filtered; two queries beside that of the modules."""
    versions = published_versions(session)
    found = goals(session, [row for version in versions for row in version.alignments])
    rest = iter(found)
    return [entry(version, [next(rest) for _ in version.alignments]) for version in versions]


def published_version(session: Session, *, slug: str) -> ModuleVersion:
    """The newest published version of the module `slug`. Raises ModuleNotFound."""
    version = session.scalar(
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.slug == slug, Module.withdrawn_at.is_(None), ModuleVersion.published_at.is_not(None))
        .options(
            joinedload(ModuleVersion.module).joinedload(Module.organisation),
            selectinload(ModuleVersion.units),
            selectinload(ModuleVersion.alignments),
            selectinload(ModuleVersion.reviews),
        )
        .order_by(ModuleVersion.number.desc())
        .limit(1)
    )
    if version is None:
        raise ModuleNotFound(N_("There is no such module."))
    return version


def material(session: Session, *, slug: str, number: int, path: str) -> StoredFile:
    """A file of a published version. Raises ModuleNotFound."""
    file = session.scalar(
        select(StoredFile)
        .join(Material, Material.file_id == StoredFile.id)
        .join(ModuleVersion, ModuleVersion.id == Material.module_version_id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(
            Module.slug == slug,
            ModuleVersion.number == number,
            ModuleVersion.published_at.is_not(None),
            Material.path == path,
            StoredFile.erased_at.is_(None),
        )
    )
    if file is None or file.storage_key is None:
        raise ModuleNotFound(N_("There is no such file."))
    return file


def goals(session: Session, alignments: Sequence[Alignment]) -> list[Aligned]:
    """The goals behind `alignments`, in their order, with item and framework where loaded."""
    wanted = {row.framework_item_id for row in alignments if row.framework_item_id is not None}
    rows = session.scalars(
        select(FrameworkItem).where(FrameworkItem.id.in_(wanted)).options(joinedload(FrameworkItem.framework))
    )
    items = {item.id: item for item in rows}
    return [
        Aligned(row.framework_code, row.code, row.level, items.get(row.framework_item_id or 0)) for row in alignments
    ]
