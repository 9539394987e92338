"""Showing a part of a badge: what must be seen is, what is hidden is not, and no part can be bent."""

import copy
import json
from typing import Any

import cbor2
import pytest

from credentials.disclosing import disclose
from credentials.errors import ProofError, StructureError
from credentials.identifiers import did_key
from credentials.issuing import issue
from credentials.limits import MAX_CREDENTIAL_BYTES
from credentials.mandatory import mandatory_pointers
from credentials.multibase import decode_base64url, encode_base64url
from credentials.report import Verdict
from credentials.selecting import marked, plain, select
from credentials.signers import EcdsaSigner
from credentials.status_list import BitstringStatusList
from credentials.suites.ecdsa_sd_2023 import SelectiveDisclosure
from credentials.suites.sd_value import BaseValue, DerivedValue
from tests.credentials import badges
from tests.credentials.mutations import dropped, leaves, name, one_letter, replaced

_KEY = EcdsaSigner.from_secret(b"\7" * 32, "x:x").public_multikey
ISSUER = did_key(_KEY)
SIGNER = EcdsaSigner.from_secret(b"\7" * 32, f"{ISSUER}#{_KEY}")
ACHIEVEMENT = "/credentialSubject/achievement"


def _small() -> dict[str, Any]:
    return badges.small() | {"issuer": ISSUER}


def _rich() -> dict[str, Any]:
    badge = badges.rich().to_dict()
    badge["issuer"]["id"] = ISSUER
    return badge


def _world() -> badges.World:
    bits = BitstringStatusList()
    return badges.World({badges.LIST: badges.status_list(bits, issuer_id=ISSUER, signer=SIGNER).data})


def _base(badge: dict[str, Any], *mandatory: str) -> dict[str, Any]:
    suite = SelectiveDisclosure(mandatory) if mandatory else "ecdsa-sd-2023"
    return issue(badge, SIGNER, created=badges.CREATED, suite=suite).document


@pytest.fixture(scope="module")
def rich() -> dict[str, Any]:
    return _base(_rich())


def _valid(document: Any) -> bool:
    return _world().verify(document).verdict is Verdict.VALID


# -- what is seen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [_small, _rich], ids=["small", "rich"])
def test_without_choosing_the_least_a_badge_must_say_is_shown(make: Any) -> None:
    badge = make()
    shown = disclose(_base(badge)).document
    assert _valid(shown)
    assert set(shown) <= {*mandatory_names(badge), "@context", "id", "type", "credentialSubject", "proof"}
    assert shown["validFrom"] == badge["validFrom"]
    achievement = shown["credentialSubject"]["achievement"]
    assert set(achievement) == {"id", "type", "name", "description", "criteria"}


def mandatory_names(badge: dict[str, Any]) -> set[str]:
    return {pointer.split("/")[1] for pointer in mandatory_pointers(badge)}


def test_what_limits_the_badge_cannot_be_left_out(rich: dict[str, Any]) -> None:
    shown = disclose(rich).document
    assert (shown["validUntil"], shown["credentialStatus"]) == (rich["validUntil"], rich["credentialStatus"])
    assert shown["issuer"] == rich["issuer"]
    withdrawn = BitstringStatusList()
    withdrawn.set(94567, True)
    listed = badges.status_list(withdrawn, issuer_id=ISSUER, signer=SIGNER).data
    assert badges.World({badges.LIST: listed}).verify(shown).verdict is Verdict.REVOKED


def test_a_part_of_choice(rich: dict[str, Any]) -> None:
    pointers = [f"{ACHIEVEMENT}/alignment/1", f"{ACHIEVEMENT}/tag", "/credentialSubject/creditsEarned", "/evidence/0"]
    shown = disclose(rich, pointers).document
    assert _valid(shown)
    achievement = shown["credentialSubject"]["achievement"]
    assert achievement["alignment"] == [rich["credentialSubject"]["achievement"]["alignment"][1]]
    assert achievement["tag"] == ["arduino", "natuurkunde"]
    assert shown["credentialSubject"]["creditsEarned"] == 0.5
    assert "identifier" not in shown["credentialSubject"]
    assert badges.EMAIL.lower() not in json.dumps(shown).lower()


def test_all_of_it(rich: dict[str, Any]) -> None:
    shown = disclose(rich, [""]).document
    assert dropped(shown, ("proof",)) == dropped(rich, ("proof",))
    assert _valid(shown)


