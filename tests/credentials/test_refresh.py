"""A newer version of a badge is asked for once, and takes its place only when its own issuer signed it.

Each attack is also tried on a twin with one defence taken out, which must be fooled.
"""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import refresh, verifying
from credentials.budget import WorkBudget
from credentials.comparing import newer, same_credential
from credentials.controller import controller_document
from credentials.examining import Examined
from credentials.issuing import issue
from credentials.lookup import Lookup
from credentials.report import Check, Verdict, VerificationReport, passed
from credentials.resolution import NotFound, Refused, Unreachable
from tests.credentials import badges, status_lists, tokens
from tests.credentials.attacks import EVIL, _forge, _without
from tests.credentials.badges import CREATED, DID, LIST, NOW, World, endorsement
from tests.credentials.status_lists import bits
from tests.credentials.tokens import forge, payload, signer

SERVICE = "https://badges.example/refresh/1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LATER = "2026-11-21T08:00:00Z"


def unsigned(address: str | None = SERVICE, **changes: Any) -> dict[str, Any]:
    """The rich badge with an address where a newer version can be had."""
    made = badges.rich().to_dict()
    made["@context"] = [*made["@context"], EXTENSIONS]
    if address is not None:
        made["refreshService"] = {"id": address, "type": "1EdTechCredentialRefresh"}
    return made | changes


def old() -> dict[str, Any]:
    return badges.signed(unsigned()).document


def new(**changes: Any) -> dict[str, Any]:
    """The same badge as its issuer signed it again, a day later."""
    return badges.signed(unsigned(**{"validFrom": LATER, "name": "Arduino, tweede druk"} | changes)).document


def report(found: Any, offered: Any = None, world: World | None = None, **options: Any) -> VerificationReport:
    place = world or tokens.world()
    place.documents[SERVICE] = found
    return place.verify(offered or old(), **options)


def came(report: VerificationReport) -> tuple[str, str]:
    check = report.refresh
    assert isinstance(check, Check)
    assert check.reason
    assert report.to_dict()["refresh"]["code"] == check.code
    return str(check.outcome), check.code


def judged(report: VerificationReport) -> Any:
    assert report.document is not None
    return report.document["validFrom"]


@pytest.mark.parametrize("offered", [old, lambda: forge(payload(unsigned()), signer())])
@pytest.mark.parametrize("found", [new, lambda: forge(payload(unsigned(validFrom=LATER)), signer())])
def test_the_newer_one_is_judged(offered: Callable[[], Any], found: Callable[[], Any]) -> None:
    """Open Badges 3.0, "Verification" step 3, embedded or as a token, either way."""
    answer = report(found(), offered())
    assert (answer.verdict, came(answer), judged(answer)) == (Verdict.VALID, ("passed", "refresh.newer"), LATER)
    assert answer.refresh is not None
    assert answer.refresh.params == {"since": LATER}


def test_what_comes_after_is_asked_of_the_newer_one() -> None:
    """Status, dates, recipient and endorsements."""
    lapsed = report(new(validUntil="2026-11-21T09:00:00Z"))
    assert (lapsed.verdict, judged(lapsed)) == (Verdict.EXPIRED, LATER)
    other = "https://badges.example/status/linden/2"
    entry = status_lists.entry(id=None, statusListCredential=other)
    world = status_lists.world(**{other: badges.status_list(bits(), url=other).data})
    assert report(new(credentialStatus=entry), world=world).verdict is Verdict.REVOKED
    subject = unsigned()["credentialSubject"] | {"id": "urn:uuid:somebody", "identifier": None}
    subject.pop("identifier")
    assert report(new(credentialSubject=subject), recipient=badges.EMAIL).verdict is Verdict.INVALID
    praised = new(endorsement=[endorsement(unsigned()["id"]).document])
    assert report(praised, world=badges.endorsed_world()).check("endorsements").outcome == "passed"


def test_a_lapsed_badge_that_was_renewed_counts() -> None:
    """What hosted badges of Open Badges 2 did, this does for signed ones."""
    lapsed = badges.signed(unsigned(validUntil="2026-11-20T12:30:00Z")).document
    assert report(Unreachable(), lapsed).verdict is Verdict.EXPIRED
    assert report(new(), lapsed).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("found", "came_of_it"),
    [
        (Unreachable("down"), ("unknown", "refresh.unreachable")),
        (NotFound(), ("unknown", "refresh.unreachable")),
        (Refused("private network"), ("unknown", "refresh.unreachable")),
        (b"<html>", ("unknown", "refresh.unreachable")),
        (old(), ("passed", "refresh.same")),
        (new(validFrom="2026-11-19T00:00:00Z"), ("failed", "refresh.older")),
        (new(validFrom="2026-11-23T00:00:00Z"), ("passed", "refresh.not_yet")),
        (new(id="urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d00ff"), ("failed", "refresh.other")),
        (new() | {"name": "Doctor"}, ("failed", "refresh.not_held")),
        (unsigned(validFrom=LATER), ("failed", "refresh.not_held")),
        ({"id": unsigned()["id"]}, ("failed", "refresh.not_held")),
        ("a.b.c", ("failed", "refresh.not_held")),
        (badges.status_list().data, ("failed", "refresh.not_held")),
    ],
)
def test_otherwise_the_one_that_was_offered_is_judged(found: Any, came_of_it: tuple[str, str]) -> None:
    answer = report(found)
    assert (answer.verdict, came(answer)) == (Verdict.VALID, came_of_it)
    assert judged(answer) == old()["validFrom"]


