"""Endorsements are verified like badges, told one by one, and never change what is found about the badge.

Each attack is also tried on a twin with one defence taken out, which must be fooled.
"""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import endorsements
from credentials.budget import WorkBudget
from credentials.endorsements import check_endorsements
from credentials.errors import CanonicalisationError
from credentials.examining import Examined
from credentials.limits import MAX_ENDORSEMENTS
from credentials.lookup import MAX_LOOKUPS, Lookup
from credentials.report import Check, Verdict
from tests.credentials import badges, status_lists, tokens
from tests.credentials.attacks import _without
from tests.credentials.badges import DID, ENDORSER, NOW, World, endorsement
from tests.credentials.status_lists import bits
from tests.credentials.tokens import forge, payload, signer

OWN = "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001"
ACHIEVEMENT = "https://badges.example/achievements/arduino/1"
CREATOR = "https://partner.example/profile"
LIST = "https://raad.example/status/1"


def token(about: str, owner: str = ENDORSER, **changes: Any) -> str:
    """An endorsement of `about` as a token."""
    document = {name: value for name, value in endorsement(about).document.items() if name != "proof"}
    return forge(payload(document | changes), signer("P-256", owner))


def world() -> World:
    """A world in which the endorser has a key for embedded endorsements and one for tokens."""
    found = badges.endorsed_world()
    own = tokens.keys(ENDORSER, signer("P-256", ENDORSER))
    found.documents[ENDORSER]["verificationMethod"] += own["verificationMethod"]
    found.documents[ENDORSER]["assertionMethod"] += own["assertionMethod"]
    return found


def badge(*embedded: Any, carrier: str = "credential", name: str = "endorsement") -> dict[str, Any]:
    """The rich badge, endorsed at `carrier`, signed as others might."""
    made = badges.rich().to_dict()
    subject = made["credentialSubject"]
    subject["source"] = {"id": "https://bron.example/profile", "type": ["Profile"]}
    places = {
        "credential": made,
        "achievement": subject["achievement"],
        "issuer": made["issuer"],
        "creator": subject["achievement"]["creator"],
        "source": subject["source"],
    }
    places[carrier][name] = list(embedded)
    return status_lists.resigned(made)


def told(document: dict[str, Any], found: World | None = None) -> Check:
    """The endorsements check of a badge that must be valid, whatever is said about it."""
    report = (found or world()).verify(document)
    assert report.verdict is Verdict.VALID, report.to_dict()
    return report.check("endorsements")


@pytest.mark.parametrize(
    ("carrier", "about"),
    [
        ("credential", OWN),
        ("achievement", ACHIEVEMENT),
        ("issuer", DID),
        ("creator", CREATOR),
        ("source", "https://bron.example/profile"),
    ],
)
@pytest.mark.parametrize("name", ["endorsement", "endorsementJwt"])
def test_who_says_what_about_what(carrier: str, about: str, name: str) -> None:
    """Verified wherever Open Badges 3.0 has them, embedded or as a token."""
    item = token(about) if name == "endorsementJwt" else endorsement(about).document
    check = told(badge(item, carrier=carrier, name=name))
    assert (check.outcome, check.code, check.params) == ("passed", "endorsements.passed", {"count": 1})
    (detail,) = check.details
    assert detail | {"id": None, "message": None} == {
        "outcome": "passed",
        "carrier": carrier,
        "about": about,
        "issuer": ENDORSER,
        "issuer_name": "De Raad",
        "comment": "Een sterke training.",
        "id": None,
        "code": "proof.passed",
        "message": None,
    }
    assert detail["message"].endswith(".")


def _suspended(purpose: str, *indexes: int) -> tuple[dict[str, Any], World]:
    """An endorsement that its maker can withdraw, and the world that says whether it was."""
    entry = status_lists.entry(id=None, statusListCredential=LIST, statusPurpose=purpose)
    found = world()
    key = badges.signer(7, ENDORSER)
    made = badges.status_list(bits(*indexes), url=LIST, issuer_id=ENDORSER, purpose=purpose, signer=key)
    found.documents[LIST] = made.data
    return endorsement(OWN, credentialStatus=entry).document, found