def test_every_single_member_can_be_shown_by_itself(rich: dict[str, Any]) -> None:
    """Or is refused because the part would be no well-formed badge; never shown and then invalid."""
    unsigned = dropped(rich, ("proof",))
    refused = 0
    for path, _ in leaves(unsigned):
        if "@context" in path:
            continue
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
        try:
            shown = disclose(rich, [pointer]).document
        except StructureError:
            refused += 1
            continue
        assert _valid(shown), pointer
    assert 0 < refused < 25


def test_the_recipient_is_shown_where_there_is_nothing_else_to_tell_whose_it_is() -> None:
    shown = disclose(_base(_small())).document
    assert shown["credentialSubject"]["identifier"] == badges.small()["credentialSubject"]["identifier"]


def test_more_may_be_mandatory() -> None:
    badge = _rich()
    suite = (*mandatory_pointers(badge), "/credentialSubject/result", f"{ACHIEVEMENT}/resultDescription")
    shown = disclose(_base(badge, *suite)).document
    assert shown["credentialSubject"]["result"] == badge["credentialSubject"]["result"]
    assert _valid(shown)


def test_what_is_no_badge_is_shown_whole() -> None:
    endorsement = dropped(badges.endorsement("urn:uuid:1").document, ("proof",)) | {"issuer": ISSUER}
    assert mandatory_pointers(endorsement) == [""]
    assert mandatory_pointers({"type": ["VerifiableCredential", "OpenBadgeCredential"], "credentialSubject": 7}) == [""]
    shown = disclose(issue(endorsement, SIGNER, created=badges.CREATED, suite="ecdsa-sd-2023").document).document
    assert dropped(shown, ("proof",)) == endorsement


def test_lists_endorsements_and_texts_that_look_like_labels() -> None:
    """Ordered lists and embedded proofs have blank nodes that are no JSON object; a text may hold `_:c14n0`."""
    badge = badges.endorsed()
    badge["issuer"]["id"] = ISSUER
    described = badge["credentialSubject"]["achievement"]["resultDescription"][0]
    described["allowedValue"] = ["_:c14n0", "_:c14n1 .", "<urn:bnid:_:c14n0>"]
    badge["credentialSubject"]["achievement"]["description"] = "zie _:c14n0 en _:c14n3 .\n"
    base = _base(badge)
    world = badges.endorsed_world()
    world.documents |= _world().documents
    pointers = [f"{ACHIEVEMENT}/resultDescription/0", "/endorsement", "/credentialSubject/result"]
    for show in ([""], pointers, pointers[:1], pointers[1:2]):
        report = world.verify(disclose(base, show).document)
        assert report.verdict is Verdict.VALID
    with pytest.raises(ProofError) as caught:
        disclose(base, [f"{ACHIEVEMENT}/resultDescription/0/allowedValue/1"])
    assert caught.value.code == "proof.undividable"


def test_no_two_base_proofs_are_alike() -> None:
    one, two = (BaseValue.decode(_base(_small())["proof"]["proofValue"]) for _ in range(2))
    assert one.hmac_key != two.hmac_key
    assert one.public_key != two.public_key
    assert not set(one.signatures) & set(two.signatures)


# -- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pointer",
    ["/nothing", "validFrom", "/credentialSubject/identifier/1", "/credentialSubject/identifier/-", "/type/00", "/~2",
     "/credentialSubject/identifier/０", "/validFrom/0", "/proof", "/", "/credentialSubject/identifier/99999999999"],
)  # fmt: skip
def test_pointers_that_name_nothing(rich: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ProofError) as caught:
        disclose(rich, [pointer])
    assert caught.value.code == "proof.pointer"
    with pytest.raises(ProofError):
        _base(_rich(), pointer)


def test_half_of_something_is_no_badge(rich: dict[str, Any]) -> None:
    for pointer in (f"{ACHIEVEMENT}/alignment/0/targetName", f"{ACHIEVEMENT}/resultDescription/0/name"):
        with pytest.raises((StructureError, ProofError)):
            disclose(rich, [pointer])


