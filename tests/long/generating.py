"""Credentials without end: awkward literals, numbers and addresses, parts left out, and parts said twice.

The same seed gives the same credentials.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.credentials import microcredentials
from tests.credentials.mutations import Path, leaves, nodes
from tests.credentials.shapes import AWKWARD, BASES

JSON = dict[str, Any]
_ADDRESSES = (
    "id",
    "targetUrl",
    "url",
    "verificationMethod",
    "statusListCredential",
    "resultDescription",
    "relatedSkill",
)
_KEPT = {"@context", "type", "@language", "proofPurpose", "cryptosuite"}
_NUMBERS = (
    0,
    1,
    -1,
    0.5,
    1.1,
    1e21,
    1e-7,
    123456789012345680000.0,
    5e-324,
    1.7976931348623157e308,
    2**53 - 1,
    -0.0,
    1.0,
)
_RANGES = (
    (0x20, 0x7E),
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xA0, 0x24F),
    (0x2000, 0x206F),
    (0x4E00, 0x4EFF),
    (0xE000, 0xE0FF),
    (0xFB00, 0xFFFD),
    (0x1F300, 0x1F6FF),
    (0x10FF00, 0x10FFFF),
)
_IRIS = tuple(value for value in AWKWARD if ":" in value and " " not in value and "\n" not in value)
_FOUNDATIONS = [*BASES, microcredentials.document()]


def families(seed: int) -> Iterator[tuple[JSON, list[JSON]]]:
    """A credential of a new shape and eight more of the same shape, for ever."""
    chance = random.Random(seed)
    while True:
        base = copy.deepcopy(chance.choice(_FOUNDATIONS))
        for _ in range(chance.randint(0, 4)):
            _drop_or_repeat(chance, base)
        yield base, [_altered(chance, base) for _ in range(8)]


def _drop_or_repeat(chance: random.Random, document: JSON) -> None:
    inner = [path for path, _ in nodes(document) if path[0] != "@context" and len(path) > 1 and path[-1] != "type"]
    if not inner:
        return
    path = chance.choice(inner)
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    if isinstance(parent, list):
        if len(parent) < 6:
            parent.append(copy.deepcopy(parent[path[-1]]))
    elif isinstance(parent[path[-1]], dict) and path[-1] in ("alignment", "result", "evidence", "criteria"):
        parent[path[-1]] = [parent[path[-1]]] * 2
    elif chance.random() < 0.5:
        del parent[path[-1]]


def _altered(chance: random.Random, base: JSON) -> JSON:
    """A copy with up to five values replaced by awkward ones, or by one of its own, which makes ties."""
    document = copy.deepcopy(base)
    places = [(path, value) for path, value in leaves(document) if not _KEPT & {*path}]
    own = [value for _, value in places if isinstance(value, str)]
    for path, value in chance.sample(places, min(len(places), chance.randint(1, 5))):
        _put(document, path, _another(chance, path, value, own))
    return document


def _another(chance: random.Random, path: Path, value: Any, own: list[str]) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return chance.choice(_NUMBERS)
    if any(step in _ADDRESSES for step in path[-2:]) or path[-1] == "issuer":
        return chance.choice(_IRIS) if chance.random() < 0.2 else f"urn:x:{chance.choice(own).encode().hex()[:30]}"
    if chance.random() < 0.3:
        return chance.choice(own)
    return chance.choice(AWKWARD) if chance.random() < 0.4 else text(chance)


def text(chance: random.Random) -> str:
    """Up to twelve characters of one to three ranges, some of them special to somebody."""
    ranges = chance.choices(_RANGES, k=chance.randint(1, 3))
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randint(0, 12)))


def _put(document: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value
