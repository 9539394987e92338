"""Every way to change one place of a JSON document, for attacks that must all be noticed."""

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every node below the root, parents first."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from nodes(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, (*path, index))


def leaves(value: Any) -> Iterator[tuple[Path, Any]]:
    """Every node that holds no other."""
    return ((path, item) for path, item in nodes(value) if not isinstance(item, dict | list))


def name(path: Path) -> str:
    return ".".join(map(str, path))


def replaced(document: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy with the node at `path` replaced."""
    result = copy.deepcopy(document)
    _parent(result, path)[path[-1]] = value
    return result


def dropped(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """A copy without the node at `path`."""
    result = copy.deepcopy(document)
    del _parent(result, path)[path[-1]]
    return result


def renamed(document: dict[str, Any], path: Path, key: str) -> dict[str, Any]:
    """A copy in which the member at `path` has another name."""
    result = copy.deepcopy(document)
    parent = _parent(result, path)
    parent[key] = parent.pop(path[-1])
    return result


def one_letter(value: Any) -> Any:
    """`value` with one letter changed; numbers and booleans get another value."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    middle = len(value) // 2
    return value[:middle] + ("b" if value[middle : middle + 1] == "a" else "a") + value[middle + 1 :]


def variants(value: Any) -> Iterator[tuple[str, Any]]:
    """Other values in the place of `value`, none of which means the same."""
    yield "null", None
    yield "empty object", {}
    yield "empty list", []
    yield "number", 7
    yield "text", "x"
    if not isinstance(value, dict | list):
        yield "one letter", one_letter(value)
    if isinstance(value, str):
        yield "empty text", ""
        yield "padded", value + " "
        yield "other case", value.swapcase()
        yield "value object", {"@value": value + "x"}
        yield "tagged", {"@value": value, "@language": "nl"}
    if isinstance(value, dict):
        yield "extra member", value | {"unbekannt": "x"}
        yield "extra known member", value | {"narrative": "x", "id": "urn:uuid:0"}
    if isinstance(value, list):
        yield "extra item", [*value, "urn:x"]
        yield "nested list", [value]
    yield "twice in a list", [value, value, "y"]


def _parent(document: Any, path: Path) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document
