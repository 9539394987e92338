"""Names that are almost right: the words of older standards, other capitals, and slips of the pen.

`Criteria` with a capital is the name of a class, so JSON-LD reads it as the member `criteria` and a signature covers
it, while every reader of the JSON looks for `criteria` and finds none; `issuanceDate` is a word of another version.
Not here: words that nobody defines, which canonicalisation refuses.
"""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from credentials.contexts import PINNED, PINNED_CONTEXTS
from credentials.extension_rules import EXTENSION_CLASSES, EXTENSIONS
from credentials.structure_rules import CLASSES

_OTHER_STANDARDS = {
    "issuanceDate": "validFrom",
    "expirationDate": "validUntil",
    "issuedOn": "awardedDate",
    "expires": "validUntil",
    "recipient": "credentialSubject",
    "badge": "achievement",
    "verification": "proof",
    "tags": "tag",
    "alignments": "alignment",
    "results": "result",
    "identity": "identityHash",
    "language": "inLanguage",
    "compactJwsString": "endorsementJwt",
    "ECTS": "creditsAvailable",
    "studyLoad": "studyLoadHours",
    "learningOutcomes": "learningOutcome",
}
"""Words of Open Badges 2, VC Data Model 1.1 and edubadges, with what version 3.0 or the extension calls it."""
_ALIKE = 0.85
"""How alike two names are for one to be a slip for the other, as difflib measures it."""


def near_misses(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Path and what was probably meant, for every member whose name is almost one that this library knows."""
    if any(meant(name) is not None for name in names_in(document)):
        yield from _inside("$", document)


def names_in(document: Mapping[str, Any]) -> set[str]:
    """Every name of a member at any depth, without its place.

    Nearly all badges have nothing to tell, and this shows it many times sooner than a walk that keeps paths.
    """
    found: set[str] = set()
    open_values: list[Any] = [document]
    while open_values:
        value = open_values.pop()
        if isinstance(value, Mapping):
            found.update(value)
            value = value.values()
        open_values.extend(item for item in value if isinstance(item, Mapping | list))
    return found


def _inside(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(f"{path}[{index}]", item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            other = meant(name)
            if other is not None:
                yield f"{path}.{name}", other
            if name != "@context" and not name.endswith("Translations"):
                yield from _inside(f"{path}.{name}", item)


@lru_cache(maxsize=4096)
def meant(name: str) -> str | None:
    """What `name` is a near miss of; None for a name that is right or unlike any."""
    known = _known()
    if name in _OTHER_STANDARDS:
        return _OTHER_STANDARDS[name]
    if name in known or name.startswith("@"):
        return None
    folded = _fold(name)
    if folded in _folded():
        return _folded()[folded]
    if name in _defined():
        return None
    alike = difflib.get_close_matches(name, known, 1, _ALIKE)
    return alike[0] if alike else None


@cache
def _known() -> frozenset[str]:
    """The members of every class."""
    tables = (*CLASSES.values(), *EXTENSIONS.values(), *EXTENSION_CLASSES.values())
    return frozenset({"@context", "id", "type"}.union(*(table.rules for table in tables)))


@cache
def _folded() -> Mapping[str, str]:
    return {_fold(name): name for name in sorted(_known())}


def _fold(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


@cache
def _defined() -> frozenset[str]:
    """Every word of every pinned context, at any depth."""
    found: set[str] = set()
    for url in PINNED:
        _collect(PINNED_CONTEXTS.document(url)["@context"], found)
    return frozenset(found)


def _collect(context: Any, found: set[str]) -> None:
    if isinstance(context, list):
        for item in context:
            _collect(item, found)
    elif isinstance(context, Mapping):
        for word, means in context.items():
            found.add(word)
            if isinstance(means, Mapping):
                _collect(means.get("@context"), found)
