"""YAML with less in it: what a hand-written `module.yaml` needs, and the line of everything.

Left out on purpose: anchors and aliases (the billion laughs), tags, duplicate keys, several documents, and
the surprises of YAML 1.1 (`no` as false, `1:30` as ninety). Scalars follow the core schema of YAML 1.2;
a date stays text; keys are always text.
Not here: what the keys mean.
"""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from courses.catalogue.package.faults import Fault
from courses.errors import N_

Path = tuple[str | int, ...]

MAX_DEPTH = 24
MAX_NODES = 20_000
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
NULLS = ("", "~", "null", "Null", "NULL")
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
#: Past this a number is a slip of the finger, and Python itself refuses to read 4,300 digits.
MAX_DIGITS = 15


@dataclass
class Document:
    """A parsed document: plain values, and the line (from 1) of each value and key by its path."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Refused(Exception):
    def __init__(self, line: int, message: str, **values: object) -> None:
        self.line, self.message, self.values = line, message, values


class _Loader(yaml.SafeLoader):
    """Composes nodes only; refuses while reading what would cost time or memory later."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # as in PyYAML's stubs
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(line, N_("Aliases (*name) are not read; write the text out."))
        if getattr(event, "anchor", None):
            raise _Refused(line, N_("Anchors (&name) are not read; write the text out."))
        if getattr(event, "tag", None):
            raise _Refused(line, N_("Tags (!name) are not read."))
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH:
            raise _Refused(line, N_("This is nested too deeply."))
        if self.nodes > MAX_NODES:
            raise _Refused(line, N_("This file has too many parts."))
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def load(text: str, name: str) -> Document:
    """Parse `text`; faults are in the answer, and when it could not be parsed at all the value is None."""
    document = Document(None)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except _Refused as refused:
        document.faults.append(Fault(name, refused.line, refused.message, refused.values))
        return document
    except (yaml.YAMLError, ValueError) as error:
        document.faults.append(_syntax_fault(error, name))
        return document
    if node is None:
        document.faults.append(Fault(name, 1, N_("This file is empty.")))
        return document
    document.value = _value(node, (), document, name)
    return document


def _syntax_fault(error: Exception, name: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    if mark is None or str(getattr(error, "context", "")).startswith("while scanning"):
        mark = getattr(error, "context_mark", None) or mark
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    return Fault(
        name,
        mark.line + 1 if mark else 1,
        N_("This is not YAML that can be read: %(problem)s."),
        {"problem": problem},
    )


def _value(node: yaml.Node, path: Path, document: Document, name: str) -> Any:
    line = node.start_mark.line + 1
    document.lines.setdefault(path, line)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, at), document, name) for at, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document, name)
    if isinstance(node, yaml.ScalarNode) and node.style in ('"', "'", "|", ">"):
        return node.value
    return _scalar(str(node.value), line, document, name)


def _mapping(node: yaml.MappingNode, path: Path, document: Document, name: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.faults.append(Fault(name, line, N_("A key must be a plain word.")))
            continue
        key = key_node.value
        if key in values:
            document.faults.append(Fault(name, line, N_("The key '%(key)s' stands here twice."), {"key": key}))
            continue
        document.lines[(*path, key)] = line
        values[key] = _value(value_node, (*path, key), document, name)
    return values


def _scalar(text: str, line: int, document: Document, name: str) -> Any:
    if text in NULLS:
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    if not (INTEGER.match(text) or FLOAT.match(text)):
        return text
    if len(text) > MAX_DIGITS or not math.isfinite(float(text)):
        document.faults.append(Fault(name, line, N_("This number is too long; text goes between quotes.")))
        return 0
    return int(text) if INTEGER.match(text) else float(text)
