"""The stored file's record."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, Row, choice, public_id


class Retention(enum.StrEnum):
    """Why a file is kept; the rule for each is in `courses.files.rules`."""

    DRAFT = "draft"
    """Attached to work that was not handed in yet."""
    WORK = "work"
    """Part of handed-in work."""
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
