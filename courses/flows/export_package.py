"""A version of a module or a track as the files it was imported from: taken in again it is that same version.

Not here: making a folder or a ZIP of them (`courses.catalogue.package.writing`), and where bytes are kept.
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from courses.catalogue.errors import ModuleNotFound
from courses.catalogue.models import Module, ModuleVersion, Track, TrackVersion
from courses.errors import N_, Conflict

Fetch = Callable[[str], bytes]
"""The bytes under a key of the store."""


def export_module(session: Session, *, slug: str, number: int | None, fetch: Fetch) -> dict[str, bytes]:
    """The files of version `number` of a module, or of its newest, by path.

    Raises ModuleNotFound, or Conflict when it came in before texts were kept as they are written.
    """
    asked = (
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.slug == slug, *([] if number is None else [ModuleVersion.number == number]))
        .order_by(ModuleVersion.number.desc())
        .options(undefer(ModuleVersion.sources))
    )
    version = session.scalars(asked.limit(1)).first()
    files = _texts(version)
    for material in version.materials if version else ():
        if material.file.storage_key is not None:
            files[material.path] = fetch(material.file.storage_key)
    return files


def export_track(session: Session, *, slug: str, number: int | None) -> dict[str, bytes]:
    """As `export_module`, of a track; the modules in it are packages of their own."""
    asked = (
        select(TrackVersion)
        .join(Track, Track.id == TrackVersion.track_id)
        .where(Track.slug == slug, *([] if number is None else [TrackVersion.number == number]))
        .order_by(TrackVersion.number.desc())
        .options(undefer(TrackVersion.sources))
    )
    return _texts(session.scalars(asked.limit(1)).first())


def _texts(version: ModuleVersion | TrackVersion | None) -> dict[str, bytes]:
    if version is None:
        raise ModuleNotFound(N_("There is no module, track or version of that name."))
    if version.sources is None:
        raise Conflict(
            N_("This version came in before its texts were kept. Import its package once more, then export.")
        )
    return {path: str(text).encode("utf-8") for path, text in version.sources.items()}
