"""The line says where one is: solid up to there, dotted from there, yellow on the spot."""

import re
import xml.etree.ElementTree as ET
from itertools import product

import pytest

from lms.line_art import Kind, State, Station, loop, trace_svg


def _drawn(*stations: Station, label: str = "2 van 4 gedaan") -> str:
    return str(trace_svg(stations, label=label, done_text="2 gedaan", here_text="hier ben je", end_text="badge"))


def test_the_loop_starts_and_ends_on_the_baseline() -> None:
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", loop(1))]
    ends = [numbers[i + 4 : i + 6] for i in range(0, len(numbers), 6)]
    assert [sum(end[axis] for end in ends) for axis in (0, 1)] == [56, 0]


def test_solid_up_to_here_and_dotted_beyond() -> None:
    svg = _drawn(
        Station("done"),
        Station("done"),
        Station("now", "class"),
        Station("todo", "return"),
        Station("todo", "badge"),
    )
    solid, dotted = re.findall(r'<path (?:class="todo" )?d="([^"]*)"', svg)
    assert "c" not in solid
    assert "c" in dotted, "the return moment is the loop, still to trace"
    assert svg.count('class="here"') == 1
    assert "hier ben je" in svg
    assert "2 gedaan" in svg


def test_a_track_that_is_done_has_no_dots_left_and_one_not_begun_has_no_solid_line() -> None:
    done = _drawn(Station("done"), Station("done", "return"), Station("done", "badge"))
    assert 'class="todo"' not in done
    begun = _drawn(Station("todo"), Station("todo"), Station("todo", "badge"))
    assert re.findall(r"<path ([a-z]+)", begun) == ["class"]


def test_the_text_alternative_is_escaped_and_an_empty_one_hides_the_drawing() -> None:
    assert 'aria-label="&lt;b&gt;&#34;"' in _drawn(Station("now"), label='<b>"')
    assert 'aria-hidden="true"' in _drawn(Station("now"), label="")


def test_words_of_the_caller_are_escaped() -> None:
    svg = str(trace_svg([Station("done"), Station("now")], label="x", done_text="<b>", here_text="<i>"))
    assert "<b>" not in svg
    assert "<i>" not in svg


@pytest.mark.parametrize("count", [1, 2, 5, 8, 14])
def test_every_station_lies_within_the_drawing(count: int) -> None:
    kinds: list[Kind] = ["step", "class", "return", "badge"]
    states: list[State] = ["done", "now", "todo"]
    for kind, state in product(kinds, states):
        root = ET.fromstring(str(trace_svg([Station(state, kind)] * count, label="x")))
        places = [float(circle.get("cx", "0")) for circle in root.iter("circle")]
        assert all(0 <= place <= 430 for place in places)


def test_no_stations_is_no_drawing() -> None:
    assert trace_svg([], label="x") == ""
