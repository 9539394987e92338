"""The ground floor: the declarative base and the column types that every room shares.

Not here: tables, and rules about any noun.
"""

import enum
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

#: Every constraint has a name from the first migration on, so that a later one can drop it on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: Crockford's base 32 in lower case: no i, l, o or u, so a code can be read aloud and typed from paper.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


#: Text that people read, by language tag: {"nl": "...", "en": "..."}.
Translations = dict[str, str]

BigId = BigInteger().with_variant(Integer, "sqlite")


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive value is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: instants are aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Translated(TypeDecorator[Translations]):
    """`{lang: text}`, stored as JSON; a language tag is BCP 47 and a text is never null."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Translations | None, dialect: Dialect) -> Translations | None:
        if value is not None and not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
            raise ValueError("translated text maps language tags to text")
        return value


def choice(values: type[enum.StrEnum], length: int = 32) -> Enum:
    """A column type for one of `values`, stored as its text; adding a value needs no migration."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every table of Leerspoor."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UTCDateTime(),
        Translations: Translated(),
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
        str: String(255),
    }


class Row:
    """The number that every row has; it never leaves the installation."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)


def public_id(length: int = 20) -> str:
    """A fresh unguessable public name: 5 bits a character, so 100 bits by default."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def text_in(texts: Translations | None, *languages: str) -> str:
    """The text in the first of `languages` that has one (`nl` serves `nl-BE`), else any text, else nothing."""
    if not texts:
        return ""
    for language in languages:
        for tag in (language, language.split("-")[0].split("_")[0]):
            if texts.get(tag):
                return texts[tag]
    return texts.get("nl") or next(iter(texts.values()))
