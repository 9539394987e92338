"""A batch gives each person the badge that `issue` would: the same bytes, or the same error, and nobody is lost."""

import hashlib
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import batch
from credentials.batch import issue_batch
from credentials.errors import CredentialError
from credentials.issuing import SignedCredential, issue
from credentials.plan import PLANS
from credentials.plan.cache import Counts
from credentials.plan.forms import FORMS
from credentials.plan.tokens import leaves, with_values
from credentials.report import Verdict
from credentials.signers import EcdsaSigner
from credentials.structure_fault import json_path
from tests.credentials import badges
from tests.credentials.badges import CREATED, DID, LIST
from tests.credentials.shapes import AWKWARD, values

FIELDS = [
    "$.id",
    "$.validFrom",
    "$.credentialSubject.id",
    "$.credentialSubject.identifier[0].identityHash",
    "$.credentialSubject.identifier[0].salt",
    "$.credentialStatus.id",
    "$.credentialStatus.statusListIndex",
]


def rich() -> dict[str, Any]:
    return badges.rich().to_dict()


def row(number: int) -> tuple[str, ...]:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return (
        f"urn:uuid:1d6ab7b6-9d5c-4a39-8b46-{number:012}",
        f"2026-11-{number % 20 + 1:02}T12:00:00Z",
        f"urn:uuid:2d6ab7b6-9d5c-4a39-8b46-{number:012}",
        f"sha256${digest}",
        f"salt{number}",
        f"{LIST}#{number}",
        str(number),
    )


def in_batch(template: Any, fields: list[str], rows: Any, **options: Any) -> list[Any]:
    """The bytes of each, or the code and sentence of its error."""
    settings = {"created": CREATED, "signer": badges.signer()} | options
    return [_shown(made) for made in issue_batch(template, fields=fields, rows=rows, **settings)]


def one_by_one(template: Any, fields: list[str], rows: Any, **options: Any) -> list[Any]:
    paths = {json_path(leaf.path): leaf.path for leaf in leaves(template)}
    found: list[Any] = []
    for values_ in rows:
        changes = {paths[field]: value for field, value in zip(fields, values_, strict=True)}
        try:
            document = with_values(template, changes)
            found.append(issue(document, options.get("signer", badges.signer()), created=CREATED).data)
        except CredentialError as error:
            found.append((error.code, str(error)))
    return found


def _shown(made: SignedCredential | CredentialError) -> Any:
    return made.data if isinstance(made, SignedCredential) else (made.code, str(made))


def test_the_same_bytes_as_one_by_one() -> None:
    rows = [row(number) for number in range(2_100)]
    assert in_batch(rich(), FIELDS, rows) == one_by_one(rich(), FIELDS, rows)