def test_an_endorsement_can_be_withdrawn() -> None:
    for purpose, code in (("revocation", "status.revoked"), ("suspension", "status.suspended")):
        document, found = _suspended(purpose, status_lists.INDEX)
        assert told(badge(document), found).details[0]["code"] == code
    document, found = _suspended("revocation", 3)
    assert told(badge(document), found).outcome == "passed"
    del found.documents[LIST]
    check = told(badge(document), found)
    assert (check.outcome, check.details[0]["code"]) == ("unknown", "status.unreachable")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"validUntil": "2026-11-21T00:00:00Z"}, "dates.expired"),
        ({"validFrom": "2026-11-23T00:00:00Z"}, "dates.not_yet"),
        ({"validFrom": "2026-11-23T00:00:00Z", "validUntil": "2027-11-23T00:00:00Z"}, "dates.not_yet"),
    ],
)
def test_an_endorsement_has_its_own_dates(changes: dict[str, Any], code: str) -> None:
    assert told(badge(endorsement(OWN, **changes).document)).details[0]["code"] == code


def test_some_hold() -> None:
    good, stale = endorsement(OWN).document, endorsement(OWN, validUntil="2026-11-21T00:00:00Z").document
    check = told(badge(good, stale))
    assert (check.outcome, check.params) == ("failed", {"good": 1, "count": 2})
    foreign = endorsement(OWN).document | {"issuer": "did:web:onbekend.example"}
    assert told(badge(good, foreign)).outcome == "unknown"


def test_a_long_comment_is_cut() -> None:
    long = endorsement(OWN).document["credentialSubject"] | {"endorsementComment": "x" * 5_000}
    assert told(badge(endorsement(OWN, credentialSubject=long).document)).details[0]["comment"] == "x" * 1_000


# -- attacks ------------------------------------------------------------------------------------------------------


def _forged() -> dict[str, Any]:
    made = endorsement(OWN).document
    return made | {"credentialSubject": made["credentialSubject"] | {"endorsementComment": "De beste van allemaal."}}


def _forged_token() -> str:
    return forge(payload({k: v for k, v in endorsement(OWN).document.items() if k != "proof"}), signer("P-256", DID))


def _by_the_issuer_itself() -> dict[str, Any]:
    """Signed by the badge's own issuer in the name of another."""
    made = endorsement(OWN).document
    unsigned = {name: value for name, value in made.items() if name != "proof"}
    return status_lists.resigned(unsigned)


def _any_proof(patch: pytest.MonkeyPatch) -> None:
    """Takes an endorsement at its word."""
    holds = endorsements.passed("proof", "proof.passed")
    patch.setattr(endorsements, "examine", lambda content, *_, **__: Examined(content, (holds,)))


_SUBJECT = _without('document["credentialSubject"]["id"] != about', "False", endorsements._form)
_LATER = _without("check.outcome in (Outcome.FAILED, Outcome.UNKNOWN)", "False", endorsements._decided)
ATTACKS: list[tuple[str, Callable[[], Any], Callable[[pytest.MonkeyPatch], None]]] = [
    ("endorsement of another badge", lambda: endorsement("urn:uuid:another").document, _SUBJECT),
    ("endorsement of the achievement, on the badge", lambda: endorsement(ACHIEVEMENT).document, _SUBJECT),
    ("token about another badge", lambda: token("urn:uuid:another"), _SUBJECT),
    ("changed comment", _forged, _any_proof),
    ("signed by the issuer of the badge", _by_the_issuer_itself, _any_proof),
    ("past its end", lambda: endorsement(OWN, validUntil="2026-11-21T00:00:00Z").document, _LATER),
]


