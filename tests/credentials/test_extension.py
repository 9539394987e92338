"""The microcredential extension: its words are ours alone, its form is asked, and nobody can bend it after signing."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import credentials
from credentials import structure_outline
from credentials.canonical import canonicalize
from credentials.contexts import (
    CREDENTIALS_V2,
    MICROCREDENTIAL,
    MICROCREDENTIAL_SCHEMA,
    MICROCREDENTIAL_TERMS,
    OPEN_BADGES,
    PINNED,
    PINNED_CONTEXTS,
    Contexts,
)
from credentials.errors import CanonicalisationError, ContextError, StructureError
from credentials.extension import Extension, announced, extended, extension_of
from credentials.extension_rules import EXTENSION_CLASSES, EXTENSIONS
from credentials.model import OpenBadgeCredential
from credentials.report import Verdict
from credentials.structure import faults
from tests.credentials import badges, microcredentials
from tests.credentials.microcredentials import ACHIEVEMENT
from tests.credentials.mutations import dropped, name, nodes, replaced, variants

SCHEMA = Path(credentials.__file__).parent / "schemas" / "leerspoor-microcredential-v1.schema.json"
MEMBERS = EXTENSIONS["MicrocredentialAchievement"].rules


def _words(context: Any) -> Iterator[tuple[str, Any]]:
    for part in context if isinstance(context, list) else [context]:
        for word, means in part.items() if isinstance(part, dict) else ():
            if not word.startswith("@"):
                yield word, means
                if isinstance(means, dict):
                    yield from _words(means.get("@context", []))


def _own() -> dict[str, Any]:
    context: dict[str, Any] = PINNED_CONTEXTS.document(MICROCREDENTIAL)["@context"]
    return context


def test_one_address_that_says_which_file_it_is() -> None:
    assert MICROCREDENTIAL == "https://w3id.org/leerspoor/microcredential-v1.json"
    assert MICROCREDENTIAL_SCHEMA == "https://w3id.org/leerspoor/microcredential-v1.schema.json"
    assert json.loads(SCHEMA.read_text())["$id"] == MICROCREDENTIAL_SCHEMA


def test_no_word_of_others_is_said_again() -> None:
    """No word of ours stands in a context that may be listed beside it, and each means something of our own."""
    ours = dict(_words(_own()))
    for url in PINNED:
        if url != MICROCREDENTIAL:
            assert not ours.keys() & dict(_words(PINNED_CONTEXTS.document(url)["@context"])).keys()
    for word, means in ours.items():
        assert means["@id"] == MICROCREDENTIAL_TERMS + word


def test_every_definition_is_protected() -> None:
    def protected(context: Any) -> Iterator[bool]:
        yield context.get("@protected") is True
        for word, means in context.items():
            if not word.startswith("@") and "@context" in means:
                yield from protected(means["@context"])

    assert list(protected(_own())) == [True] * 4


def test_the_words_are_those_of_the_rules_and_the_values() -> None:
    achievement = _own()["MicrocredentialAchievement"]["@context"]
    assert {word for word in achievement if word != "@protected"} == set(MEMBERS)
    outcome = {word for word in achievement["learningOutcome"]["@context"] if word != "@protected"}
    assert outcome == set(EXTENSION_CLASSES["LearningOutcome"].rules)
    said = microcredentials.extension().to_dict()
    assert set(said) == set(MEMBERS)
    assert Extension.from_dict(said).to_dict() == said


def test_in_and_out_of_a_badge() -> None:
    made = microcredentials.document()
    read = OpenBadgeCredential.from_dict(made)
    assert read.to_dict() == made
    assert extension_of(read.credential_subject.achievement) == extension_of(made["credentialSubject"]["achievement"])
    found = extension_of(made["credentialSubject"]["achievement"])
    assert found is not None
    assert found.to_dict() == microcredentials.extension().to_dict()
    assert found.learning_outcome[0].statement.startswith("integreert")
    assert made["@context"][2:] == ["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", MICROCREDENTIAL]
    assert [schema["id"] for schema in made["credentialSchema"]][1] == MICROCREDENTIAL_SCHEMA


def test_saying_nothing_changes_nothing() -> None:
    badge = badges.rich()
    assert extended(badge.credential_subject.achievement, Extension()) is badge.credential_subject.achievement
    assert announced(badge) is badge
    assert extension_of(badge.credential_subject.achievement) is None


def test_announcing_twice_is_announcing_once() -> None:
    once = microcredentials.full()
    assert announced(once) == once


def test_signed_and_verified() -> None:
    report = badges.world().verify(badges.signed(microcredentials.full()).document)
    assert report.verdict is Verdict.VALID
    assert report.check("schema").code == "schema.passed"


def test_translations_keep_their_language_in_the_signature() -> None:
    quads = canonicalize(microcredentials.document())
    assert f'<{MICROCREDENTIAL_TERMS}nameTranslations> "Didactique numérique"@fr .' in quads
    assert f'<{MICROCREDENTIAL_TERMS}nameTranslations> "Digitale didactiek (BE)"@nl-be .' in quads
    assert f'<{MICROCREDENTIAL_TERMS}studyLoadHours> "5.2E1"^^<http://www.w3.org/2001/XMLSchema#double> .' in quads


# What the rules ask, and that the published schema asks the same.


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("studyLoadHours", "52", "structure.numeric"),
        ("identityChecked", "true", "structure.boolean"),
        ("participationType", "Blended", "structure.uri"),
        ("assessmentType", ["portfolio"], "structure.uri"),
        ("nameTranslations", {}, "structure.translations"),
        ("nameTranslations", "Didactique", "structure.translations"),
        ("nameTranslations", {"fr": ["Didactique"]}, "structure.translations"),
        ("nameTranslations", {"FR": "Didactique"}, "structure.translations"),
        ("nameTranslations", {"@none": "Didactique"}, "structure.translations"),
        ("nameTranslations", [{"@value": "Didactique", "@language": "fr"}], "structure.single"),
        ("learningOutcome", [{"statementTranslations": {"fr": "fait"}}], "structure.missing"),
        ("learningOutcome", ["doet"], "structure.object"),
        ("qualityAssurance", {"description": "goed"}, "structure.missing"),
        ("qualityAssurance", {"name": "goed", "reviewedOn": "2026-09-02T00:00:00Z"}, "structure.date"),
    ],
)
def test_form_is_asked_where_the_class_is_named(member: str, value: Any, code: str) -> None:
    document = replaced(microcredentials.document(), (*ACHIEVEMENT, member), value)
    assert code in {fault.code for fault in faults(document, "OpenBadgeCredential")}
    with pytest.raises(StructureError):
        badges.signed(document)
    plain = replaced(document, (*ACHIEVEMENT, "type"), ["Achievement"])
    assert code not in {fault.code for fault in faults(plain, "OpenBadgeCredential")}


@cache
def _schema() -> jsonschema.Draft201909Validator:
    return jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text()))


def test_the_schema_says_what_the_rules_say() -> None:
    """Every node of the extension, changed in many ways: the published schema refuses what our rules refuse."""
    made = microcredentials.document()
    jsonschema.Draft201909Validator.check_schema(json.loads(SCHEMA.read_text()))
    assert _schema().is_valid(made)
    differ, seen = [], 0
    for path, value in nodes(made):
        if path[:2] != ACHIEVEMENT or len(path) < 3 or path[2] not in MEMBERS:
            continue
        changed = [("drop", dropped(made, path)), *((kind, replaced(made, path, it)) for kind, it in variants(value))]
        for kind, mutant in changed:
            seen += 1
            ours = not faults(mutant, "OpenBadgeCredential")
            if ours != _schema().is_valid(mutant):
                differ.append((kind, name(path)))
    assert seen > 200
    assert differ == []


def test_the_schema_asks_nothing_of_other_badges() -> None:
    assert _schema().is_valid(badges.rich().to_dict())
    assert _schema().is_valid(replaced(microcredentials.document(), (*ACHIEVEMENT, "type"), ["Achievement"]))


# Attacks. Each has a twin without the defence, which must be fooled.


def test_no_node_of_the_extension_can_be_changed() -> None:
    made = badges.signed(microcredentials.full()).document
    world = badges.world()
    assert world.verify(made).verdict is Verdict.VALID
    mutants = []
    for path, value in nodes(made):
        if path[:2] == ACHIEVEMENT and len(path) > 2 and path[2] in MEMBERS:
            mutants.append((f"drop {name(path)}", dropped(made, path)))
            mutants += [(f"{kind} at {name(path)}", replaced(made, path, other)) for kind, other in variants(value)]
    assert len(mutants) > 200
    assert [what for what, mutant in mutants if mutant != made and world.verify(mutant).verdict is Verdict.VALID] == []


LOSSY = {
    "an empty language map": ("nameTranslations", {}),
    "a list of one text": ("criteriaTranslations", {"en": ["Three badges and a final talk."]}),
    "capitals in a language": ("descriptionTranslations", {"EN": "Digital didactics in the practical subject."}),
    "value objects instead of the map": (
        "criteriaTranslations",
        [{"@value": "Three badges and a final talk.", "@language": "en"}],
    ),
    "a word instead of true": ("identityChecked", "true"),
}


@pytest.mark.parametrize("kind", LOSSY)
def test_what_the_signature_cannot_see_the_rules_refuse(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other JSON with the same quads: a reader of the JSON would see something else, or nothing."""
    member, value = LOSSY[kind]
    badge = microcredentials.document()
    if kind == "an empty language map":
        del badge["credentialSubject"]["achievement"][member]
    made = badges.signed(badge).document
    bent = copy.deepcopy(made)
    bent["credentialSubject"]["achievement"][member] = value
    assert badges.world().verify(bent).verdict is Verdict.INVALID
    monkeypatch.setattr(structure_outline, "EXTENSIONS", {})
    assert badges.world().verify(bent).verdict is Verdict.VALID