def test_the_fast_way_is_really_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first badge goes through `issue`."""
    made = issue_batch(rich(), badges.signer(), created=CREATED, fields=FIELDS, rows=map(row, itertools.count()))
    next(made)
    monkeypatch.setattr(batch, "issue", None)
    monkeypatch.setattr("credentials.issuing.create_proof", None)
    for number, found in enumerate(itertools.islice(made, 200), 1):
        assert isinstance(found, SignedCredential)
        assert found.document["id"] == row(number)[0]
        assert found.document["proof"]["proofValue"].startswith("z")
        assert found.digest == hashlib.sha256(found.data).hexdigest()


def test_our_own_verifier_accepts_them() -> None:
    world = badges.world()
    made = issue_batch(rich(), badges.signer(), created=CREATED, fields=FIELDS, rows=map(row, range(5)))
    assert [world.verify(found.data).verdict for found in made if isinstance(found, SignedCredential)] == [
        Verdict.VALID
    ] * 5


@pytest.mark.parametrize("field", FIELDS)
def test_every_awkward_value_in_every_field(field: str) -> None:
    """The same bytes or the same error, and the others are not lost."""
    place = FIELDS.index(field)
    rows: list[tuple[Any, ...]] = [row(0)]
    for number, value in enumerate((*AWKWARD, "\ud800", None, 7, 0.5, True, [], {}, ["x"]), 1):
        rows += [(*row(number)[:place], value, *row(number)[place + 1 :]), row(number + 1000)]
    made = in_batch(rich(), FIELDS, rows)
    assert made == one_by_one(rich(), FIELDS, rows)
    assert all(isinstance(found, bytes) for found in made[::2])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_fields_of_any_badge(data: st.DataObject) -> None:
    """Also fields that are part of the shape, that tie, that say a thing twice, or that name the issuer."""
    PLANS.clear()
    FORMS.clear()
    template = data.draw(st.sampled_from([rich(), badges.small(), badges.endorsed()]))
    texts = {json_path(leaf.path): leaf.value for leaf in leaves(template)}
    fields = data.draw(st.lists(st.sampled_from(sorted(texts)), min_size=1, max_size=5, unique=True))
    own = st.sampled_from(sorted(set(texts.values())))
    rows = [[texts[field] for field in fields]]
    rows += [
        [texts[field] if data.draw(st.booleans()) else data.draw(values | own) for field in fields] for _ in range(4)
    ]
    assert in_batch(template, fields, rows) == one_by_one(template, fields, rows)


def test_a_badge_whose_issuer_is_also_the_creator() -> None:
    """The same quads twice in what all have in common."""
    template = rich()
    template["credentialSubject"]["achievement"]["creator"] = template["issuer"]
    rows = [row(number) for number in range(30)]
    assert in_batch(template, FIELDS, rows) == one_by_one(template, FIELDS, rows)


def test_a_thing_said_twice_of_a_blank_node_that_all_have_in_common() -> None:
    template = rich()
    alignment = template["credentialSubject"]["achievement"]["alignment"]
    alignment[0] |= {"targetDescription": "a"}
    template["credentialSubject"]["result"][0] |= {"alignment": [alignment[0], alignment[0]]}
    rows = [row(number) for number in range(5)]
    assert in_batch(template, FIELDS, rows) == one_by_one(template, FIELDS, rows)


def test_other_kinds_of_key() -> None:
    rows = [row(number) for number in range(4)]
    for kind in ("P-256", "P-384"):
        size = 32 if kind == "P-256" else 48
        signer = EcdsaSigner.from_secret(bytes([3]) * size, f"{DID}#key-9", kind)
        assert in_batch(rich(), FIELDS, rows, signer=signer) == one_by_one(rich(), FIELDS, rows, signer=signer)


def test_without_fields_all_are_the_same() -> None:
    assert in_batch(rich(), [], [(), ()]) == one_by_one(rich(), [], [(), ()])


def test_the_first_may_be_wrong() -> None:
    rows = [("relative", *row(1)[1:]), row(2), row(3)]
    made = in_batch(rich(), FIELDS, rows)
    assert made[0][0] == "structure.faults"
    assert made == one_by_one(rich(), FIELDS, rows)


def test_a_badge_too_large_to_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ["$.credentialSubject.achievement.description"]
    rows = [["x"], ["x" * 300_000], ["y"]]
    assert in_batch(rich(), fields, rows) == one_by_one(rich(), fields, rows)


def test_what_the_caller_does_wrong() -> None:
    with pytest.raises(ValueError, match=r"\$\.nothing"):
        issue_batch(rich(), badges.signer(), created=CREATED, fields=["$.nothing"], rows=[])
    with pytest.raises(ValueError, match="zip"):
        list(issue_batch(rich(), badges.signer(), created=CREATED, fields=FIELDS, rows=[row(0), row(1)[:2]]))


def test_a_plan_found_wrong_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample finds it, and from then on each badge goes the full way."""
    monkeypatch.setattr(PLANS, "check_every", 5)
    rows = [row(number) for number in range(30)]
    right = one_by_one(rich(), FIELDS, rows)
    PLANS.clear()
    made = issue_batch(rich(), badges.signer(), created=CREATED, fields=FIELDS, rows=rows)
    next(made)
    monkeypatch.setattr("credentials.plan.template._hash", lambda text: hashlib.md5(text.encode()).digest())
    monkeypatch.setattr(PLANS, "counts", Counts())  # the next sample is five badges away, whatever ran before
    wrong = [found.data == expected for found, expected in zip(made, right[1:], strict=True)]
    assert False in wrong[:10]
    assert all(wrong[10:])