def test_a_newer_one_whose_key_cannot_be_had_is_not_called_wrong() -> None:
    made = new()
    unsupported = made | {"proof": made["proof"] | {"cryptosuite": "ecdsa-rdfc-2099"}}
    answer = report(unsupported)
    assert (answer.verdict, came(answer)) == (Verdict.VALID, ("unknown", "refresh.not_held"))
    assert answer.refresh is not None
    assert answer.refresh.details[0]["code"] == "proof.unsupported"


@pytest.mark.parametrize("address", ["did:web:badges.example", "urn:uuid:x", "file:///etc/passwd"])
def test_only_web_addresses_are_asked(address: str) -> None:
    world = badges.world()
    answer = world.verify(badges.signed(unsigned(address)).document)
    assert (answer.verdict, came(answer)) == (Verdict.VALID, ("skipped", "refresh.unsupported"))
    assert address not in world.asked


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ({"id": SERVICE, "type": "VerifiableCredentialRefreshService2021"}, "refresh.unsupported"),
        ({"id": SERVICE, "type": ["Other", "1EdTechCredentialRefresh"]}, "refresh.newer"),
        ([{"id": SERVICE, "type": "Other"}, {"id": SERVICE, "type": "1EdTechCredentialRefresh"}], "refresh.newer"),
        ([{"type": "1EdTechCredentialRefresh"}], "refresh.unsupported"),
        (["x"], "refresh.unsupported"),
    ],
)
def test_the_one_kind_of_service_that_needs_no_account(service: Any, code: str) -> None:
    """Whatever stands there, in a badge whose form and proof were found right."""
    world = badges.world()
    world.documents[SERVICE] = new()
    offered = Examined(unsigned(refreshService=service), (passed("proof", "proof.passed"),))
    came_of_it = refresh.refreshed(offered, Lookup(world.resolve, WorkBudget()), NOW).check
    assert came_of_it is not None
    assert came_of_it.code == code


def test_nothing_is_said_of_a_badge_without_a_service() -> None:
    answer = badges.world().verify(badges.signed().document)
    assert answer.refresh is None
    assert "refresh" not in answer.to_dict()


def test_a_forged_badge_sends_us_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only after the proof: whoever makes a badge up must not choose where we knock. The twin knocks."""
    world = badges.world()
    made = old()
    forged = made | {"refreshService": made["refreshService"] | {"id": "https://evil.example/"}}
    assert world.verify(forged).verdict is Verdict.INVALID
    assert world.asked == [DID]
    _without("service is None or offered.obstacle is not None", "service is None", refresh.refreshed)(monkeypatch)
    world.verify(forged)
    assert "https://evil.example/" in world.asked


def test_round_in_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only once: the newer one's own service is not asked, however many newer ones there are. The twin goes on."""
    world = badges.world()
    second = badges.signed(unsigned("https://badges.example/refresh/2", validFrom=LATER)).document
    third = badges.signed(unsigned(SERVICE, validFrom="2026-11-21T09:00:00Z")).document
    world.documents |= {"https://badges.example/refresh/2": third}
    answer = report(second, world=world)
    assert (came(answer), judged(answer)) == (("passed", "refresh.newer"), LATER)
    assert world.asked == [DID, SERVICE, LIST]
    once = refresh.refreshed

    def again(offered: Any, *others: Any, **options: Any) -> Any:
        first = once(offered, *others, **options)
        return once(first.judged, *others, **options)

    monkeypatch.setattr(verifying, "refreshed", again)
    assert judged(report(second, world=world)) == "2026-11-21T09:00:00Z"


# -- what may not take its place ----------------------------------------------------------------------------------

HOST = "did:web:badges.example%3A8000"
FOLDER = "did:web:badges.example:8000"


def _by(did: str, document: dict[str, Any], number: int = 9) -> tuple[dict[str, Any], dict[str, Any]]:
    """`document` signed by `did`, and the keys of that issuer, which keeps no list."""
    made = {name: value for name, value in document.items() if name != "credentialStatus"} | {
        "issuer": {"id": did, "type": ["Profile"], "name": "Een ander"}
    }
    keys = controller_document(did=did, also_known_as=[], keys=badges.published(number, did=did))
    return issue(made, badges.signer(number, did), created=CREATED).document, keys


def _other_issuer() -> tuple[World, Any]:
    made, keys = _by("did:web:evil.example", unsigned(validFrom=LATER))
    world = badges.world()
    world.documents |= {SERVICE: made, "did:web:evil.example": keys}
    return world, old()


