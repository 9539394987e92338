"""Canonical text by plan is that of the full algorithm, to the letter, or there is none (see credentials/plan)."""

import copy
import json
import threading
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.budget import WorkBudget
from credentials.canonical import canonicalize, quads_of
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import CanonicalisationError
from credentials.plan import Plans, cache, store, template, tokens
from credentials.plan.compiling import compile_plan
from credentials.plan.tokens import document_of, leaves, parts_of
from credentials.rdfc import nquad
from tests.credentials import badges
from tests.credentials.mutations import replaced
from tests.credentials.planned import by_plan, full, kept, plan_of, rich
from tests.credentials.shapes import BASES, altered, shapes, values


def outside_judge(document: dict[str, Any]) -> str:
    """RDFC-1.0 of pyoxigraph over our quads (its own JSON-LD reads no contexts from a folder)."""
    quads = quads_of(document, contexts=PINNED_CONTEXTS, budget=WorkBudget())
    labels = {term.value: f"_:{term.value}" for quad in quads for term in quad if term and term.kind == "blank"}
    text = "".join(nquad(quad, labels) for quad in quads)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    return "".join(sorted(line + "\n" for line in written.decode().split("\n")[:-1]))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_same_text_or_same_refusal(data: st.DataObject) -> None:
    base = data.draw(shapes())
    if full(base).startswith("context."):
        return
    plans = kept(base)
    assert plans.canonical(base).text == full(base)
    for _ in range(4):
        document = data.draw(altered(base))
        expected = full(document)
        assert by_plan(plans, document) == expected
        if not expected.startswith("context."):
            assert outside_judge(document) == expected


def test_the_plan_is_really_used() -> None:
    plans = kept(rich())
    for number in range(50):
        document = rich() | {"id": f"urn:uuid:{number}", "name": f'"{number}" % \\ \n {chr(0x1F600 + number)}'}
        assert plans.canonical(document).text == canonicalize(document)
    assert plans.counts == cache.Counts(by_plan=50, no_plan=1, compiled=1)


@pytest.mark.parametrize("name", ["rich", "small", "endorsed"])
def test_every_string_is_a_slot_or_frozen(name: str) -> None:
    """Each string of a badge replaced by each awkward value: never another text, never another refusal."""
    base = rich() if name == "rich" else getattr(badges, name)()
    plans = kept(base)
    for leaf in leaves(base):
        for value in ("x%s", "urn:x", "relative", 'a"\\b\n', "\x01", "_:b", "@id", "", "https://x.example/\xa0"):
            document = replaced(base, leaf.path, value)
            assert by_plan(plans, document) == full(document), (leaf.path, value)
    assert plans.counts.by_plan > 50
    assert plans.counts.no_plan > 50


def test_labels_follow_the_recipient() -> None:
    """The order of blank nodes is not the same for every recipient (RDFC-1.0, section 4.4)."""
    plans, orders = kept(rich()), set()
    for number in range(100):
        document = replaced(rich(), ("credentialSubject", "identifier", 0, "salt"), f"salt{number}")
        text = plans.canonical(document).text
        assert text == canonicalize(document)
        orders.add(tuple(line.split(" ")[0] for line in text.splitlines() if line.startswith("_:")))
    assert plans.counts.by_plan == 100
    assert len(orders) > 2


def test_ties_go_the_full_way_and_spoil_nothing() -> None:
    """Also when the first document of the shape has the tie."""
    tied = rich()
    alignment = tied["credentialSubject"]["achievement"]["alignment"]
    alignment[1] = copy.deepcopy(alignment[0])
    other = replaced(tied, ("credentialSubject", "achievement", "alignment", 1, "targetName"), "Anders")
    plans = kept(tied)
    assert plans.canonical(tied).text == canonicalize(tied)
    assert plans.counts.unsure == 1
    assert plans.canonical(other).text == canonicalize(other)
    assert plans.counts.unsure == 1


def test_a_quad_said_twice_counts_once() -> None:
    tags = replaced(rich(), ("credentialSubject", "achievement", "tag"), ["a", "b"])
    plans = kept(tags)
    twice = replaced(tags, ("credentialSubject", "achievement", "tag"), ["a", "a"])
    assert plans.canonical(twice).text == canonicalize(twice)
    assert plans.counts.by_plan == 1


