"""The stored file's record, and files that are still on their way."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice, public_id


class Retention(enum.StrEnum):
    """Why a file is kept; the rule for each is in `courses.files.rules`."""

    DRAFT = "draft"
    """Attached to work that was not handed in yet."""
    WORK = "work"
    """Part of handed-in work."""
    SHARED = "shared"
    """Shared with colleagues; kept until it is taken back."""
    CONTENT = "content"
    """Part of a module; kept as long as the module version."""


class StoredFile(Row, Base):
    """A file somebody uploaded, or a module brought along. After erasure the row stays without name and bytes."""

    __tablename__ = "stored_file"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Of the bytes as kept, so after location data was taken out of a photo."""
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    media_type: Mapped[str] = mapped_column(String(127))
    """As sniffed from the bytes, never as the browser claimed."""
    original_name: Mapped[str]
    storage_key: Mapped[str | None]
    retention: Mapped[Retention] = mapped_column(choice(Retention))
    keep_until: Mapped[datetime | None]
    location_stripped: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Upload(Row, Base):
    """A file that comes in parts, so that it goes on where it was after a break. Let go of a day after its last part.

    `received` bytes are there; once it is a stored file its parts are gone and `file_id` says which.
    """

    __tablename__ = "upload"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[str] = mapped_column(String(80))
    """What it is for, as its flow names it; only there it can be found again."""
    name: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(80))
    """By which the sender knows the same file again, such as when it was last changed."""
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    touched_at: Mapped[datetime] = mapped_column(index=True)
    checking_until: Mapped[datetime | None]
    """Somebody looks at the whole file until then at most."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))

    parts: Mapped[list["UploadPart"]] = relationship(order_by="UploadPart.start", cascade="all, delete-orphan")


class UploadPart(Row, Base):
    """Bytes of an upload from `start` on, kept under a key of their own."""

    __tablename__ = "upload_part"
    __table_args__ = (UniqueConstraint("upload_id", "start"),)

    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    start: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    storage_key: Mapped[str]
