"""Badges of the VC Data Model 1.1 are read by the same steps as others, and never issued.

"Verification Support Data Models" of Open Badges 3.0, and its certification tests 3 and 4 for displayers.
"""

import copy
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from credentials import vcdm1
from credentials.contexts import CREDENTIALS_V1, DATA_INTEGRITY_V2, ED25519_2020_V1
from credentials.errors import ContextError, StructureError
from credentials.issuing import issue
from credentials.model import EndorsementCredentialv1p1, OpenBadgeCredentialv1p1
from credentials.multibase import encode_base58btc
from credentials.proof import create_proof
from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from credentials.structure import faults
from credentials.suites.base import Secured, hash_data
from credentials.vcdm1 import Period, is_v1, period
from tests.credentials import badges, examples, tokens
from tests.credentials.badges import CREATED, DID, ENDORSER, LIST
from tests.credentials.mutations import dropped, name, nodes, renamed, replaced, variants

STATUS_V1 = "https://www.w3.org/ns/credentials/status/v1"
BOTH = {"issuanceDate": "2026-11-20T12:00:00Z", "expirationDate": "2031-11-20T12:00:00Z"}
CONTEXTS = [
    f"https://purl.imsglobal.org/spec/ob/v3p0/context{version}.json" for version in ("", "-3.0.1", "-3.0.2", "-3.0.3")
]


def _badge(context: str = CONTEXTS[-1], *more: str, **changes: Any) -> dict[str, Any]:
    """A badge of 1.1, unsigned, with the words that every version of the Open Badges context has."""
    made = examples.to_v1p1(badges.small())
    made["@context"] = [CREDENTIALS_V1, context, DATA_INTEGRITY_V2, *more]
    made["issuer"] |= {"name": "Academie De Linden", "url": "https://badges.example/"}
    return made | {"name": "Klein", "expirationDate": BOTH["expirationDate"]} | changes


def _signed(made: dict[str, Any], number: int = 1, did: str = DID) -> dict[str, Any]:
    return made | {"proof": create_proof(made, badges.signer(number, did), created=CREATED)}


def _with_2020(made: dict[str, Any]) -> dict[str, Any]:
    """Signed as most badges of that time are."""
    made = made | {"@context": [*made["@context"][:2], ED25519_2020_V1]}
    proof = {
        "type": "Ed25519Signature2020",
        "created": "2026-11-20T12:00:00Z",
        "verificationMethod": f"{DID}#key-1",
        "proofPurpose": "assertionMethod",
    }
    value = badges.signer().sign(hash_data(Secured(made), proof))
    return made | {"proof": proof | {"proofValue": encode_base58btc(value)}}


def _as_token(made: dict[str, Any], **changes: Any) -> str:
    made = replaced(made, ("credentialSubject", "id"), tokens.SUBJECT)
    claims = {"iss": DID, "jti": made["id"], "sub": tokens.SUBJECT, "nbf": int(CREATED.timestamp())}
    claims["exp"] = int(datetime(2031, 11, 20, 12, tzinfo=UTC).timestamp())
    return tokens.forge(claims | changes | {"vc": made}, tokens.signer())


@pytest.mark.parametrize("context", CONTEXTS)
def test_valid_under_every_version_of_the_context(context: str) -> None:
    for made in (_signed(_badge(context)), _with_2020(_badge(context))):
        report = badges.world().verify(made)
        assert report.verdict is Verdict.VALID
        assert [check.outcome for check in report.checks[:4]] == ["passed"] * 4
        assert badges.world().verify(made | {"name": "Groot"}).verdict is Verdict.INVALID


VECTORS = json.loads((Path(__file__).parent / "vectors/vcdm1/digitalbazaar-ed25519-2020.json").read_text())
"""Made with @digitalbazaar/vc 7.3.0 and @digitalbazaar/ed25519-signature-2020 5.4.0 from `_badge` under each version of
the Open Badges context, with the first key of the test issuer."""