def test_a_quad_with_a_blank_node_said_twice_goes_the_full_way() -> None:
    """It counted twice in the hash of the node."""
    result = rich()["credentialSubject"]["result"][0] | {"value": ["a", "b"]}
    base = replaced(rich(), ("credentialSubject", "result"), [result])
    twice = replaced(rich(), ("credentialSubject", "result"), [result | {"value": ["a", "a"]}])
    plans = kept(base)
    assert plans.canonical(twice).text == canonicalize(twice)
    assert plans.counts.unsure == 1


def test_percent_signs_of_the_shape_itself() -> None:
    """A type may hold what elsewhere is a gap in a format."""
    document = rich()
    document["credentialSubject"]["achievement"]["type"].append("https://x.example/%25s%s%(x)s{}")
    with pytest.raises(CanonicalisationError):
        canonicalize(document)
    document["credentialSubject"]["achievement"]["type"][-1] = "https://x.example/%25s%s%(x)s"
    plans = kept(document)
    assert plans.canonical(document).text == canonicalize(document)
    assert plans.counts.by_plan == 1


def context(terms: dict[str, Any]) -> Contexts:
    return Contexts({"https://x.example/c": json.dumps({"@context": {"id": "@id"} | terms})})


def test_a_context_that_gives_a_scheme_a_meaning_gets_no_plan() -> None:
    """There `urn:x` may be a compact IRI, and a term with a colon may be any IRI."""
    for term in ({"urn": {"@id": "https://x.example/", "@prefix": True}}, {"urn:x": "https://x.example/y"}):
        known = context({"p": "https://x.example/p"} | term)
        parts = parts_of({"@context": "https://x.example/c", "id": "https://x.example/1", "p": "x"})
        assert parts is not None
        assert compile_plan(parts, known) is None
    assert compile_plan(parts, context({"p": "https://x.example/p"})) is not None


def test_contexts_are_part_of_the_key() -> None:
    """The same address with other bytes is another context: a plan of the one is never used for the other."""
    document = {"@context": "https://x.example/c", "id": "urn:x", "p": "v"}
    one, two = context({"p": "urn:one"}), context({"p": "urn:two"})
    plans = Plans()
    plans.canonical(document, contexts=one).keep()
    assert plans.canonical(document, contexts=one).text == '<urn:x> <urn:one> "v" .\n'
    assert plans.canonical(document, contexts=two).text == '<urn:x> <urn:two> "v" .\n'
    assert plans.counts.by_plan == 1


def test_only_what_is_kept_is_kept() -> None:
    """A document that did not pass its checks leaves nothing behind."""
    plans = Plans()
    plans.canonical(rich())
    plans.canonical(rich())
    assert plans.counts.compiled == plans.counts.by_plan == 0


def test_keep_means_the_document_as_it_was() -> None:
    document = rich()
    plans = Plans()
    found = plans.canonical(document)
    document["proof"] = {"type": "DataIntegrityProof"}
    found.keep()
    assert plans.canonical(rich()).text == canonicalize(rich())
    assert plans.counts.by_plan == 1


def test_the_store_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """In both directions, and what was used last stays."""
    monkeypatch.setattr(store, "MAX_OUTSIDES", 3)
    monkeypatch.setattr(store, "MAX_PER_OUTSIDE", 2)
    known: store.Store[int] = store.Store()
    names = [parts_of({"name": ["x"] * number}) or [] for number in range(5)]
    for number, parts in enumerate(names):
        known.put(number, [], parts)
        known.find(names[0])
    assert [known.find(parts) for parts in names] == [0, None, None, 3, 4]
    for number, kind in enumerate("abc"):
        known.put(number, [3], parts_of({"type": kind}) or [])
    assert [known.find(parts_of({"type": kind}) or []) for kind in "abc"] == [None, 1, 2]
    assert len(known) == 4


