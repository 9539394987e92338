"""What is no JSON is told so, also when it begins as a text whose shape is known."""

import pytest

from credentials.strictjson import NotJsonError, read_json
from tests.credentials import badges


@pytest.mark.parametrize("tail", ['"', '"x', '"}}"}}', '""', '","', "}", "{}", "x", "\\", '\\"'])
def test_a_tail_after_a_known_shape(tail: str) -> None:
    """An odd number of quotes leaves what stands outside strings as it was, but for a string that never ends."""
    made = badges.signed().data.decode()
    world = badges.world()
    assert world.verify(made).verdict == "VALID"
    assert world.verify(made + tail).verdict == "NO_CREDENTIAL"
    with pytest.raises(NotJsonError):
        read_json(made + tail)