def _neighbour() -> tuple[World, Any]:
    """Two issuers whose names differ in a percent sign only: a port, and a folder on the same host."""
    made, keys = _by(FOLDER, unsigned(validFrom=LATER))
    first, own = _by(HOST, unsigned(), 8)
    world = badges.world()
    world.documents |= {SERVICE: made, FOLDER: keys, HOST: own}
    return world, first


def _forged() -> tuple[World, Any]:
    world = badges.world()
    world.documents[SERVICE] = _forge(unsigned(validFrom=LATER), EVIL)
    return world, old()


def _other_badge() -> tuple[World, Any]:
    world = badges.world()
    world.documents[SERVICE] = new(id="urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d00ff")
    return world, old()


def _older_badge() -> tuple[World, Any]:
    """From before its issuer took something out of it."""
    world = badges.world()
    world.documents[SERVICE] = new(validFrom="2026-11-19T00:00:00Z")
    return world, old()


def _no_proof(patch: pytest.MonkeyPatch) -> None:
    """Asks only what the newer version looks like."""
    form_only = "if other.obstacle is not None and other.obstacle.name == 'structure':"
    _without("if other.obstacle is not None:", form_only, refresh.refreshed)(patch)


_SAME = "not same_credential(document, offered) or issuer_id(document) != issuer_id(offered)"
ATTACKS = [
    (
        "badge of another issuer",
        _other_issuer,
        _without(_SAME, "document['id'] != offered['id']", refresh._form),
    ),
    ("badge of a neighbour", _neighbour, _without(_SAME, "not same_credential(document, offered)", refresh._form)),
    ("forged badge", _forged, _no_proof),
    (
        "another badge of the issuer",
        _other_badge,
        _without(_SAME, "issuer_id(document) != issuer_id(offered)", refresh._form),
    ),
    ("older version", _older_badge, _without("if not newer(document, offered):", "if False:", refresh._form)),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack[0] for attack in ATTACKS])
def test_attack_is_noticed(attack: Any) -> None:
    world, offered = attack[1]()
    answer = world.verify(offered)
    assert answer.verdict is Verdict.VALID, answer.to_dict()
    assert answer.document == offered
    assert came(answer)[0] == "failed"


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack[0] for attack in ATTACKS])
def test_weakened_twin_is_fooled(attack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world, offered = attack[1]()
    attack[2](monkeypatch)
    answer = world.verify(offered)
    assert answer.document == world.documents[SERVICE], answer.to_dict()


def test_nobody_is_asked_for_keys_of_another() -> None:
    world, offered = _other_issuer()
    world.verify(offered)
    assert "did:web:evil.example" not in world.asked


def test_a_costly_newer_version_does_not_silence_the_badge(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may spend half of the work that is left; on the twin it spends all, and the badge's list is not heard."""
    heavy = new(evidence=[{"type": ["Evidence"], "audience": str(i)} for i in range(400)])
    evil = heavy | {"evidence": [{"type": ["Evidence"], "audience": "x"}] * 400}
    monkeypatch.setattr(verifying, "WorkBudget", lambda: WorkBudget(24_000))
    assert report(evil).verdict is Verdict.VALID
    monkeypatch.setattr(WorkBudget, "part", lambda work, _: work)
    assert report(evil).verdict is Verdict.STATUS_UNKNOWN


# -- equality and comparison --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"name": "Anders", "validFrom": LATER}, True),
        ({"id": "urn:uuid:1d6ab7b6%2D9d5c-4a39-8b46-3f4a2a6d0001 "}, True),
        ({"issuer": DID}, True),
        ({"issuer": DID.replace(":linden", "%3Alinden")}, True),
        ({"id": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0002"}, False),
        ({"id": "URN:UUID:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001"}, False),
        ({"issuer": f"{DID}2"}, False),
        ({"issuer": {"name": "De Linden"}}, False),
        ({"id": None}, False),
    ],
)
def test_same_credential(changes: dict[str, Any], same: bool) -> None:
    """Open Badges 3.0, "Equality and Comparison"."""
    one, other = badges.rich().to_dict(), badges.rich().to_dict() | changes
    assert same_credential(one, other) is same
    assert same_credential(other, one) is same


def test_ids_that_are_no_text_once_decoded_stay_apart() -> None:
    one, other = ({"id": f"urn:x:{sign}", "issuer": DID} for sign in ("%FF", "%FE"))
    assert not same_credential(one, other)


def test_newer() -> None:
    """By the moment, not by the text: half past nine in Brussels is half past eight in Greenwich."""
    one, other = {"validFrom": "2026-11-21T09:30:00+01:00"}, {"validFrom": "2026-11-21T09:00:00Z"}
    assert newer(other, one)
    assert not newer(one, other)
    assert not newer(one, one)
    old_model = {"@context": ["https://www.w3.org/2018/credentials/v1"], "issuanceDate": "2026-11-20T00:00:00Z"}
    assert newer(one, old_model)
    assert not newer(one, {})
    assert NOW.tzinfo is not None
