"""What every test of the library starts with."""

from collections.abc import Iterator

import pytest

from credentials.plan import PLANS
from credentials.plan.forms import FORMS


@pytest.fixture(autouse=True)
def nothing_learnt() -> Iterator[None]:
    """What was learnt in a test with a defence taken out would go on without it in the next."""
    PLANS.clear()
    FORMS.clear()
    yield
    PLANS.clear()
    FORMS.clear()
