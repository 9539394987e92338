"""Our badges hold with @digitalbazaar/vc in safe mode, and fail there after every one-letter change
(VER-interop).

The running demo is judged by the same script: give `judge.digitalbazaar` its badges and documents.
"""

import json
from typing import Any

import pytest

from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from tests.credentials import badges
from tests.credentials.mutations import dropped, leaves, name, one_letter, replaced
from tests.interop.judge import digitalbazaar

pytestmark = pytest.mark.node
KINDS = ("rich", "small", "endorsed")


def _documents() -> dict[str, Any]:
    return badges.contexts() | badges.plain(badges.endorsed_world().documents)


def _made(kind: str) -> dict[str, Any]:
    return badges.signed(getattr(badges, kind)()).document


def _changes(kind: str) -> dict[str, dict[str, Any]]:
    made = _made(kind)
    return {name(path): replaced(made, path, one_letter(value)) for path, value in leaves(made)}


CHANGES = [(kind, place) for kind in KINDS for place in _changes(kind)]


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], dict[str, Any]]:
    """Every changed badge judged, all in one run of Node."""
    offered = {(kind, place): badge for kind in KINDS for place, badge in _changes(kind).items()}
    answers = digitalbazaar(list(offered.values()), _documents(), now=badges.NOW)
    return dict(zip(offered, answers, strict=True))


def test_ours_hold() -> None:
    answers = digitalbazaar([_made(kind) for kind in KINDS], _documents(), now=badges.NOW)
    assert [(answer["verified"], answer["status"]) for answer in answers] == [(True, True), (True, None), (True, True)]


@pytest.mark.parametrize(("kind", "place"), CHANGES, ids=lambda part: part)
def test_one_letter_fails_there_and_here(kind: str, place: str, judged: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert judged[kind, place]["verified"] is False
    assert badges.endorsed_world().verify(_changes(kind)[place]).verdict is not Verdict.VALID


def test_the_judge_can_say_yes_and_no() -> None:
    """The twin: a judge that is given the wrong key, or a proof over something else, must not be pleased."""
    made = _made("small")
    documents = _documents()
    other = json.loads(json.dumps(documents))
    other[badges.DID]["verificationMethod"][0]["publicKeyMultibase"] = badges.signer(2).public_multikey
    unlisted = json.loads(json.dumps(documents))
    unlisted[badges.DID]["assertionMethod"] = []
    assert digitalbazaar([made], documents, now=badges.NOW)[0]["verified"] is True
    assert digitalbazaar([made], other, now=badges.NOW)[0]["verified"] is False
    assert digitalbazaar([made], unlisted, now=badges.NOW)[0]["verified"] is False
    assert digitalbazaar([dropped(made, ("proof",))], documents, now=badges.NOW)[0]["verified"] is False


def test_withdrawn_is_seen_there_too() -> None:
    bits = BitstringStatusList()
    bits.set(94567, True)
    documents = _documents() | {badges.LIST: badges.status_list(bits).document}
    assert digitalbazaar([_made("rich")], documents, now=badges.NOW)[0]["status"] is False


def test_texts_from_everywhere() -> None:
    """Accents, right-to-left, emoji, quotes, backslashes, line ends, tabs: the same bytes are signed and
    checked."""
    badge = badges.rich().to_dict()
    achievement = badge["credentialSubject"]["achievement"]
    achievement["name"] = 'Łódź "één" \\ מורה 教师 \U0001f469\u200d\U0001f3eb e\u0301'
    achievement["description"] = "regel 1\nregel 2\r\n\ttab % %(x)s {y} <b> & ' \u00a0\u2028"
    badge["credentialSubject"]["creditsEarned"] = 1.1
    made = badges.signed(badge).document
    assert digitalbazaar([made], _documents(), now=badges.NOW)[0]["verified"] is True


def test_did_key_and_several_proofs() -> None:
    """A did:key issuer, judged there with a controller document for its one key."""
    did = f"did:key:{badges.signer(5).public_multikey}"
    method = f"{did}#{badges.signer(5).public_multikey}"
    key = badges.Ed25519Signer.from_seed(badges.signer(5).seed, method)
    made = badges.issue(badges.small() | {"issuer": did}, key, created=badges.CREATED).document
    document = badges.controller_document(
        did=did, also_known_as=[], keys=[badges.PublishedKey(method, key.public_multikey)]
    )
    answers = digitalbazaar([made], _documents() | {did: document}, now=badges.NOW)
    assert answers[0]["verified"] is True
    assert badges.World().verify(made).verdict is Verdict.VALID