def test_only_what_was_issued_for_it() -> None:
    usual = issue(_small(), SIGNER, created=badges.CREATED).document
    base = _base(_small())
    derived = disclose(base).document
    for credential in (
        usual,
        dropped(base, ("proof",)),
        derived,
        base | {"proof": [base["proof"], base["proof"]]},
        replaced(base, ("proof",), base["proof"] | {"previousProof": "urn:uuid:0"}),
        base | {"proof": "x"},
    ):
        with pytest.raises(ProofError) as caught:
            disclose(credential)
        assert caught.value.code == "proof.no_base"


def test_a_base_proof_beside_another_is_found() -> None:
    base = _base(_small())
    usual = issue(_small(), SIGNER, created=badges.CREATED).document["proof"]
    shown = disclose(base | {"proof": [usual, base["proof"]]}).document
    assert _valid(shown)
    assert isinstance(shown["proof"], dict)


def test_a_base_proof_of_another_document_is_noticed() -> None:
    base, other = _base(_small()), _base(_rich())
    with pytest.raises(ProofError):
        disclose(base | {"proof": other["proof"]})


def test_a_reader_is_told_that_a_base_proof_is_not_for_him(rich: dict[str, Any]) -> None:
    report = _world().verify(rich)
    assert (report.verdict, report.check("proof").code) == (Verdict.INVALID, "proof.base")


def test_a_derived_proof_goes_with_nothing_else_on_top() -> None:
    shown = disclose(_base(_small())).document
    first = shown["proof"] | {"id": "urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f1001"}
    second = shown["proof"] | {"previousProof": first["id"]}
    assert _world().verify(shown | {"proof": [first, second]}).verdict is Verdict.INVALID


# -- the proof value ----------------------------------------------------------------------------------------------


def _value(document: dict[str, Any]) -> list[Any]:
    data = decode_base64url(document["proof"]["proofValue"][1:])
    found: list[Any] = cbor2.loads(data[3:])
    return found


def _with_value(document: dict[str, Any], parts: Any, header: str = "d95d01", encode: Any = None) -> dict[str, Any]:
    payload = encode(parts) if encode else cbor2.dumps(parts, canonical=True)
    return replaced(document, ("proof", "proofValue"), encode_base64url(bytes.fromhex(header) + payload))


def test_only_the_one_form_of_a_proof_value_is_read() -> None:
    shown = disclose(_base(_rich()), [f"{ACHIEVEMENT}/alignment"]).document
    parts = _value(shown)
    assert _valid(_with_value(shown, parts))
    signature, public, signatures, labels, mandatory = parts
    first, *others = labels
    for wrong in (
        parts[:4],
        [*parts, 0],
        dict(enumerate(parts)),
        [signature[:-1], *parts[1:]],
        [list(signature), *parts[1:]],
        [cbor2.CBORTag(64, signature), *parts[1:]],
        [signature, public[:-1], signatures, labels, mandatory],
        [signature, public, [*signatures[1:], b"x"], labels, mandatory],
        [signature, public, {0: signatures[0]}, labels, mandatory],
        [signature, public, signatures, [labels], mandatory],
        [signature, public, signatures, labels | {first: b"x"}, mandatory],
        [signature, public, signatures, {str(number): label for number, label in labels.items()}, mandatory],
        [signature, public, signatures, labels | {-1: labels[first]}, mandatory],
        [signature, public, signatures, labels | {first: labels[others[0]]}, mandatory],
        [signature, public, signatures, labels, mandatory[::-1]],
        [signature, public, signatures, labels, [*mandatory, mandatory[-1]]],
        [signature, public, signatures, labels, [*mandatory[:-1], -1]],
        [signature, public, signatures, labels, [True, *mandatory[1:]]],
        [signature, public, signatures, labels, [float(item) for item in mandatory]],
    ):
        report = _world().verify(_with_value(shown, wrong))
        assert (report.verdict, report.check("proof").code) == (Verdict.INVALID, "proof.malformed")


def test_only_one_encoding_is_read() -> None:
    shown = disclose(_base(_small())).document
    parts = _value(shown)
    longer = cbor2.dumps(parts, canonical=True).replace(b"\x58\x40", b"\x59\x00\x40", 1)
    unsorted = [*parts[:3], dict(reversed(parts[3].items())), parts[4]]
    assert cbor2.loads(longer) == parts
    for document in (
        _with_value(shown, parts, encode=lambda _: longer),
        _with_value(shown, parts, encode=lambda it: cbor2.dumps(it, canonical=True) + b"\0"),
        _with_value(shown, parts, encode=lambda it: b"\x9f" + cbor2.dumps(it, canonical=True)[1:] + b"\xff"),
        _with_value(shown, unsorted, encode=cbor2.dumps),
        _with_value(shown, parts, header="d95d02"),
        _with_value(shown, parts, header="da00005d01"),
        _with_value(shown, parts, header=""),
        replaced(shown, ("proof", "proofValue"), shown["proof"]["proofValue"] + "="),
        replaced(shown, ("proof", "proofValue"), "z" + shown["proof"]["proofValue"][1:]),
    ):
        assert _world().verify(document).check("proof").code == "proof.malformed"