def _offered(item: Any) -> dict[str, Any]:
    return badge(item, name="endorsementJwt" if isinstance(item, str) else "endorsement")


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack[0] for attack in ATTACKS])
def test_attack_is_noticed(attack: tuple[str, Callable[[], Any], Any]) -> None:
    assert told(_offered(attack[1]())).outcome == "failed"


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack[0] for attack in ATTACKS])
def test_weakened_twin_is_fooled(
    attack: tuple[str, Callable[[], Any], Callable[[pytest.MonkeyPatch], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = _offered(attack[1]())
    attack[2](monkeypatch)
    assert told(offered).outcome == "passed"


def test_a_token_by_a_key_of_another_is_none() -> None:
    assert told(_offered(_forged_token())).outcome == "failed"


@pytest.mark.parametrize("text", ["", "a.b.c", "geen token", "eyJhbGciOiJub25lIn0.e30.", "x" * 20_000])
def test_what_is_no_token_is_told(text: str) -> None:
    """Judged apart from the badge, whose own form may say the same."""
    made = badges.rich().to_dict() | {"endorsementJwt": [text]}
    check = check_endorsements(made, Lookup(world().resolve, WorkBudget()), NOW)
    assert (check.outcome, len(check.details)) == ("failed", 1)


def test_nobody_is_asked_about_an_endorsement_of_something_else() -> None:
    found = world()
    told(badge(endorsement("urn:uuid:another").document), found)
    assert ENDORSER not in found.asked


# -- bombs --------------------------------------------------------------------------------------------------------


def _poison() -> dict[str, Any]:
    """An endorsement with a hundred pieces of evidence that nothing tells apart, so that each is compared with all."""
    return endorsement(OWN).document | {"evidence": [{"type": ["Evidence"], "audience": "x"}] * 100}


def _judged(items: list[Any], work: WorkBudget, found: World | None = None) -> Check:
    """The check alone, since a badge around such endorsements is itself too costly."""
    made = badges.rich().to_dict() | {"endorsement": items}
    return check_endorsements(made, Lookup((found or world()).resolve, work), NOW)


def test_a_costly_endorsement_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its share of the work; on the twin they share all of it, and the good one is not heard."""
    items = [_poison(), _poison(), _poison(), endorsement(OWN).document]
    for heard in (True, False):
        check = _judged(items, WorkBudget(20_000))
        assert [detail["outcome"] == "passed" for detail in check.details] == [False, False, False, heard]
        assert {detail["code"] for detail in check.details[:3]} == {"context.too_complex"}
        monkeypatch.setattr(WorkBudget, "part", lambda work, _: work)


def test_a_share_is_spent_of_the_whole() -> None:
    work = WorkBudget(100, 10)
    share = work.part(4)
    share.spend(20)
    share.spend_n_degree()
    assert (share.steps, share.n_degree_calls, work.steps, work.n_degree_calls) == (5, 1, 80, 9)
    with pytest.raises(CanonicalisationError):
        share.spend(1_000)
    assert work.steps == 75
    share.spend_n_degree()
    with pytest.raises(CanonicalisationError):
        share.spend_n_degree()
    assert work.n_degree_calls == 8


def test_a_crowd_is_not_asked_one_by_one() -> None:
    check = _judged([endorsement(OWN).document] * (MAX_ENDORSEMENTS + 40), WorkBudget())
    assert (check.outcome, check.code, len(check.details)) == ("unknown", "endorsements.too_many", MAX_ENDORSEMENTS)


def test_endorsements_of_endorsements_are_not_followed() -> None:
    """A chain of them, each endorsing the one around it, asks nobody but the outermost endorser."""
    inner = endorsement("urn:uuid:last").document | {"issuer": "did:web:keten9.example"}
    for link in range(8, 0, -1):
        inner = endorsement(inner["id"]).document | {"endorsement": [inner], "issuer": f"did:web:keten{link}.example"}
    found = world()
    check = _judged([endorsement(OWN, endorsement=[inner]).document], WorkBudget(), found)
    assert (check.outcome, len(check.details)) == ("passed", 1)
    assert found.asked == [ENDORSER]


def test_many_endorsers_do_not_make_us_knock_on_many_doors() -> None:
    found = world()
    crowd = [endorsement(OWN).document | {"issuer": f"did:web:raad{i}.example"} for i in range(MAX_ENDORSEMENTS)]
    assert told(badge(*crowd), found).outcome == "unknown"
    assert len(found.asked) == MAX_LOOKUPS
