"""A form that holds means that the whole check finds nothing, and a text of a known shape is read as any other.

Each rule that makes it so is taken out once, in a twin that must then be caught.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import strictjson
from credentials.issuing import issue
from credentials.plan import forms, tokens
from credentials.plan.forms import FORMS, Form
from credentials.plan.tokens import leaves
from credentials.report import Verdict
from credentials.schema_form import departs_at
from credentials.strictjson import NotJsonError, read_parts
from credentials.structure import faults, kind_of, outline, questions
from tests.credentials import badges
from tests.credentials import tokens as tokens_
from tests.credentials.mutations import replaced
from tests.credentials.shapes import AWKWARD, altered, values

SOUND = [badges.rich().to_dict(), badges.small(), badges.endorsed(), badges.status_list().document]
"""Documents without a fault, each as it is read and as it is issued."""


def form_of(document: dict[str, Any], *, issuing: bool) -> Form | None:
    """What is known of the document's form, when there is nothing wrong with it."""
    read, parts = read_parts(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    return FORMS.holding(read, parts, str(kind_of(document)), issuing=issuing)


def keep(document: dict[str, Any], *, issuing: bool) -> None:
    read, parts = read_parts(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    FORMS.keep(read, parts, str(kind_of(document)), issuing=issuing)


def differs(document: dict[str, Any], *, issuing: bool) -> bool:
    """Whether the form says of the document what the whole check does not."""
    form = form_of(document, issuing=issuing)
    if form is None:
        return False
    kind = str(kind_of(document))
    return bool(faults(document, kind, issuing=issuing)) or (
        form.follows == kind and departs_at(document, kind) is not None
    )


@pytest.mark.parametrize("issuing", [True, False])
@pytest.mark.parametrize("number", range(len(SOUND)))
def test_every_string_replaced_by_every_awkward_one(number: int, issuing: bool) -> None:
    base, held = SOUND[number], 0
    keep(base, issuing=issuing)
    assert form_of(base, issuing=issuing) is not None
    for leaf in leaves(base):
        for value in (*AWKWARD, base["id"]):
            document = replaced(base, leaf.path, value)
            assert not differs(document, issuing=issuing), (leaf.path, value)
            held += form_of(document, issuing=issuing) is not None
    assert held > 200


@settings(max_examples=100, deadline=None)
@given(st.data(), st.booleans())
def test_several_strings_replaced_at_once(data: st.DataObject, issuing: bool) -> None:
    FORMS.clear()
    base = data.draw(st.sampled_from(SOUND))
    keep(base, issuing=issuing)
    for _ in range(5):
        assert not differs(data.draw(altered(base)), issuing=issuing)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.booleans())
def test_only_what_a_rule_looks_at_changes_its_answer(data: st.DataObject, issuing: bool) -> None:
    """What `structure_links.looks_at` promises: a batch asks no more than that of each badge."""
    base = data.draw(st.sampled_from(SOUND))
    shape = outline(base, str(kind_of(base)), issuing=issuing)
    for question in questions(shape, issuing=issuing):
        others = [leaf.path for leaf in leaves(base) if leaf.name not in ("type", "@context")]
        document = base
        for path in [path for path in others if not question.hangs_on(path)]:
            document = replaced(document, path, data.draw(values))
        assert list(question.ask(document)) == list(question.ask(base)) == []


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_one_shape_has_one_outline(data: st.DataObject) -> None:
    """What `structure_outline.py` promises: whatever strings are replaced but types and contexts."""
    base = data.draw(st.sampled_from(SOUND))
    kind = str(kind_of(base))
    free = [leaf.path for leaf in leaves(base) if leaf.name not in ("type", "@context")]
    document = base
    for _ in range(5):
        document = replaced(document, data.draw(st.sampled_from(free)), data.draw(values))
    assert outline(document, kind) == outline(base, kind)
    assert outline(document, kind, issuing=True) == outline(base, kind, issuing=True)


def test_the_published_schema_is_followed_once_per_shape() -> None:
    """And not assumed where endorsements inside could depart from it."""
    for document, expected in ((SOUND[0], "OpenBadgeCredential"), (SOUND[2], None), (SOUND[3], None)):
        keep(document, issuing=False)
        form = form_of(document, issuing=False)
        assert form is not None
        assert form.follows == expected


def test_issuing_and_verifying_learn_only_from_what_passed() -> None:
    world, made = badges.world(), badges.signed()
    assert form_of(badges.rich().to_dict(), issuing=True) is not None
    assert form_of(made.document, issuing=False) is None
    forged = made.document | {"name": "Anders"}
    assert world.verify(forged).verdict is Verdict.INVALID
    assert form_of(forged, issuing=False) is None
    assert world.verify(made.data).verdict is Verdict.VALID
    assert form_of(made.document, issuing=False) is not None
    assert form_of(made.document, issuing=True) is None


def test_tokens_go_by_form_and_plan_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The claims are numbers that differ in each, so only the credential inside has a shape."""
    first, second = tokens_.forge(tokens_.payload(), tokens_.signer()), None
    world = tokens_.world()
    told = world.verify(first).to_dict()
    assert told["verdict"] == "VALID"
    second = tokens_.forge(tokens_.payload() | {"iat": 1_700_000_000}, tokens_.signer())
    monkeypatch.setattr("credentials.verifying.check_structure", None)
    monkeypatch.setattr("credentials.plan.cache.canonicalize", None)
    assert world.verify(second).to_dict() == told


def test_the_same_bytes_and_reports_whether_the_shape_is_known_or_not() -> None:
    first = badges.signed()
    again = badges.signed()
    assert (again.data, again.digest, again.document) == (first.data, first.digest, first.document)
    assert json.loads(again.data) == again.document
    world = badges.world()
    assert world.verify(first.data).to_dict() == world.verify(first.data).to_dict()


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_text_of_a_known_shape_is_read_as_any_other(data: st.DataObject) -> None:
    """A signed badge with a few characters changed: the same value or the same refusal."""
    document = data.draw(st.sampled_from(SOUND[:2]))
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    changed: str | bytes = text
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(text)))
        piece = data.draw(
            values | st.sampled_from(["\\", "\\u", '\\"', "\\/", "\\ud800", "\ud800", '"', ",", "{", "\n", "1"])
        )
        changed = text[:place] + piece + text[place + data.draw(st.integers(0, 2)) :]
    if data.draw(st.booleans()):
        changed = changed.encode("utf-8", "surrogatepass")
    FORMS.clear()
    expected = _read(changed)
    keep(document, issuing=False)
    assert _read(changed) == expected


def _read(text: str | bytes) -> Any:
    try:
        return read_parts(text)[0]
    except NotJsonError:
        return "not JSON"
    except strictjson.StructureError as error:
        return error.code


def _tests_gone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(forms, "says", lambda kind: None)


TWINS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "addresses": lambda patch: patch.setattr(forms, "_only_uris", lambda found: True),
    "kinds": _tests_gone,
    "blank text": lambda patch: patch.setattr(forms, "_solid", lambda text: text),
    "control characters": lambda patch: patch.setattr(forms, "_CONTROL", ()),
    "members together": lambda patch: patch.setattr(forms, "questions", lambda *_, **__: iter(())),
    "the credential told of twice": lambda patch: patch.setattr(forms.Form, "_stated_once", lambda *_: True),
    "types": lambda patch: patch.setattr(forms, "_FROZEN", {"@context"}),
    "contexts": lambda patch: patch.setattr(forms, "_FROZEN", {"type"}),
    "endorsements inside": lambda patch: patch.setattr(forms, "_ENDORSEMENT", "no such member"),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_weakened_twin_is_caught(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _any_differs()
    FORMS.clear()
    TWINS[twin](monkeypatch)
    assert _any_differs()


def _any_differs() -> bool:
    rich, endorsed = SOUND[0], SOUND[2]
    result = ("credentialSubject", "result", 0, "resultDescription")
    profile = endorsed["endorsement"][0]["issuer"] | {
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "1", "identifierType": "systemId"}]
    }
    named = replaced(endorsed, ("endorsement", 0, "issuer"), profile)
    kind = ("endorsement", 0, "issuer", "otherIdentifier", 0, "identifierType")
    found = []
    for base, issuing, path, value in (
        (rich, True, ("id",), "relative"),
        (rich, True, ("validUntil",), "later"),
        (rich, True, ("credentialSubject", "achievement", "description"), "\n\t\n"),
        (rich, True, ("name",), "a\bc"),
        (rich, True, result, "urn:uuid:another"),
        (rich, False, ("credentialSubject", "achievement", "id"), rich["id"]),
        (rich, False, ("type", 0), "Profile"),
        (rich, False, ("@context", 0), "https://example.org/"),
        (named, False, kind, "no such kind"),
    ):
        keep(base, issuing=issuing)
        found.append(differs(replaced(base, path, value), issuing=issuing))
    return any(found)


CONTROL = '{"a":"\x01"}'


def test_reading_twins() -> None:
    """Control characters in a string, and a member said twice, in texts of a known shape."""
    for good, bad in (('{"a":"x","b":"y"}', '{"a":"x","a":"y"}'), ('{"a":"x"}', CONTROL), ('{"a":"x"}', '{"a":"\\q"}')):
        strictjson.SHAPES.clear()
        expected = _read(bad)
        document, parts = read_parts(good)
        assert parts is not None
        free = {leaf.index for leaf in leaves(document)}
        strictjson.SHAPES.put({}, [place for place in range(1, len(parts), 2) if place not in free], parts)
        assert _read(good) == document
        assert _read(bad) == expected != document


def test_reading_twins_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the look for control characters, for other escapes, or at the names, these would be read."""
    _, parts = read_parts('{"a":"x"}')
    strictjson.SHAPES.put({}, [], parts or tokens.Parts([]))
    assert _read('{"b":"x"}') == {"b": "x"}
    monkeypatch.setattr(strictjson, "_CONTROLS", b"")
    with pytest.raises(json.JSONDecodeError):
        _read(CONTROL)
    monkeypatch.setattr(tokens, "_OTHER_ESCAPE", tokens.re.compile("$^"))
    with pytest.raises(json.JSONDecodeError):
        _read('{"a":"\\q"}')


def test_a_badge_of_a_known_shape_can_still_be_refused() -> None:
    badges.signed()
    for path, value in ((("id",), "x"), (("validFrom",), "soon"), (("name",), "\x07")):
        with pytest.raises(strictjson.StructureError):
            issue(replaced(SOUND[0], path, value), badges.signer(), created=badges.CREATED)