@pytest.mark.parametrize("made", VECTORS, ids=CONTEXTS)
def test_signed_by_other_software(made: dict[str, Any]) -> None:
    assert made["@context"][1] in CONTEXTS
    assert badges.world().verify(made).verdict is Verdict.VALID
    later = "2041-01-01T00:00:00Z"
    for path, value in (("name",), "Groot"), (("issuer", "name"), "Een ander"), (("expirationDate",), later):
        assert badges.world().verify(replaced(made, path, value)).verdict is Verdict.INVALID


def test_valid_as_a_token() -> None:
    """In the claim `vc`; its dates are bound to those of the token."""
    assert tokens.world().verify(_as_token(_badge())).verdict is Verdict.VALID
    assert tokens.world().verify(_as_token(_badge(), nbf=1)).verdict is Verdict.INVALID
    assert tokens.world().verify(_as_token(_badge(), jti="urn:x")).verdict is Verdict.INVALID


def test_dates() -> None:
    made, world = _signed(_badge()), badges.world()
    assert world.verify(made, now=datetime(2031, 11, 20, 12, tzinfo=UTC)).verdict is Verdict.VALID
    late = world.verify(made, now=datetime(2031, 11, 20, 12, 0, 1, tzinfo=UTC))
    assert (late.verdict, late.check("dates").params) == (Verdict.EXPIRED, {"until": BOTH["expirationDate"]})
    early = world.verify(made, now=datetime(2026, 11, 20, 11, 59, 59, tzinfo=UTC))
    assert (early.verdict, early.check("dates").params) == (Verdict.NOT_YET_VALID, {"since": BOTH["issuanceDate"]})
    endless = _signed(dropped(_badge(), ("expirationDate",)))
    assert world.verify(endless, now=datetime(2099, 1, 1, tzinfo=UTC)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (BOTH, Period(*BOTH.values())),
        ({"issuanceDate": "2026-11-20T12:00:00Z"}, Period("2026-11-20T12:00:00Z", None)),
        (BOTH | {"validUntil": "2027-01-01T00:00:00Z"}, Period("2026-11-20T12:00:00Z", "2027-01-01T00:00:00Z")),
        (BOTH | {"validUntil": "2041-01-01T00:00:00Z"}, Period(*BOTH.values())),
        (
            BOTH | {"validFrom": "2026-11-20T12:00:00-01:00"},
            Period("2026-11-20T12:00:00-01:00", "2031-11-20T12:00:00Z"),
        ),
        (BOTH | {"validFrom": "2026-11-20T12:00:00+01:00"}, Period(*BOTH.values())),
        ({"issuanceDate": 7, "expirationDate": "soon"}, Period(None, None)),
        ({}, Period(None, None)),
    ],
)
def test_of_two_periods_both_must_hold(dates: dict[str, Any], expected: Period) -> None:
    assert period({"@context": [CREDENTIALS_V1]} | dates) == expected


def test_the_words_of_one_model_say_nothing_in_the_other() -> None:
    told = BOTH | {"validFrom": "2027-01-01T00:00:00Z"}
    assert period({"@context": badges.small()["@context"]} | told) == Period("2027-01-01T00:00:00Z", None)
    assert is_v1({"@context": CREDENTIALS_V1})
    for context in (None, [], [7], ["x", CREDENTIALS_V1], {}, CREDENTIALS_V1 + "#"):
        assert not is_v1({"@context": context})


def test_status_of_a_badge_of_1_1() -> None:
    entry = badges.rich().to_dict()["credentialStatus"]
    made = _signed(_badge(CONTEXTS[-1], STATUS_V1, credentialStatus=entry))
    bits = BitstringStatusList()
    bits.set(94567, True)
    assert badges.world().verify(made).verdict is Verdict.VALID
    assert badges.world(bits).verify(made).verdict is Verdict.REVOKED
    world = badges.world()
    del world.documents[LIST]
    assert world.verify(made).verdict is Verdict.STATUS_UNKNOWN