def test_a_wrong_plan_is_found_by_the_sample_and_dropped() -> None:
    """And until then it is used, so the comparison is what finds it."""
    told: list[Any] = []
    plans = kept(rich())
    plans.check_every, plans.on_mismatch = 3, told.append
    right = plan_of(plans, rich())
    lines = [template.Line(("<urn:wrong> <urn:p> <urn:o> .",), ()), *right.lines[1:]]
    right.__init__(right.width, right.iris, right.blanks, lines)
    texts = [plans.canonical(rich()).text for _ in range(4)]
    assert ["urn:wrong" in text for text in texts] == [True, True, False, False]
    assert texts[2:] == [canonicalize(rich())] * 2
    assert (plans.counts.mismatches, plans.counts.checked, told) == (1, 1, [rich()])


def test_a_plan_that_gives_text_for_what_is_refused_is_dropped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = kept(rich())
    plans.check_every = 1
    monkeypatch.setattr(template, "only_iris", lambda found: True)
    with pytest.raises(CanonicalisationError):
        plans.canonical(rich() | {"id": "relative"})
    assert plans.counts.mismatches == 1
    assert plan_of(plans, rich()) is None


def test_text_that_says_a_member_twice_gets_no_plan() -> None:
    """Strict reading refuses it; here its parts would not be those of the document."""
    parts = tokens.split('{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:x","id":"urn:y","name":"z"}')
    assert parts is not None
    assert compile_plan(parts, PINNED_CONTEXTS) is None


def test_spaces_between_members_do_not_matter() -> None:
    text = json.dumps(rich())
    assert ", " in text
    parts = tokens.split(text)
    assert parts is not None
    plans = Plans()
    plans.canonical(rich(), parts=parts).keep()
    assert plans.canonical(rich(), parts=parts).text == canonicalize(rich())
    assert plans.counts.by_plan == 1


def test_small_documents_are_kept_whole() -> None:
    """The options of a proof are canonicalised once for all badges of that second, and forgotten with the plans."""
    options = BASES[-1]
    plans = kept(options)
    texts = [plans.canonical(options).text for _ in range(3)]
    assert texts == [canonicalize(options)] * 3
    assert plans.counts.by_plan == 1
    assert plans.canonical(options | {"created": "2026-11-21T00:00:00Z"}).text != texts[0]
    plans.clear()
    assert plans.canonical(options).text == texts[0]
    assert plans.counts.no_plan == 2
    many = [options | {"created": f"2026-11-21T00:{number // 60:02}:{number % 60:02}Z"} for number in range(200)]
    plans.canonical(options).keep()
    assert [plans.canonical(each).text for each in many] == [canonicalize(each) for each in many]
    assert len(plans._small) <= 64


def test_work_is_counted() -> None:
    plans, budget = kept(rich()), WorkBudget(steps=100)
    with pytest.raises(CanonicalisationError, match="too long"):
        plans.canonical(rich(), budget=budget)


def test_text_kept_whole_costs_work_too() -> None:
    """Else what comes after all work is spent would still be heard."""
    plans, work = kept(BASES[-1]), WorkBudget(steps=5)
    plans.canonical(BASES[-1])
    with pytest.raises(CanonicalisationError, match="too long"):
        plans.canonical(BASES[-1], budget=work)


def test_threads_share_plans() -> None:
    plans = Plans()
    documents = [rich() | {"id": f"urn:x:{number}"} for number in range(8)]
    expected = [canonicalize(document) for document in documents]
    wrong: list[int] = []

    def work(number: int) -> None:
        for _ in range(60):
            found = plans.canonical(documents[number])
            found.keep()
            if found.text != expected[number]:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(documents))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert plans.counts.by_plan > 400


@settings(max_examples=300, deadline=None)
@given(st.recursive(values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(values, inner, max_size=3)))
def test_parts_tell_all_there_is(value: Any) -> None:
    """Parts put together again are the text, and each leaf is at its place."""
    document = {"x": value}
    parts = parts_of(document)
    if parts is None:
        return
    assert document_of(parts) == document
    for leaf in leaves(document):
        assert tokens.json.loads(f'"{parts[leaf.index]}"') == leaf.value
