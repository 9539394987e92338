"""Whether a JSON object has the shape of an Open Badges 3.0 credential, with each fault named and placed.

`faults()` gives every fault: where (a JSON path), which rule, which section of the specification. Issuing
is stricter than reading: arrays for everything that may be many, no control characters, no text direction,
nothing left blank, no reference into nothing. Reading takes credentials of the VC Data Model 1.1 as well, by a class
of their own. The form of an embedded endorsement counts on issuing only; on reading it is told in its
own check (`endorsements.py`) and says nothing against the badge. What a signature covers is `canonical.py`;
whether it holds is `verifying.py`.

The rules stand in a table (`structure_rules.py`) and in `structure_links.py`. They are asked in two steps, so that
the first need be done once only for documents of one shape: `outline` and `value_faults`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from credentials.structure_fault import Fault, Path, at, fault, listed
from credentials.structure_links import CREDENTIAL_LINKS, LINKS, SCHEMA_TYPE, looks_at, stated_twice
from credentials.structure_outline import CONTROL, Outline, outline
from credentials.structure_rules import OPEN_BADGES_CONTEXT
from credentials.structure_values import code_of, says

__all__ = [
    "OPEN_BADGES_CONTEXT",
    "SCHEMA_TYPE",
    "Fault",
    "Outline",
    "Question",
    "faults",
    "kind_of",
    "linked_faults",
    "outline",
    "questions",
    "value_faults",
]


def kind_of(document: Mapping[str, Any]) -> str | None:
    """Which credential class the document says it is, or None."""
    types = listed(document.get("type"))
    for name in ("EndorsementCredential", "BitstringStatusListCredential"):
        if name in types:
            return name
    return "OpenBadgeCredential" if "OpenBadgeCredential" in types or "AchievementCredential" in types else None


def faults(document: Mapping[str, Any], kind: str, *, issuing: bool = False) -> tuple[Fault, ...]:
    """Everything wrong with `document` as a credential of class `kind`; empty when it is well-formed."""
    shape = outline(document, kind, issuing=issuing)
    found = [*shape.faults, *value_faults(document, shape, issuing=issuing)]
    return tuple({(each.path, each.message): each for each in found}.values())


def value_faults(document: Mapping[str, Any], shape: Outline, *, issuing: bool = False) -> Iterator[Fault]:
    """What is wrong with the values of `document`, given the outline of its shape, made with the same `issuing`."""
    if issuing:
        yield from _control_faults((), document)
    for leaf in shape.leaves:
        value = at(document, leaf.path)
        test = says(leaf.kind)
        if test is not None and not test(value):
            yield fault(leaf.path, code_of(leaf.kind), leaf.section)
        elif leaf.solid and not value.strip():
            yield fault(leaf.path, "structure.blank", leaf.section)
    yield from linked_faults(document, shape, issuing=issuing)


def linked_faults(document: Mapping[str, Any], shape: Outline, *, issuing: bool = False) -> Iterator[Fault]:
    """Of `value_faults`, those of several members together."""
    for question in questions(shape, issuing=issuing):
        yield from question.ask(document)
    yield from _stated_twice(document, shape)


@dataclass(frozen=True, slots=True)
class Question:
    """What `link` asks of the object at `path`; only texts below `reads` can change the answer."""

    link: Callable[[Path, Mapping[str, Any], bool], Iterator[Fault]]
    path: Path
    issuing: bool
    reads: tuple[Path, ...]

    def ask(self, document: Mapping[str, Any]) -> Iterator[Fault]:
        return self.link(self.path, at(document, self.path), self.issuing)

    def hangs_on(self, path: Path) -> bool:
        """Whether another text at `path` could change the answer."""
        return any(path[: len(below)] == below for below in self.reads)


def questions(shape: Outline, *, issuing: bool = False) -> Iterator[Question]:
    """What is asked of several members of one object together."""
    asked = [(LINKS[name], path) for path, name in shape.linked]
    asked += [(link, path) for path in shape.credentials for link in CREDENTIAL_LINKS]
    for link, path in asked:
        yield Question(link, path, issuing, tuple((*path, *below) for below in looks_at(link, issuing)))


def _stated_twice(document: Mapping[str, Any], shape: Outline) -> Iterator[Fault]:
    return stated_twice(document, shape.named)


def _control_faults(path: Path, value: Any) -> Iterator[Fault]:
    """RDFC-1.0 writes control characters in a way that not every library follows, so none is issued."""
    if isinstance(value, str):
        if CONTROL.search(value):
            yield fault(path, "structure.control", "Serialization")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _control_faults((*path, name), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _control_faults((*path, index), item)