def test_an_endorsement_of_1_1() -> None:
    told = {name: value for name, value in badges.endorsement("urn:x").document.items() if name != "proof"}
    about = _badge()["id"]
    old = examples.to_v1p1(told) | {"credentialSubject": {"id": about, "type": ["EndorsementSubject"]}}
    old["@context"] = [*old["@context"], DATA_INTEGRITY_V2]
    world = badges.endorsed_world()
    good = _signed(_badge(endorsement=[_signed(old, 7, ENDORSER)]))
    report = world.verify(good)
    assert (report.verdict, report.check("endorsements").outcome) == (Verdict.VALID, "passed")
    expired = _signed(old | {"expirationDate": "2026-11-21T00:00:00Z"}, 7, ENDORSER)
    report = world.verify(_signed(_badge(endorsement=[expired])))
    assert (report.verdict, report.check("endorsements").outcome) == (Verdict.VALID, "failed")


# -- form ---------------------------------------------------------------------------------------------------------

BROKEN: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    (("issuer",), DID, "$.issuer", "structure.object"),
    (("issuer", "type"), ["Organisation"], "$.issuer.type", "structure.class"),
    (("issuanceDate",), "2026-11-20", "$.issuanceDate", "structure.instant"),
    (("expirationDate",), 7, "$.expirationDate", "structure.instant"),
    (("validFrom",), "2026-11-20", "$.validFrom", "structure.instant"),
    (("validUntil",), [BOTH["expirationDate"]], "$.validUntil", "structure.single"),
    (("name",), 7, "$.name", "structure.text"),
    (("@context", 1), "https://x.example/context.json", "$.@context", "structure.context"),
    (("type",), ["OpenBadgeCredential"], "$.type", "structure.class"),
    (("credentialSubject", "achievement"), [], "$.credentialSubject.achievement", "structure.single"),
]


def _found(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in faults(document, "OpenBadgeCredential")]


def test_good_badges_have_no_fault() -> None:
    assert _found(_badge()) == []
    assert _found(examples.full_v1p1()) == []
    assert faults(examples.to_v1p1(examples.endorsement("urn:x")), "EndorsementCredential") == ()


@pytest.mark.parametrize(("place", "value", "path", "code"), BROKEN)
def test_broken(place: tuple[str | int, ...], value: Any, path: str, code: str) -> None:
    assert (path, code) in _found(replaced(_badge(), place, value))


@pytest.mark.parametrize("member", ["id", "type", "name", "issuer", "issuanceDate", "credentialSubject"])
def test_required(member: str) -> None:
    found = faults(dropped(_badge(), (member,)), "OpenBadgeCredential")
    assert [(fault.path, fault.code, fault.section, fault.params) for fault in found] == [
        ("$", "structure.missing", "AchievementCredentialv1p1", {"name": member})
    ]


def test_an_endorsement_is_no_badge_in_1_1_either() -> None:
    old = examples.to_v1p1(badges.endorsement("urn:x").document)
    assert badges.world().verify(old).verdict is Verdict.NO_CREDENTIAL


# -- never issued -------------------------------------------------------------------------------------------------


def test_it_is_not_issued() -> None:
    """Whichever way it is offered: a status list and an endorsement too."""
    objects = [
        OpenBadgeCredentialv1p1.from_dict(_badge()),
        EndorsementCredentialv1p1.from_dict(dropped(examples.to_v1p1(examples.endorsement("urn:x")), ("proof",))),
    ]
    offered = [_badge(), *(item.to_dict() for item in objects)]
    for made in offered:
        with pytest.raises((StructureError, ContextError)) as caught:
            issue(made, badges.signer(), created=CREATED)
        codes = {fault.code for fault in getattr(caught.value, "faults", ())}
        assert "structure.context" in codes


