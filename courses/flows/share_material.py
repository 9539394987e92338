"""Share material of one's own in a module, and take it back: the row, and the bytes of its file.

Not here: looking into bytes (`lms.uploads`); when sharing is refused the caller deletes them again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courses.files.models import Retention
from courses.files.services import record_file
from courses.flows.drop_file import discard
from courses.network import sharing
from courses.network.errors import NoSuchMaterial
from courses.network.models import SharedMaterial
from courses.people.services import audit


@dataclass(frozen=True)
class Given:
    """What somebody typed and chose."""

    title: str
    about: str
    licence: str
    url: str


@dataclass(frozen=True)
class Kept:
    """A file whose bytes were checked and are in the store."""

    sha256: str
    size: int
    media_type: str
    original_name: str
    storage_key: str
    location_stripped: bool


def share_material(
    session: Session, *, module_id: int, person_id: int, given: Given, kept: Kept | None, now: datetime
) -> SharedMaterial:
    """Raises BadWords."""
    file = None
    if kept is not None:
        file = record_file(session, owner_id=person_id, retention=Retention.SHARED, now=now, **vars(kept))
    return sharing.add(
        session,
        module_id=module_id,
        sharer_id=person_id,
        title=given.title,
        about=given.about,
        licence=given.licence,
        url=given.url,
        file=file,
        now=now,
    )


def unshare_material(
    session: Session, *, public_id: str, person_id: int, organisations: Collection[int], now: datetime
) -> None:
    """By who shared it, or by who oversees the module's groups, which is written down. Twice is once.

    Raises NoSuchMaterial, and Gone when it was taken back before.
    """
    row = sharing.shared_item(session, public_id=public_id, person_id=person_id, organisations=organisations)
    if row.sharer_id != person_id:
        if row.module.organisation_id not in organisations:
            raise NoSuchMaterial()
        audit(
            session,
            action="material_taken_away",
            subject_kind="shared_material",
            subject_id=row.id,
            actor_id=person_id,
            organisation_id=row.module.organisation_id,
            now=now,
        )
    sharing.withdraw(session, row=row, now=now)
    if row.file is not None:
        discard(session, file=row.file, now=now)
