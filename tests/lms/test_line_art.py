"""The line says where one is: solid up to there, dotted from there, yellow on the spot."""

import re
import xml.etree.ElementTree as ET
from itertools import product
from typing import cast

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


def test_a_line_without_a_badge_ends_in_a_stroke_and_not_in_the_ring_of_a_badge() -> None:
    plain = str(trace_svg([Station("now"), Station("todo", "end")], label="x"))
    assert plain.count('class="dot"') == 0
    assert '<path d="M416 80V104"/>' in plain


@pytest.mark.parametrize("here", range(8))
def test_the_word_where_one_is_runs_into_no_mark_and_no_loop(here: int) -> None:
    kinds: list[Kind] = ["step", "step", "step", "step", "step", "class", "return", "badge"]
    state = ["done"] * here + ["now"] + ["todo"] * (7 - here)
    svg = _drawn(*[Station(cast("State", one), kind) for one, kind in zip(state, kinds, strict=True)])
    found = re.search(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">hier', svg)
    assert found is not None
    x, y, anchor = found.groups()
    reach = len("hier ben je") * 14
    left = float(x) - {"start": 0.0, "middle": reach / 2, "end": reach}[anchor]
    top, bottom = float(y) - 20, float(y) + 6
    assert here == 0 or top > 66 or left > 10 + len("2 gedaan") * 14, "the two words meet"
    for circle in ET.fromstring(svg).iter("circle"):
        cx, cy, r = (float(circle.get(name, "0")) for name in ("cx", "cy", "r"))
        beside = cx + r < left or cx - r > left + reach
        assert beside or cy + r < top or cy - r > bottom, f"the word meets the mark at {cx}, {cy}"


def test_the_text_alternative_is_escaped_and_an_empty_one_hides_the_drawing() -> None:
    assert 'aria-label="&lt;b&gt;&#34;"' in _drawn(Station("now"), label='<b>"')
    assert 'aria-hidden="true"' in _drawn(Station("now"), label="")


def test_words_of_the_caller_are_escaped() -> None:
    svg = str(trace_svg([Station("done"), Station("now")], label="x", done_text="<b>", here_text="<i>"))
    assert "<b>" not in svg
    assert "<i>" not in svg


@pytest.mark.parametrize("count", [1, 2, 5, 8, 14])
def test_every_station_lies_within_the_drawing(count: int) -> None:
    kinds: list[Kind] = ["step", "class", "return", "badge", "end"]
    states: list[State] = ["done", "now", "todo"]
    for kind, state in product(kinds, states):
        root = ET.fromstring(str(trace_svg([Station(state, kind)] * count, label="x")))
        places = [float(circle.get("cx", "0")) for circle in root.iter("circle")]
        assert all(0 <= place <= 430 for place in places)


def test_no_stations_is_no_drawing() -> None:
    assert trace_svg([], label="x") == ""
