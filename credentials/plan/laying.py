"""Making a lane from a text whose form and plan are known; see `lanes.py` for what has to hold."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from credentials.plan.cache import Plans
from credentials.plan.forms import Form
from credentials.plan.lanes import LANES, Apart, Lane
from credentials.plan.tokens import Parts, leaves, parts_of
from credentials.structure_fault import Path

_MAX_GAPS, _MAX_CHARACTERS = 24, 16_000
_NUMBER = re.compile(r"([ \t\r\n]*:[ \t\r\n]*)[0-9]++(?=[ \t\r\n,}])")


def lay(
    says: Mapping[str, Any],
    parts: Apart | None,
    document: Mapping[str, Any],
    judged: Apart | None,
    form: Form | None,
    plans: Plans,
) -> None:
    """Makes a lane for texts like the one that says `says` and has `parts`, when that one has no lane but is much like
    another. Some of its members, or all, are `document`, whose own text has the parts `judged`, and which was found to
    have `form`. Only for one that passed every check."""
    if form is None or not isinstance(parts, Parts) or not isinstance(judged, Parts):
        return
    unlike = form.unlike(judged)
    if len(unlike) > _MAX_GAPS or sum(map(len, parts)) > _MAX_CHARACTERS:
        return
    gaps = LANES.gaps(form).union(unlike.values())
    if len(gaps) > _MAX_GAPS or not all(says.get(name) is value for name, value in document.items()):
        return
    if not any("\\" in judged[place] for place in unlike):
        _lay(says, parts, document, judged, gaps, form, plans)


def _lay(
    says: Mapping[str, Any],
    parts: Parts,
    document: Mapping[str, Any],
    judged: Parts,
    differing: Collection[Path],
    form: Form,
    plans: Plans,
) -> None:
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    signed = parts_of(unsigned)
    plan = None if signed is None else plans.find(signed)
    if signed is None or plan is None:
        return
    in_form, in_plan = _places(document), _places(unsigned)
    fixed = {path for path, place in in_plan.items() if place not in plan.free}
    gaps = {
        leaf.index: leaf.path
        for leaf in leaves(says)
        if (leaf.path in differing or leaf.path not in in_form) and leaf.path not in fixed
    }
    of_form, of_plan = (
        {known[path]: gap for gap, path in enumerate(gaps.values()) if path in known} for known in (in_form, in_plan)
    )
    bound = plans.bound(signed, of_plan, len(gaps))
    if bound is not None:
        *before, (rest, _) = _pieces(parts, gaps, set(_numbers(says, document)))
        lane = Lane(tuple(before), rest, frozenset(gaps.values()), form, form.bound(judged, of_form), bound)
        LANES.put(lane, '"'.join(parts))


def _places(document: Mapping[str, Any]) -> dict[Path, int]:
    return {leaf.path: leaf.index for leaf in leaves(document)}


def _numbers(says: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[int]:
    """The places, among the parts of the text that says `says`, of what follows the name of a whole number that is no
    member of `document`: the moments among the claims of a token."""
    place = -1
    for name, value in says.items():
        if name not in document and type(value) is int:
            yield place + 3
        place += 2 * (1 + _strings(value))


def _strings(value: Any) -> int:
    if isinstance(value, dict):
        return sum(1 + _strings(item) for item in value.values())
    if isinstance(value, list):
        return sum(map(_strings, value))
    return int(isinstance(value, str))


def _pieces(parts: Parts, gaps: Collection[int], numbers: Collection[int]) -> Iterator[tuple[str, bool]]:
    """The text with these parts, cut at the gaps and at numbers: each piece, and whether it ends before a number."""
    piece = ""
    for place, part in enumerate(parts):
        piece += '"' if place else ""
        number = _NUMBER.match(part) if place in numbers else None
        if place in gaps:
            yield piece, False
            piece = ""
        elif number is not None:
            yield piece + number[1], True
            piece = part[number.end() :]
        else:
            piece += part
    yield piece, False
