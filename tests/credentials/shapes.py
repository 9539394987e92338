"""Credentials of many shapes with awkward values in them, for tests that compare one canonicalisation with another."""

import copy
from typing import Any

from hypothesis import strategies as st

from tests.credentials import badges
from tests.credentials.mutations import Path, leaves, nodes, replaced

AWKWARD = (
    *('"', "\\", '\\"', "a\\", "\\n", "\\u0041", "/", "\n", "\r\n\t", "\b\f", "\x00", "\x01", "\x02", "\x1f", "\x7f"),
    *("\x80", "\x85", "\xa0", "\u2028", "\ufeff", "\ue000", "\U0001f600", "\U0010ffff", "e\u0301", "é", "", " "),
    *("%", "%s", "%%", "%(x)s", "{0}", "_:a", "_:z", "_:b0", "_:c14n0", "@id", "@type", "@none", "@vocab"),
    *('" .\n<urn:a> <urn:b> "', "<urn:x>", "urn:x-slot:3:", "\x023\x02", '","name":"x', "nl", "true", "0.5", "null"),
    *("urn:x", "urn:a b", "urn:a\n", "urn:a\xa0b", "urn:a>", "urn:", "URN:x", "did:", "did:web:x.y", "mailto:a@b.c"),
    *("https://x.example/é", "https://x.example/../a/./b", "https://x.example/%20", "http://", "https:x", "HTTP://X.Y"),
    *("http:", "data:,x", "relative", "../x", "//net", "#f", "?q", "cred:x", "schema:name", "name", "Achievement"),
    *("assertionMethod", "https://w3id.org/security#assertionMethod", "2026-11-20T12:00:00Z", "tag:x"),
)
"""Values that a careless canonicaliser reads, escapes or resolves in another way."""

values = st.sampled_from(AWKWARD) | st.text(max_size=6)


def _bases() -> list[dict[str, Any]]:
    """The badges of `badges.py`, their proof configuration, and a badge with values that carry their language."""
    rich, small = badges.rich().to_dict(), badges.small()
    spoken = copy.deepcopy(small) | {
        "name": {"@value": "Klein", "@language": "nl"},
        "description": [{"@value": "Klein", "@language": "nl"}, {"@value": "Petit", "@language": "fr-BE"}],
    }
    signed = badges.signed(small).document["proof"]
    configuration = {"@context": small["@context"], **{k: v for k, v in signed.items() if k != "proofValue"}}
    return [rich, small, badges.endorsed(), spoken, configuration]


BASES = _bases()


@st.composite
def shapes(draw: st.DrawFn) -> dict[str, Any]:
    """A badge with some members left out and some list items said twice."""
    document = copy.deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(0, 3))):
        inner = [path for path, _ in nodes(document) if path[0] != "@context" and len(path) > 1]
        if not inner:
            break
        _drop_or_repeat(document, draw(st.sampled_from(inner)))
    return document


def _drop_or_repeat(document: dict[str, Any], path: Path) -> None:
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    if isinstance(parent, list):
        parent.append(copy.deepcopy(parent[path[-1]]))
    elif path[-1] != "type":
        del parent[path[-1]]


@st.composite
def altered(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """`document` with up to three of its strings replaced, by an awkward value or by another of its own values."""
    strings = [(path, value) for path, value in leaves(document) if isinstance(value, str)]
    own = st.sampled_from([value for _, value in strings])
    for _ in range(draw(st.integers(1, 3))):
        path, _ = draw(st.sampled_from(strings))
        document = replaced(document, path, draw(values | own))
    return document
