"""What every test of the library starts with."""

from collections.abc import Iterator

import pytest

from credentials.plan import PLANS


@pytest.fixture(autouse=True)
def no_plans_kept() -> Iterator[None]:
    """Plans of a test with a defence taken out would go on without it in the next."""
    PLANS.clear()
    yield
    PLANS.clear()
