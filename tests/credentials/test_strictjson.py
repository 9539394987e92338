"""What is no JSON is told so, also when it begins as a text whose shape is known."""

import json

import pytest

from credentials.errors import InputTooLargeError, StructureError
from credentials.limits import MAX_DEPTH, MAX_VALUES
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


@pytest.mark.parametrize("text", ["x", "\\n", "\\u0041"])
def test_the_bounds_are_the_same_with_and_without_escapes(text: str) -> None:
    """Text with other escapes is read in another way (see `plan.tokens`)."""
    for value, good in (
        (f'["{text}",{",".join("0" * (MAX_VALUES - 2))}]', True),
        (f'["{text}",{",".join("0" * (MAX_VALUES - 1))}]', False),
        (f'{{"{text}":[{",".join(["[]"] * (MAX_VALUES - 2))}]}}', True),
        (f'{{"{text}":[{",".join(["[]"] * (MAX_VALUES - 1))}]}}', False),
        (f'{"[" * MAX_DEPTH}"{text}{"[" * 99}"{"]" * MAX_DEPTH}', True),
        (f'{"[" * (MAX_DEPTH + 1)}"{text}"{"]" * (MAX_DEPTH + 1)}', False),
        (f'["{text}",{{"a":1,"a":1}}]', False),
        (f'["{text}",NaN]', False),
        (f'["{text}",9007199254740992]', False),
        (f'["{text}",1e999]', False),
        (f'["{text}","\\ud800"]', False),
        (f'["{text}","\ud800"]', False),
    ):
        if good:
            assert read_json(value) == json.loads(value)
        else:
            with pytest.raises(StructureError):
                read_json(value)


def test_what_is_known_of_a_shape_makes_no_difference_to_its_bounds() -> None:
    made = badges.signed().data
    assert badges.world().verify(made).verdict == "VALID"
    assert read_json(made, limit=len(made)) == json.loads(made)
    with pytest.raises(InputTooLargeError):
        read_json(made, limit=len(made) - 1)
