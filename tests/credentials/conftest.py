"""What every test of the library starts with."""

from collections.abc import Iterator

import pytest

from credentials.controller import own_key
from credentials.plan import PLANS
from credentials.plan.forms import FORMS


@pytest.fixture(autouse=True)
def nothing_learnt() -> Iterator[None]:
    """What was learnt in a test with a defence taken out would go on without it in the next."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    PLANS.clear()
    FORMS.clear()
    own_key.cache_clear()
