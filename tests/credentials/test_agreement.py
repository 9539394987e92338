"""Our rules agree with the official JSON Schemas, on every example and on thousands of changed documents.

The schemas are not in this repository, because their licence does not clearly let us pass them on: they are read
from the reference folder, or from the folder that LEERSPOOR_OB_SCHEMAS names. Two things are compared: what
`schema_form.py` says a schema says, which must be the same without exception, and what `structure.py` asks, which
must be the same but for the list in `agreement.py`.
"""

import json
import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from credentials.schema_form import departs_at
from credentials.structure import faults, kind_of
from tests.credentials import agreement, badges, examples
from tests.credentials.mutations import dropped, name, nodes, replaced, variants
from tests.shared import shared_path

MUTATIONS = 250
"""Of each of some twenty documents."""
PUBLISHED = {
    "OpenBadgeCredential": "ob_v3p0_achievementcredential_schema.json",
    "EndorsementCredential": "ob_v3p0_endorsementcredential_schema.json",
}


@cache
def _validator(kind: str) -> jsonschema.Draft201909Validator:
    folder = os.environ.get("LEERSPOOR_OB_SCHEMAS")
    path = Path(folder) / PUBLISHED[kind] if folder else shared_path(f"standards/openbadges/schemas/{PUBLISHED[kind]}")
    return jsonschema.Draft201909Validator(json.loads(path.read_text()))


def _good() -> Iterator[tuple[str, dict[str, Any]]]:
    """Badges and endorsements without a fault, by name."""
    yield "full", examples.full()
    yield "endorsement", examples.endorsement("urn:x")
    yield "small", badges.small()
    yield "rich", json.loads(json.dumps(badges.rich().to_dict()))
    for path in sorted(shared_path("standards/openbadges/examples").glob("*.json")):
        document = json.loads(path.read_text())
        if kind_of(document) in PUBLISHED:
            yield path.stem, document


def _others(value: Any) -> Iterator[tuple[str, Any]]:
    """Values in the place of `value` that tell one reading of a schema from another."""
    yield from variants(value)
    yield "true", True
    yield "fraction", 0.5
    yield "list of null", [None]
    yield "list of objects", [{}]
    yield "map by language", {"nl": value if isinstance(value, str) else "x"}
    yield "map by two languages", {"nl": "x", "fr-BE": value}
    yield "map by what is no language", {"nederlands": "x"}
    yield "extension term", "ext:Other"
    yield "term with ext: inside", "xext:Other"
    yield "extension term with a hyphen", "ext:-Other"
    yield "address", "https://x.example/"
    yield "token", "a.b.c"
    if isinstance(value, list):
        yield "first alone", value[0]
        yield "reversed", value[::-1]
        yield "with a map", [*value, {"nl": "x"}]
    else:
        yield "in a list", [value]


def _mutants() -> list[tuple[str, str, dict[str, Any]]]:
    """A fixed sample of the single changes of every good document: the class, what was done, the result."""
    draw, mutants = random.Random(30), []
    for title, document in _good():
        kind, changes = kind_of(document) or "", []
        for path, value in nodes(document):
            changes.append((f"{title}: drop {name(path)}", path, None))
            changes += [(f"{title}: {what} at {name(path)}", path, [new]) for what, new in _others(value)]
        for what, path, new in draw.sample(changes, min(MUTATIONS * (1 + (title == "full")), len(changes))):
            mutants.append((kind, what, replaced(document, path, new[0]) if new else dropped(document, path)))
    return mutants


@cache
def _judged() -> list[tuple[str, str, dict[str, Any], bool]]:
    """Every mutant with the schema's verdict."""
    return [(kind, what, mutant, _validator(kind).is_valid(mutant)) for kind, what, mutant in _mutants()]


@pytest.mark.parametrize("kind", ["full", "endorsement", "small", "rich"])
def test_good_documents_follow_the_schema_and_our_rules(kind: str) -> None:
    document = dict(_good())[kind]
    assert [error.message for error in _validator(kind_of(document) or "").iter_errors(document)] == []
    assert faults(document, kind_of(document) or "") == ()
    assert faults(document, kind_of(document) or "", issuing=True) == ()


