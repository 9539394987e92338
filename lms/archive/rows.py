"""Rows as JSON and back, without loss: the same for SQLite and PostgreSQL.

Not here: files, archives and the order of tables.
"""

import base64
import enum
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Date, DateTime, Enum, LargeBinary, Numeric, Table
from sqlalchemy.types import TypeEngine

from courses.base import Translated, UTCDateTime

FORMAT = "leerspoor-archive/1"


def encode(value: Any) -> Any:
    """A value of a row as JSON. JSON columns hold JSON already."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def decoders(table: Table) -> dict[str, Callable[[Any], Any]]:
    """For each column, how its JSON becomes a value again."""
    return {column.name: _decoder(column) for column in table.columns}


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, JSON | Translated):
        return lambda value: value
    convert: Callable[[Any], Any] = lambda value: value  # noqa: E731
    if isinstance(kind, UTCDateTime | DateTime):
        convert = datetime.fromisoformat
    elif isinstance(kind, Date):
        convert = date.fromisoformat
    elif isinstance(kind, Numeric) and kind.asdecimal:
        convert = Decimal
    elif isinstance(kind, LargeBinary):
        convert = base64.b64decode
    elif isinstance(kind, Enum) and kind.enum_class is not None:
        convert = kind.enum_class
    return lambda value: None if value is None else convert(value)


def decode(row: Mapping[str, Any], by_column: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """A row of an archive as values. Raises KeyError for a column that this release does not have."""
    return {name: by_column[name](value) for name, value in row.items()}
