"""Material that people of a module made themselves and share with each other, under a licence of their choice (MAT-03).

Not here: keeping and deleting bytes (`courses.flows.share_material`), and the module's own material.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from courses.catalogue.models import ModuleVersion
from courses.delivery.models import Participation, Run, RunTrainer
from courses.errors import N_, Gone
from courses.files.models import StoredFile
from courses.network.errors import BadWords, NoSuchMaterial
from courses.network.models import SharedMaterial

LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC0-1.0")
"""What is shared may be used and changed by others: licences that forbid changes are no help to a teacher."""
MAX_TITLE = 120
MAX_ABOUT = 500


def check(*, title: str, about: str, licence: str, url: str, has_file: bool) -> None:
    """Raises BadWords with the field that is not right."""
    if not title.strip():
        raise BadWords(N_("Give it a name by which colleagues know what it is."), field="title")
    if len(title.strip()) > MAX_TITLE:
        raise BadWords(N_("Keep it short: at most %(limit)s characters."), field="title", limit=MAX_TITLE)
    if len(about.strip()) > MAX_ABOUT:
        raise BadWords(N_("Keep it short: at most %(limit)s characters."), field="about", limit=MAX_ABOUT)
    if licence not in LICENCES:
        raise BadWords(N_("Choose what others may do with it."), field="licence")
    if bool(url.strip()) == has_file:
        raise BadWords(N_("Choose a file or give a link: one of the two."), field="file")
    if url.strip() and not _is_address(url.strip()):
        raise BadWords(N_("A link starts with https:// and leads to a page."), field="url")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
    return fits and len(url) <= 2_000 and url.isascii() and url.isprintable() and " " not in url


def add(
    session: Session,
    *,
    module_id: int,
    sharer_id: int,
    title: str,
    about: str,
    licence: str,
    url: str,
    file: StoredFile | None,
    now: datetime,
) -> SharedMaterial:
    """Share it. Raises BadWords."""
    check(title=title, about=about, licence=licence, url=url, has_file=file is not None)
    row = SharedMaterial(
        module_id=module_id,
        sharer_id=sharer_id,
        title=title.strip(),
        about=about.strip(),
        licence=licence,
        url=url.strip() or None,
        file=file,
        shared_at=now,
    )
    session.add(row)
    session.flush()
    return row


def withdraw(session: Session, *, row: SharedMaterial, now: datetime) -> None:
    """Nobody gets it any more; its address says so. Who took it before keeps the rights of the licence."""
    row.withdrawn_at = row.withdrawn_at or now
    session.flush()


def shared_in(session: Session, *, module_id: int) -> Sequence[SharedMaterial]:
    """What is shared in a module, newest first."""
    return session.scalars(
        select(SharedMaterial)
        .where(SharedMaterial.module_id == module_id, SharedMaterial.withdrawn_at.is_(None))
        .options(joinedload(SharedMaterial.sharer), joinedload(SharedMaterial.file))
        .order_by(SharedMaterial.id.desc())
    ).all()


def shared_item(
    session: Session, *, public_id: str, person_id: int, organisations: Collection[int] = ()
) -> SharedMaterial:
    """For who takes, took, gives or oversees the module. Raises NoSuchMaterial, and Gone when it was taken back."""
    row = session.scalar(
        select(SharedMaterial).where(SharedMaterial.public_id == public_id, _may_read(person_id, organisations))
    )
    return _there(row)


def shared_file(
    session: Session, *, file_public_id: str, person_id: int, organisations: Collection[int] = ()
) -> StoredFile | None:
    """The file of something shared with this person; None: it is no such file. Raises Gone."""
    row = session.scalar(
        select(SharedMaterial)
        .join(StoredFile, StoredFile.id == SharedMaterial.file_id)
        .where(StoredFile.public_id == file_public_id, _may_read(person_id, organisations))
    )
    return _there(row).file if row is not None else None


def _there(row: SharedMaterial | None) -> SharedMaterial:
    if row is None:
        raise NoSuchMaterial()
    if row.withdrawn_at is not None:
        raise Gone(N_("Who shared this took it back."))
    return row


def _may_read(person_id: int, organisations: Collection[int]) -> ColumnElement[bool]:
    version = ModuleVersion.module_id == SharedMaterial.module_id
    takes = exists().where(
        version, Participation.module_version_id == ModuleVersion.id, Participation.person_id == person_id
    )
    given = (version, Run.module_version_id == ModuleVersion.id)
    gives = exists().where(*given, RunTrainer.run_id == Run.id, RunTrainer.person_id == person_id)
    return or_(takes, gives, exists().where(*given, Run.organisation_id.in_(organisations)))