def test_no_tag_is_interpreted_and_nothing_large_is_read() -> None:
    """Each tag there is, and sizes that are only claimed."""
    for tag in (*range(70), 100, *range(256, 262), 1004, 43000, 55799, 65535, 1 << 40):
        head = cbor2.dumps(cbor2.CBORTag(tag, 0))[:-1]
        for content in (b"\x00", b"\x60", b"\x63(a+", b"\x80", b"\x40", b"\x82\x00\x01"):
            for text in (head + content, b"\x85" + (head + content) * 5):
                for header in (b"\xd9\x5d\x00", b"\xd9\x5d\x01"):
                    _refuses(header + text)
    for payload in (
        b"\x81" * 5000,
        b"\x9b" + b"\xff" * 8,
        b"\x5b\x7f" + b"\xff" * 7,
        b"\xbb" + b"\xff" * 8,
        b"",
        b"\xf6",
    ):
        _refuses(b"\xd9\x5d\x01" + payload)
    many = [b"\0" * 64, b"\0" * 35, [b"\0" * 64] * 5000, {}, []]
    _refuses(b"\xd9\x5d\x01" + cbor2.dumps(many, canonical=True))
    with pytest.raises(ValueError, match="base64url"):
        DerivedValue.decode("u" + "A" * 600_000)


def _refuses(data: bytes) -> None:
    for read in (BaseValue.decode, DerivedValue.decode):
        with pytest.raises((ValueError, ProofError)):
            read(encode_base64url(data))


# -- selection ----------------------------------------------------------------------------------------------------


def test_selection_keeps_order_and_closes_lists() -> None:
    document = marked(
        {"id": "urn:x", "a": [{"id": "urn:y", "b": 1, "c": 2}, 5, {"type": "T", "d~/": {"e": 3}}], "f": 4}
    )
    picked = select(document, ["/f", "/a/2/d~0~1", "/a/0/b"])
    assert json.dumps(plain(picked)) == json.dumps(
        {"id": "urn:x", "a": [{"id": "urn:y", "b": 1}, {"type": "T", "d~/": {"e": 3}}], "f": 4}
    )
    assert plain(select(document, ["/a/0", "/a/0/b"])) == {"id": "urn:x", "a": [{"id": "urn:y", "b": 1, "c": 2}]}
    assert plain(select(document, ["/a/0/b", ""])) == plain(document)
    assert select(document, []) is None


# -- the whole sweep ----------------------------------------------------------------------------------------------


def test_no_letter_of_a_part_can_be_changed() -> None:
    shown = disclose(
        _base(_rich()), ["/evidence", f"{ACHIEVEMENT}/alignment", "/credentialSubject/identifier"]
    ).document
    assert _valid(shown)
    fooled = [name(path) for path, value in leaves(shown) if _valid(replaced(shown, path, one_letter(value)))]
    assert fooled == []


def test_no_member_of_a_part_can_be_left_out_afterwards() -> None:
    """Only who has the base proof can make a part: a reader cannot make it smaller."""
    shown = disclose(_base(_rich()), ["/evidence", f"{ACHIEVEMENT}/alignment"]).document
    for path, _ in leaves(dropped(shown, ("proof",))):
        assert not _valid(dropped(copy.deepcopy(shown), path)), name(path)


def test_a_large_badge_stays_within_bounds() -> None:
    """Hundreds of statements, each with a signature, in one badge that still fits."""
    badge = _small()
    badge["credentialSubject"]["achievement"]["tag"] = [f"tag {number}" for number in range(800)]
    base = issue(badge, SIGNER, created=badges.CREATED, suite="ecdsa-sd-2023")
    assert len(base.data) < MAX_CREDENTIAL_BYTES
    assert _valid(disclose(base.document, [f"{ACHIEVEMENT}/tag"]).document)