def _with_context(document: dict[str, Any], url: str) -> dict[str, Any]:
    return document | {"@context": [*document["@context"], url]}


EVIL = "https://evil.example/context.json"
REDEFINED: dict[str, Any] = {
    "a word of every credential": {"name": "https://evil.example/#name"},
    "a word of Open Badges": {"awardedDate": "https://evil.example/#awardedDate"},
    "a class": {
        "Achievement": {
            "@id": "https://evil.example/#Achievement",
            "@context": PINNED_CONTEXTS.document(OPEN_BADGES)["@context"]["Achievement"]["@context"],
        }
    },
    "a word inside a class": {
        "Microthing": {"@id": "https://evil.example/#Microthing", "@context": {"criteria": "https://evil.example/#c"}}
    },
    "every word that is left over": {"@vocab": "https://evil.example/#", "description": "https://evil.example/#d"},
}


def _unprotected(context: Any) -> Any:
    if isinstance(context, list):
        return [_unprotected(item) for item in context]
    if not isinstance(context, dict):
        return context
    return {word: _unprotected(means) for word, means in context.items() if word != "@protected"}


@pytest.mark.parametrize("which", REDEFINED)
def test_no_extension_can_redefine_a_protected_word(which: str) -> None:
    """Even a context that somebody pinned by mistake: JSON-LD 1.1, section 4.1.11, "Protected Term Definitions"."""
    evil = json.dumps({"@context": REDEFINED[which]})
    document = _with_context(badges.rich().to_dict(), EVIL)
    if which == "a word inside a class":
        document = replaced(document, (*ACHIEVEMENT, "type"), ["Achievement", "Microthing"])
    with pytest.raises(CanonicalisationError, match="protected term"):
        canonicalize(document, contexts=Contexts({EVIL: evil}))
    weak = {url: json.dumps(_unprotected(PINNED_CONTEXTS.document(url))) for url in (CREDENTIALS_V2, OPEN_BADGES)}
    fooled = canonicalize(document, contexts=Contexts({EVIL: evil} | weak))
    assert "https://evil.example/#" in fooled


