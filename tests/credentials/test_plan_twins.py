"""Each rule that makes a plan right is taken out once, in a twin that must then be caught."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from credentials.plan import cache, compiling, store, template, tokens
from tests.credentials import badges
from tests.credentials.mutations import replaced
from tests.credentials.planned import by_plan, full, kept, rich


def _is_check(values: Any) -> bool:
    """Whether these are the marks with which every plan is checked once."""
    return any("urn:x-slot:" in value for value in values)


def _order_kept(patch: pytest.MonkeyPatch) -> None:
    """As if no line could change places with another; the marks of the check are in order."""
    patch.setattr(template, "_ordered", lambda one, other: True)


def _labels_kept(patch: pytest.MonkeyPatch) -> None:
    """Those of the first document, once the plan was checked with marks."""
    honest, first = template.Plan.labels, {}

    def labels(self: Any, parts: Any) -> Any:
        return honest(self, parts) if _is_check(parts) else first.setdefault(self, honest(self, parts))

    patch.setattr(template.Plan, "labels", labels)


def _ties_as_they_come(patch: pytest.MonkeyPatch) -> None:
    """Hashes made unlike by the order of the nodes in the JSON."""
    count = itertools.count()
    honest = template.sha256

    class Unlike:
        def __init__(self, data: bytes) -> None:
            self._data = data

        def digest(self) -> bytes:
            return honest(self._data).digest() + next(count).to_bytes(4)

    patch.setattr(template, "sha256", Unlike)


def _subjects_thought_to_differ(patch: pytest.MonkeyPatch) -> None:
    class Plan(template.Plan):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self._fixed, self._named = set(), len(self._pick_named([str(n) for n in range(self.width)]))
            pick = self._pick_named
            self._pick_named = lambda parts: tuple(enumerate(pick(parts)))

    patch.setattr(compiling, "Plan", Plan)


def _escapes_read(patch: pytest.MonkeyPatch) -> None:
    """Values as a JSON parser gives them, put into N-Quads without escaping them again."""
    honest = tokens.split

    def split(text: str) -> Any:
        parts = [part.replace('\\"', '"').replace("\\\\", "\\") for part in honest(text) or ()]
        return tokens.Parts(parts) if parts else None

    patch.setattr(cache, "split", split)


TWINS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "labels of the first recipient": _labels_kept,
    "ties in any order": _ties_as_they_come,
    "quads said twice kept": lambda patch: patch.setattr(template, "eq", lambda one, other: False),
    "lines in the order of the first document": _order_kept,
    "subjects thought to differ": _subjects_thought_to_differ,
    "quads of blank nodes said twice": lambda patch: patch.setattr(
        template, "_once", lambda lines: "\n".join(dict.fromkeys(lines)) + "\n"
    ),
    "any value as IRI": lambda patch: patch.setattr(template, "only_iris", lambda found: True),
    "any escape as it is": lambda patch: patch.setattr(tokens, "_OTHER_ESCAPE", re.compile("$^")),
    "values without escapes": _escapes_read,
    "one shape for all": lambda patch: patch.setattr(store._Entry, "fits", lambda self, parts: True),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_weakened_twin_is_caught(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison above, on documents that need the rule."""
    assert not _differs()
    TWINS[twin](monkeypatch)
    assert _differs()


def _results(*each: tuple[str, str]) -> list[dict[str, Any]]:
    """Results of a value, that are alike but for what the name of their alignment tells."""
    alignment = rich()["credentialSubject"]["achievement"]["alignment"][0]
    return [
        {"type": ["Result"], "value": value, "alignment": [alignment | {"targetName": name}]} for value, name in each
    ]


def _differs() -> bool:
    """Whether any of a set of badges comes out differently by plan."""
    spoken = rich() | {"name": {"@value": "Klein", "@language": "nl"}}
    achievement, results = ("credentialSubject", "achievement"), ("credentialSubject", "result")
    tagged = badges.small()
    tagged["credentialSubject"]["achievement"]["tag"] = ["a", "b"]
    untied = replaced(rich(), results, _results(("a", "one"), ("b", "two")))
    ties = [_results(("a", "one"), ("a", "two")), _results(("a", "two"), ("a", "one"))]
    for base, changes in (
        (rich(), [(("id",), value) for value in ("relative", "_:b0", "urn:a b", "@id", "urn:other")]),
        (rich(), [(("name",), value) for value in ('"', "\x1f", "\\", 'a"b', "/", "\x7f")]),
        (rich(), [(("credentialSubject", "identifier", 0, "salt"), f"salt{number}") for number in range(9)]),
        (rich(), [((*achievement, "creator", "id"), badges.DID)]),
        (
            rich(),
            [
                ((*achievement, "tag", 1), "arduino"),
                ((*achievement, "tag", 1), "a"),
                ((*achievement, "type", 0), "Profile"),
            ],
        ),
        (tagged, [((*achievement, "tag"), ["b", "a"])]),
        (untied, [(results, found) for found in ties]),
        (
            replaced(untied, (*results, 0, "value"), ["a", "b"]),
            [((*results, 0, "value"), [f"{number}"] * 2) for number in range(9)],
        ),
        (spoken, [(("name", "@language"), "NL"), (("name", "@language"), "not a language")]),
    ):
        plans = kept(base)
        try:
            documents = [replaced(base, path, value) for path, value in changes]
            if any(by_plan(plans, document) != full(document) for document in documents):
                return True
        except (IndexError, ValueError):
            return True
    return False
