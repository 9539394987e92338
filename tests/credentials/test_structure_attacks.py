"""What the rules of form defend against: each change keeps the signature whole, so nothing else would notice it.

Each attack runs twice: against the library, and against a twin with that one rule taken out, which must be fooled.
"""

from typing import Any

import pytest

from credentials import structure, structure_outline
from credentials.contexts import DATA_INTEGRITY_V2
from credentials.proof import create_proof
from credentials.report import Verdict
from tests.credentials import badges, examples
from tests.credentials.mutations import dropped, renamed, replaced

SUBJECT = ("credentialSubject",)
ACHIEVEMENT = (*SUBJECT, "achievement")


def _signed(version: str = "-3.0.3") -> dict[str, Any]:
    """A badge with pictures, a creator, an address and a place on earth, signed; the first two contexts of
    Open Badges go with the VC Data Model 1.1."""
    badge = badges.small() | {"name": "Klein", "image": examples.image("badge")}
    badge["issuer"] = {"id": badge["issuer"], "type": ["Profile"], "address": examples.profile("urn:x")["address"]}
    badge["credentialSubject"]["achievement"] |= {
        "image": examples.image("klein"),
        "creator": {"id": "https://partner.example/profile", "type": ["Profile"], "name": "Techniekhuis"},
    }
    badge["@context"][1] = f"https://purl.imsglobal.org/spec/ob/v3p0/context{version}.json"
    if version in ("", "-3.0.1"):
        badge = examples.to_v1p1(badge)
        badge["@context"].append(DATA_INTEGRITY_V2)
    return badge | {"proof": create_proof(badge, badges.signer(), created=badges.CREATED)}


HIDDEN = [
    ("-3.0.1", (*ACHIEVEMENT, "image"), "Image"),
    ("-3.0.2", (*ACHIEVEMENT, "image"), "Image"),
    ("-3.0.3", ("issuer", "address", "geo"), "GeoCoordinates"),
    ("", ("issuer", "address"), "Address"),
    ("", (*ACHIEVEMENT, "creator"), "Profile"),
]


@pytest.mark.parametrize(("version", "path", "word"), HIDDEN)
def test_nothing_hides_behind_the_name_of_a_class(
    version: str, path: tuple[str, ...], word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The context gives a property and a class one IRI, so `Image` is signed as `image` is, and no reader shows
    it."""
    made, world = _signed(version), badges.world()
    assert world.verify(made).verdict is Verdict.VALID
    hidden = renamed(made, path, word)
    report = world.verify(hidden)
    assert report.verdict is Verdict.INVALID
    detail = report.check("structure").details[0]
    assert (detail["rule"], detail["path"]) == ("structure.class_name", "$." + ".".join((*path[:-1], word)))
    assert path[-1] in detail["message"]
    monkeypatch.setattr(structure_outline, "_SAME_AS", {})
    assert world.verify(hidden).verdict is Verdict.VALID


def test_a_needed_member_hides_no_better() -> None:
    for path, word in (((*ACHIEVEMENT, "criteria"), "Criteria"), (ACHIEVEMENT, "Achievement")):
        codes = {each["rule"] for each in badges.world().verify(renamed(_signed(), path, word)).checks[0].details}
        assert codes >= {"structure.class_name", "structure.missing"}


def test_a_person_is_not_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A badge of nobody is anybody's. The published schema lets it pass."""
    badge = dropped(badges.small(), (*SUBJECT, "identifier"))
    made = badge | {"proof": create_proof(badge, badges.signer(), created=badges.CREATED)}
    assert badges.world().verify(made).check("structure").details[0]["rule"] == "structure.recipient"
    monkeypatch.setitem(structure_links_of(monkeypatch), "AchievementSubject", lambda *_: iter(()))
    assert badges.world().verify(made).verdict is Verdict.VALID


def structure_links_of(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A copy of the rules over several members that may be changed, in the place of the real one."""
    links = dict(structure.LINKS)
    patch.setattr(structure, "LINKS", links)
    return links


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*SUBJECT, "identifier", 0, "type"), "identityobject"),
        (("type",), ["VerifiableCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"]),
        ((*ACHIEVEMENT, "image", "type"), "image"),
        ((*ACHIEVEMENT, "type"), ["https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"]),
        ((*ACHIEVEMENT, "type"), ["achievement"]),
    ],
)
def test_a_class_has_one_name(path: tuple[str | int, ...], value: Any) -> None:
    """A type spelled as its IRI, or as a property with the same IRI, gives the same quads; readers look for the
    name."""
    assert badges.world().verify(replaced(_signed(), path, value)).verdict is not Verdict.VALID
