"""A text that goes by a lane is read, judged and canonicalised as any other.

Each rule that makes it so is taken out once, in a twin that must then be caught.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials.canonical import canonicalize
from credentials.errors import CredentialError, StructureError
from credentials.issuing import issue
from credentials.plan import PLANS, laying, template
from credentials.plan.forms import FORMS
from credentials.plan.lanes import LANES, Cast, Lane
from credentials.plan.tokens import leaves
from credentials.strictjson import NotJsonError, read_parts
from credentials.structure import faults
from tests.credentials import badges, tokens
from tests.credentials.mutations import replaced
from tests.credentials.shapes import AWKWARD

JSON = dict[str, Any]


def _text(document: JSON) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _laid(*changes: tuple[tuple[str | int, ...], str]) -> JSON:
    """A signed badge; another of its shape, which differs in these values, was verified after it, and has a lane."""
    LANES.clear()
    FORMS.clear()
    PLANS.clear()
    world, base = badges.world(), badges.rich().to_dict()
    other = base
    for path, value in changes:
        other = replaced(other, path, value)
    signed = badges.signed(base)
    for made in (signed, badges.signed(other)):
        assert world.verify(made.data).verdict == "VALID"
    assert LANES.cast(badges.signed(other).data.decode()) is not None
    return signed.document


TARGET = ("evidence", 0, "id")
MUCH = [
    (leaf.path, f"{leaf.value}1")
    for leaf in leaves(badges.rich().to_dict())
    if leaf.name in ("name", "narrative", "salt", "caption") or leaf.path == TARGET
]


def _differs(text: str) -> bool:
    """Whether a lane says of a signed badge what the whole check does not, or gives other canonical text."""
    try:
        document, values = read_parts(text)
    except (NotJsonError, StructureError):
        return LANES.cast(text) is not None
    cast = LANES.cast(text)
    if cast is None:
        return False
    if values != cast or document != json.loads(text):
        return True
    if FORMS.holding(document, cast, "OpenBadgeCredential") and faults(document, "OpenBadgeCredential"):
        return True
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    by_lane = cast.lane.plan.text(cast, unsigned)
    try:
        return by_lane is not None and by_lane != canonicalize(unsigned)
    except CredentialError:
        return True


def test_every_string_replaced_by_every_awkward_one() -> None:
    """In the lane of badges that differ in many values, and in one of badges that differ in little."""
    for changes in (MUCH, MUCH[:1]):
        signed, went = _laid(*changes), 0
        for leaf in leaves(signed):
            for value in (*AWKWARD, signed["id"]):
                document = replaced(signed, leaf.path, value)
                assert not _differs(_text(document)), (leaf.path, value)
                went += LANES.cast(_text(document)) is not None
        assert went > 100


def test_a_lane_widens_with_what_differs() -> None:
    """A value that was the same so far makes no lane's badge, until one with another is verified."""
    signed = _laid((("name",), "Another"))
    assert LANES.cast(_text(signed)) is not None
    other = badges.signed(replaced(badges.rich().to_dict(), ("credentialSubject", "achievement", "name"), "New"))
    assert LANES.cast(other.data.decode()) is None
    assert badges.world().verify(other.data).verdict == "VALID"
    assert LANES.cast(other.data.decode()) is not None
    assert LANES.cast(_text(signed)) is not None


def test_tokens_have_lanes_whatever_their_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    world, found = tokens.world(), []
    for number in range(4):
        payload = tokens.payload() | {"iat": 1_700_000_000 + number}
        if number == 3:
            monkeypatch.setattr("credentials.verifying.parts_of_read", None)
        found.append(world.verify(tokens.forge(payload, tokens.signer())).to_dict())
    assert found[0]["verdict"] == "VALID"
    assert all(report == found[0] for report in found)


def test_a_badge_inside_a_claim_has_no_lane() -> None:
    """Its values stand at other paths than in the text."""
    document = tokens.small()
    payload = {"vc": document, "iat": 1}
    text = _text(payload)
    _, parts = read_parts(text)
    form = _form(document)
    before = len(LANES)
    judged = read_parts(_text(document))[1]
    for _ in range(2):
        laying.lay(payload, parts, document, judged, form, PLANS)
    assert len(LANES) == before


def _form(document: JSON) -> Any:
    for _ in range(2):
        issue(document, badges.signer(), created=badges.CREATED)
    LANES.clear()
    read, parts = read_parts(_text(document))
    return FORMS.holding(read, parts, "OpenBadgeCredential", issuing=True)


def test_nothing_is_learnt_of_what_did_not_hold() -> None:
    signed = _laid((("name",), "Another"))
    forged = _text(replaced(signed, ("credentialSubject", "achievement", "name"), "Nobody signed this"))
    world = badges.world()
    before = len(LANES)
    for _ in range(3):
        assert world.verify(forged).verdict == "INVALID"
    assert (len(LANES), LANES.cast(forged)) == (before, None)


def test_a_changed_letter_is_seen_by_lane() -> None:
    signed = _laid(*MUCH)
    world = badges.world()
    for leaf in leaves(signed):
        changed = _text(replaced(signed, leaf.path, f"{leaf.value}x"))
        assert world.verify(changed).verdict != "VALID", leaf.path


def _careless(patch: pytest.MonkeyPatch, *, escapes: bool = False, rest: bool = False, between: bool = False) -> None:
    """A lane that takes escapes, does not look at the end of a text, or at what stands between two gaps."""

    def cast(self: Lane, text: str) -> Cast | None:
        values, at = [], 0
        for piece, is_number in self.before:
            assert not is_number
            if not between and not text.startswith(piece, at):
                return None
            at += len(piece)
            end = text.find('"', at)
            values.append(text[at:end])
            at = end
        if not (rest or text[at:] == self.rest) or not (escapes or "\\" not in "".join(values)):
            return None
        return Cast(values, self)

    patch.setattr(Lane, "cast", cast)


TWINS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "escapes": lambda patch: _careless(patch, escapes=True),
    "DEL": _careless,
    "the end": lambda patch: _careless(patch, rest=True),
    "between gaps": lambda patch: _careless(patch, between=True),
    "addresses": lambda patch: patch.setattr(template, "only_iris", lambda values: True),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_weakened_twin_is_caught(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _any_differs()
    TWINS[twin](monkeypatch)
    assert _any_differs()


def _any_differs() -> bool:
    signed = _laid(*MUCH)
    text = _text(signed)
    texts = [_text(replaced(signed, TARGET, value)) for value in ("relative", "urn:a b")]
    texts += [text.replace('"salt":"', f'"salt":"{piece}') for piece in ("\\/", "\\u0041", "\x7f")]
    texts += [_text(signed | {"proof": signed["proof"] | {"created": "2026-11-21T12:00:00Z"}}), f"{text[:-1]},1}}"]
    return any(map(_differs, texts))