def test_another_context_is_refused_and_ours_cannot_be_swapped() -> None:
    """The twin of a closed set: with a set that knows the attacker's context, its words would be read."""
    evil = json.dumps(PINNED_CONTEXTS.document(MICROCREDENTIAL)).replace(
        MICROCREDENTIAL_TERMS, "https://evil.example/#"
    )
    document = microcredentials.document()
    document["@context"] = [*document["@context"][:3], EVIL]
    with pytest.raises(ContextError):
        canonicalize(document)
    assert "https://evil.example/#studyLoadHours" in canonicalize(document, contexts=Contexts({EVIL: evil}))


@pytest.mark.parametrize("place", [(), ACHIEVEMENT, (*ACHIEVEMENT, "qualityAssurance")])
def test_inline_contexts_stay_refused(place: tuple[str, ...]) -> None:
    document = microcredentials.document()
    target: Any = document
    for step in place:
        target = target[step]
    target["@context"] = [*target.get("@context", []), {"studyLoad": f"{MICROCREDENTIAL_TERMS}studyLoadHours"}]
    with pytest.raises((ContextError, StructureError)):
        badges.signed(document)
    with pytest.raises(ContextError, match="own words"):
        canonicalize(document)


def test_our_context_in_another_place_changes_no_word() -> None:
    """Listed again it means the same; before Open Badges' own it is refused."""
    made = badges.signed(microcredentials.full()).document
    again = _with_context(made, MICROCREDENTIAL)
    assert canonicalize(dropped(again, ("proof",))) == canonicalize(dropped(made, ("proof",)))
    first = made | {"@context": [MICROCREDENTIAL, *made["@context"][:3]]}
    assert badges.world().verify(first).check("structure").outcome == "failed"
