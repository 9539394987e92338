"""The shape of a document and its values are judged apart, and together say what one pass would say."""

from typing import Any

import pytest

from credentials.structure import faults, outline, value_faults
from credentials.structure_fault import json_path
from credentials.structure_rules import CLASSES
from tests.credentials import badges, examples
from tests.credentials.mutations import Path, leaves, nodes, replaced, variants

OTHERS = {str: ("", "x", "https://y.example/", "2027-01-01T00:00:00Z"), bool: (True, False), int: (7,), float: (7.5,)}


def _documents() -> list[tuple[dict[str, Any], str]]:
    return [
        (examples.full(), "OpenBadgeCredential"),
        (examples.full_v1p1(), "OpenBadgeCredential"),
        (examples.endorsement("urn:x"), "EndorsementCredential"),
        (badges.small(), "OpenBadgeCredential"),
        (badges.status_list().document, "BitstringStatusListCredential"),
    ]


def _some(document: dict[str, Any]) -> list[tuple[Path, Any]]:
    """At most some two hundred values, spread over the document."""
    found = [(path, value) for path, value in leaves(document) if not {"type", "@context"} & set(path)]
    return found[:: 1 + len(found) // 200]


@pytest.mark.parametrize("issuing", [False, True])
@pytest.mark.parametrize("number", range(5))
def test_an_outline_knows_only_the_shape(number: int, issuing: bool) -> None:
    """Every value replaced by others of its JSON type, but for types and contexts: the outline stays the same. So one
    outline may be used for every badge of a shape."""
    document, kind = _documents()[number]
    shape = outline(document, kind, issuing=issuing)
    for path, value in _some(document):
        for other in OTHERS[type(value)]:
            assert outline(replaced(document, path, other), kind, issuing=issuing) == shape, (path, other)


@pytest.mark.parametrize("issuing", [False, True])
def test_shape_and_values_make_the_whole(issuing: bool) -> None:
    """With the outline of another document of the same shape the faults are those of a document of its own."""
    made = examples.full()
    shape = outline(made, "OpenBadgeCredential", issuing=issuing)
    assert shape.faults == ()
    seen = set()
    for path, value in [*_some(made), (("credentialStatus", "statusListIndex"), "7")]:
        for other in OTHERS[type(value)]:
            mutant = replaced(made, path, other)
            found = {(fault.path, fault.code) for fault in value_faults(mutant, shape, issuing=issuing)}
            whole = {(f.path, f.code) for f in faults(mutant, "OpenBadgeCredential", issuing=issuing)}
            assert found == whole
            seen |= {code for _, code in whole}
    assert seen >= {"structure.uri", "structure.instant", "structure.enum", "structure.language", "structure.token"}
    assert seen >= {"structure.date", "structure.hash", "structure.index"}


def test_every_other_shape_has_another_outline_or_faults_of_its_own() -> None:
    """A change that makes a value of another JSON type is never left to the values."""
    made = badges.small()
    shape = outline(made, "OpenBadgeCredential")
    for path, value in nodes(made):
        for what, other in variants(value):
            mutant = replaced(made, path, other)
            if type(other) is type(value) and not isinstance(other, dict | list):
                continue
            changed = outline(mutant, "OpenBadgeCredential")
            whole = {(f.path, f.code) for f in faults(mutant, "OpenBadgeCredential")}
            told = {(f.path, f.code) for f in [*changed.faults, *value_faults(mutant, changed)]}
            assert told == whole, what
            assert changed != shape or whole == set(), what


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "$"),
        (("evidence", 0, "name"), "$.evidence[0].name"),
        (("@context", 2), "$.@context[2]"),
        (("a b",), "$['a b']"),
        (("a.b", "c"), "$['a.b'].c"),
        (("it's",), '$["it\'s"]'),
        (("",), "$['']"),
        (("x" * 61,), "$['" + "x" * 60 + "…']"),
        (("a\nb",), "$['a\\nb']"),
    ],
)
def test_paths(path: tuple[str | int, ...], text: str) -> None:
    assert json_path(path) == text


def test_every_fault_of_a_hostile_name_is_short() -> None:
    document = badges.small() | {"x" * 100_000: None}
    (fault,) = faults(document, "OpenBadgeCredential")
    assert len(fault.message) < 200


def test_sections_are_named() -> None:
    assert all(spec.section == name for name, spec in CLASSES.items())