def test_nor_embedded() -> None:
    old = _signed(
        examples.to_v1p1(dropped(badges.endorsement("urn:x").document, ("proof",)))
        | {"@context": _badge()["@context"]},
        7,
        ENDORSER,
    )
    with pytest.raises(StructureError) as caught:
        issue(badges.small() | {"endorsement": [old]}, badges.signer(), created=CREATED)
    assert ("$.endorsement[0].@context", "structure.context") in [(f.path, f.code) for f in caught.value.faults]


# -- attacks ------------------------------------------------------------------------------------------------------


def test_no_node_can_be_dropped_or_changed() -> None:
    """Every node of a badge of 1.1, in every way of `variants`."""
    made, world = _signed(_badge()), badges.world()
    fooled, tried = [], 0
    for path, value in nodes(made):
        changed = [("drop", dropped(made, path))]
        if isinstance(path[-1], str):
            changed.append(("rename", renamed(made, path, path[-1] + "x")))
        changed += [(kind, replaced(made, path, other)) for kind, other in variants(value)]
        tried += len(changed)
        fooled += [
            f"{what} at {name(path)}"
            for what, mutant in changed
            if mutant != made and world.verify(mutant).verdict is Verdict.VALID
        ]
    assert (fooled, tried > 400) == ([], True)


@pytest.mark.parametrize("first", [badges.small()["@context"][0], CREDENTIALS_V1, CREDENTIALS_V1 + "#", "x"])
def test_a_badge_does_not_change_its_model(first: str) -> None:
    """The contexts are not signed as such: under another first one nothing may be left that still holds."""
    for made in (_signed(_badge()), badges.signed().document):
        own, *others = made["@context"]
        for contexts in ([first, *others], [first, own, *others], [own, first, *others], [own, *others, first]):
            if first != own:
                assert badges.world().verify(made | {"@context": contexts}).verdict is Verdict.INVALID


def test_an_expired_badge_of_2_0_does_not_come_back_as_one_of_1_1() -> None:
    """`validUntil` means the same in both contexts, so the quads are the same: only the form tells them apart."""
    made = badges.signed(badges.rich().to_dict() | {"validUntil": "2026-11-21T00:00:00Z"}).document
    for changes in (
        {},
        {"issuanceDate": "2026-11-20T12:00:00Z"},
        {"issuanceDate": made["validFrom"], "validFrom": None},
    ):
        turned = {**made, "@context": [CREDENTIALS_V1, *made["@context"][1:]], **changes}
        turned = {name: value for name, value in turned.items() if value is not None}
        assert badges.world().verify(turned).verdict in (Verdict.INVALID, Verdict.EXPIRED)


EARLIER_END = {"validUntil": "2026-11-21T00:00:00Z"}


def test_the_earlier_end_counts() -> None:
    """Who signed both ends said that it had ended; a reader who knows only one name must not call it valid."""
    assert badges.world().verify(_signed(_badge(**EARLIER_END))).verdict is Verdict.EXPIRED
    later = _signed(_badge(validFrom="2027-01-01T00:00:00Z"))
    assert badges.world().verify(later).verdict is Verdict.NOT_YET_VALID


def test_a_twin_without_that_rule_is_fooled(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_the_old(document: dict[str, Any]) -> Period:
        return Period(document["issuanceDate"], document.get("expirationDate"))

    strict = vcdm1.period
    for module in list(sys.modules.values()):
        if getattr(module, "period", None) is strict:
            monkeypatch.setattr(module, "period", only_the_old)
    assert badges.world().verify(_signed(_badge(**EARLIER_END))).verdict is Verdict.VALID


def test_nothing_is_shared_between_two_readings() -> None:
    """Reading a badge leaves it as it was."""
    made = _signed(_badge())
    before = copy.deepcopy(made)
    badges.world().verify(made)
    assert made == before
