"""Expanded JSON-LD to quads, refusing whatever would be lost or read differently by another implementation.

JSON-LD 1.1 Processing Algorithms, section 8 (Deserialize JSON-LD to RDF). Characters that may not stand in
an IRI are refused because they would let two documents share one canonical text.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from credentials.budget import WorkBudget
from credentials.errors import CanonicalisationError
from credentials.rdfc import XSD_STRING, Quad, Term

RELATIVE_BASE = "x-relative-reference://refused/"
"""What relative references are resolved against, so that each can be recognised and refused afterwards."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = Term("iri", _RDF + "type")
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7F<>"{}|\\^`]+')
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_VALUE_KEYS = {"@value", "@type", "@language", "@direction"}
_DOUBLE_FROM = 1e21
_STEPS_PER_QUAD = 5


class Marked(dict[str, Any]):
    """A JSON object whose blank node, if it becomes one, is to be called `mark`.

    So the same object has the same name in a part of the document as in the whole: what selective disclosure calls
    skolemizing (W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.4.9), without an address in the document.
    """

    __slots__ = ("mark",)

    def __init__(self, members: Mapping[str, Any], mark: str) -> None:
        super().__init__(members)
        self.mark = mark


class BlankName(str):
    """The name of a blank node in expanded JSON-LD: no text in a document can be taken for one."""

    __slots__ = ()


def to_quads(expanded: list[Any], budget: WorkBudget, *, marked: bool = False) -> set[Quad]:
    """The quads of one expanded node object; CanonicalisationError names what cannot be represented.

    Of a `marked` document, blank nodes that are no JSON object (graphs, places of a list) are named by where they are.
    """
    if len(expanded) != 1 or not isinstance(expanded[0], dict):
        raise CanonicalisationError("context.dropped", value="the document")
    walk = _Walk(budget, marked)
    walk.node(expanded[0], None)
    if not walk.quads:
        raise CanonicalisationError("context.dropped", value="the document")
    return walk.quads


class _Walk:
    def __init__(self, budget: WorkBudget, marked: bool) -> None:
        self.quads: set[Quad] = set()
        self._budget = budget
        self._blanks = 0
        self._marked = marked

    def node(self, node: Mapping[str, Any], graph: Term | None) -> Term:
        """Adds the quads of one node object and gives its subject."""
        subject = self._subject(node)
        for key, values in node.items():
            if key == "@type":
                for kind in values:
                    self._add(subject, _TYPE, _iri(kind), graph)
            elif key.startswith("@"):
                if key != "@id":
                    raise CanonicalisationError("context.keyword", key=key)
            else:
                place = f"{subject.value} {key}" if self._marked else ""
                for value in values:
                    self._add(subject, _iri(key), self._object(value, graph, place), graph)
        return subject

    def _subject(self, node: Mapping[str, Any]) -> Term:
        found = node.get("@id")
        if isinstance(found, BlankName):
            return Term("blank", str(found))
        return _iri(found) if "@id" in node else self._blank("")

    def _object(self, value: Any, graph: Term | None, place: str) -> Term:
        if not isinstance(value, dict):
            raise CanonicalisationError("context.dropped", value=str(value))
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self._list(value["@list"], graph, place)
        if "@graph" in value:
            return self._graph(value, place)
        return self.node(value, graph)

    def _graph(self, value: Mapping[str, Any], place: str) -> Term:
        if set(value) != {"@graph"}:
            raise CanonicalisationError("context.keyword", key="@graph")
        name = self._blank(" ".join([place, *(str(node.get("@id")) for node in value["@graph"])]) if place else "")
        for node in value["@graph"]:
            before = len(self.quads)
            self.node(node, name)
            if len(self.quads) == before:
                raise CanonicalisationError("context.dropped", value=str(node.get("@id", "an empty object")))
        return name

    def _list(self, items: list[Any], graph: Term | None, place: str) -> Term:
        rest = Term("iri", _RDF + "nil")
        for number, item in reversed(list(enumerate(items))):
            head = self._blank(f"{place} {number}" if place else "")
            self._add(head, Term("iri", _RDF + "first"), self._object(item, graph, head.value if place else ""), graph)
            self._add(head, Term("iri", _RDF + "rest"), rest, graph)
            rest = head
        return rest

    def _blank(self, place: str) -> Term:
        self._blanks += 1
        return Term("blank", place or f"b{self._blanks}")

    def _add(self, subject: Term, predicate: Term, value: Term, graph: Term | None) -> None:
        self._budget.spend(_STEPS_PER_QUAD)
        self.quads.add(Quad(subject, predicate, value, graph))


def _iri(text: Any) -> Term:
    if not isinstance(text, str):
        _refuse_iri(text)
    if text.startswith("x-relative-reference:"):
        _refuse_iri(text.removeprefix(RELATIVE_BASE))
    if not _IRI.fullmatch(text):
        _refuse_iri(text)
    return Term("iri", text)


def _refuse_iri(text: Any) -> NoReturn:
    raise CanonicalisationError("context.relative", value=str(text)[:100])


def _literal(value: Mapping[str, Any]) -> Term:
    if not set(value) <= _VALUE_KEYS:
        raise CanonicalisationError("context.keyword", key=sorted(set(value) - _VALUE_KEYS)[0])
    content, datatype = value["@value"], value.get("@type", "")
    if datatype == "@json":
        raise CanonicalisationError("context.keyword", key="@json")
    if datatype:
        _iri(datatype)
    if isinstance(content, bool):
        return Term("literal", "true" if content else "false", datatype or _XSD + "boolean")
    if isinstance(content, int | float):
        return _number(content, datatype)
    if not isinstance(content, str) or datatype == _XSD + "double":
        raise CanonicalisationError("context.dropped", value=str(content)[:100])
    return _text(content, datatype, value)


def _text(content: str, datatype: str, value: Mapping[str, Any]) -> Term:
    language = value.get("@language", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise CanonicalisationError("context.language", value=str(language)[:100])
    if "@direction" in value:
        return Term("literal", content, f"https://www.w3.org/ns/i18n#{language}_{value['@direction']}")
    if language:
        return Term("literal", content, _RDF + "langString", language)
    return Term("literal", content, datatype or XSD_STRING)


def _number(number: int | float, datatype: str) -> Term:
    """Object to RDF Conversion (section 8.2.2), steps for numbers: integers stay so, the rest is a
    canonical double."""
    if not math.isfinite(number):
        raise CanonicalisationError("context.dropped", value=str(number))
    if number == int(number) and abs(number) < _DOUBLE_FROM and datatype != _XSD + "double":
        return Term("literal", str(int(number)), datatype or _XSD + "integer")
    digits, exponent = f"{float(number):.15E}".split("E")
    whole, fraction = digits.split(".")
    text = f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
    return Term("literal", text, datatype or _XSD + "double")
