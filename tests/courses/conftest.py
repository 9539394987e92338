"""The domain on both databases: a test that takes `anywhere` runs on SQLite and, marked so, on PostgreSQL."""

import pytest

from lms.db import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest) -> Database:
    """An empty database with every table; use its `transaction()`."""
    found: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres")
    return found
