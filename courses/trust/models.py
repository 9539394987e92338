"""Tables of trust."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, Row


class KnownIssuer(Row, Base):
    """An issuer that this installation's manager looked at; the name shown is ours, not the badge's own claim."""

    __tablename__ = "known_issuer"

    issuer_id: Mapped[str] = mapped_column(String(500), unique=True)
    """DID or https address, as it stands in credentials."""
    name: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)
    known_since: Mapped[datetime]
    distrusted_at: Mapped[datetime | None]


class CachedDocument(Row, Base):
    """A controller document or status list of somebody else, as last fetched."""

    __tablename__ = "cached_document"

    url: Mapped[str] = mapped_column(String(2000), unique=True)
    body: Mapped[bytes]
    media_type: Mapped[str | None] = mapped_column(String(127))
    etag: Mapped[str | None]
    fetched_at: Mapped[datetime]
    fresh_until: Mapped[datetime]
