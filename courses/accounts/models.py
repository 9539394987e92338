"""Tables of signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, Row


class Account(Base):
    """What every way of signing in shares for one person; without a row a person cannot sign in."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    session_version: Mapped[int] = mapped_column(default=1)
    """Raised to end every open session of this person at once."""
    suspended_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Password(Base):
    """An argon2id hash; no row means that this person only uses links."""

    __tablename__ = "password"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(255))
    changed_at: Mapped[datetime]


class SignInLink(Row, Base):
    """A link mailed to an address; works once, for a short time. Only the hash of its token is kept."""

    __tablename__ = "sign_in_link"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    email_address_id: Mapped[int | None] = mapped_column(ForeignKey("email_address.id", ondelete="CASCADE"))
    """The address that using the link proves; null for a link made on the console."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    next_path: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