def test_published_examples() -> None:
    """1EdTech's own examples pass both, but for one that is no whole badge, one with made-up types, one in which an
    endorsement uses a word of a context that it does not list, and one that writes the type of a closed class as a
    list."""
    ours, theirs = {}, {}
    for title, document in _good():
        kind = kind_of(document) or ""
        ours[title] = {fault.code for fault, _ in agreement.whole_faults(document, kind)}
        theirs[title] = _validator(kind).is_valid(document)
    assert {title: codes for title, codes in ours.items() if codes} == {
        "docformat-02": {"structure.missing"},
        "getting-started-03": {"structure.class", "structure.enum"},
        "fullOpenBadge-01": {"structure.schema_context"},
    }
    assert {title for title, valid in theirs.items() if not valid} == {
        "docformat-02",
        "getting-started-03",
        "migrating-03",
    }


def test_the_schema_is_read_to_the_letter() -> None:
    """`schema_form.py` and the schema itself say the same of every mutant: no exception."""
    wrong = [what for kind, what, mutant, valid in _judged() if (departs_at(mutant, kind) is None) != valid]
    assert wrong == []
    refused, count = sum(not valid for *_, valid in _judged()), len(_judged())
    assert count > 4_000
    assert count // 5 < refused < count * 4 // 5


def test_our_rules_differ_only_as_listed() -> None:
    """Without the faults in the list, we refuse what the schema refuses and nothing else."""
    more, less = [], []
    for kind, what, mutant, valid in _judged():
        found = agreement.whole_faults(mutant, kind)
        unexplained = [fault for fault, value in found if not agreement.known(fault, value)]
        if unexplained and valid:
            more.append((what, unexplained[0].path, unexplained[0].code))
        if not unexplained and not valid and not any(asks(mutant) for asks in agreement.ASKING_MORE):
            less.append(what)
    assert (more, less) == ([], [])


def test_every_listed_difference_is_seen() -> None:
    """A difference that no document shows would be no difference: each refuses something that the schema passes."""
    shown = set()
    for kind, _, mutant, valid in [*_judged(), *_by_hand()]:
        found = [agreement.known(fault, value) for fault, value in agreement.whole_faults(mutant, kind)]
        if valid and found and None not in found:
            shown |= {agreement.LACKING.index(one) for one in found if one is not None and len(set(found)) == 1}
    missing = [one for index, one in enumerate(agreement.LACKING) if index not in shown]
    assert missing == []


def _by_hand() -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """What no single change of one place brings about."""
    for what, path, value in BY_HAND:
        mutant = replaced(examples.full(), path, value)
        yield "OpenBadgeCredential", what, mutant, _validator("OpenBadgeCredential").is_valid(mutant)
    nobody = dropped(badges.small(), ("credentialSubject", "identifier"))
    yield "OpenBadgeCredential", "nobody", nobody, _validator("OpenBadgeCredential").is_valid(nobody)


BY_HAND: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("twice", ("issuer", "id"), "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0006"),
    ("class name", ("credentialSubject", "Image"), {"id": "urn:x"}),
    ("before", ("validUntil",), "2020-01-01T00:00:00Z"),
    ("contexts", ("@context",), badges.small()["@context"]),
    ("language", ("credentialSubject", "achievement", "inLanguage"), {"nl": "nl"}),
    ("token", ("endorsementJwt", 0), {"nl": "a.b.c"}),
    ("status", ("credentialSubject", "result", 1), {"type": ["Result"], "resultDescription": examples.STATUS}),
    ("hash", ("credentialSubject", "identifier", 0, "identityHash"), "noor@school.example"),
    ("purpose", ("credentialStatus", "statusPurpose"), 7),
    ("list", ("credentialStatus", "statusListCredential"), 7),
    ("issuer", ("issuer",), {"nl": "x"}),
    ("type by language", ("evidence", 0, "type"), {"nl": "Evidence"}),
]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("credentialStatus",), [examples.full()["credentialStatus"]], "$.credentialStatus"),
        (("image", "type"), ["Image"], "$.image.type"),
    ],
)
def test_what_the_schema_refuses_and_we_read(path: tuple[str, ...], value: Any, place: str) -> None:
    """Only from others: we issue nothing that a schema refuses."""
    document = replaced(examples.full(), path, value)
    assert not _validator("OpenBadgeCredential").is_valid(document)
    assert departs_at(document, "OpenBadgeCredential") == place
    assert faults(document, "OpenBadgeCredential") == ()
    assert [(fault.path, fault.code) for fault in faults(document, "OpenBadgeCredential", issuing=True)] == [
        (place, "structure.single")
    ]
