"""Whom a badge is made out to: every form in which others write it, and the tricks to seem to be somebody else.

Each trick is also tried on a twin with that defence taken out, which must be fooled.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from credentials import identity, recipient
from credentials.recipient import check_recipient

KNOWN = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
ADDRESS = "noor@school.example"


def _identity(value: str, kind: str = "emailAddress", **more: Any) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind} | more


def _hashed(text: str, salt: str | None = None, scheme: str = "sha256", **more: Any) -> dict[str, Any]:
    digest = hashlib.new(scheme, (text + (salt or "")).encode()).hexdigest()
    salted = {} if salt is None else {"salt": salt}
    return _identity(f"{scheme}${digest}", hashed=True, **salted, **more)


def _made_out(asked: str, *identities: dict[str, Any], **subject: Any) -> bool:
    check = check_recipient({"credentialSubject": {"identifier": list(identities)} | subject}, asked)
    assert check.code == ("recipient.passed" if check.outcome == "passed" else "recipient.other")
    return check.outcome == "passed"


def test_known_answer() -> None:
    """Open Badges 3.0, IdentityHash: `a@example.com` with salt `Kosher`."""
    known = _identity(KNOWN, hashed=True, salt="Kosher")
    assert _made_out("a@example.com", known)
    assert _made_out("A@Example.com", known)
    assert not _made_out("b@example.com", known)


@pytest.mark.parametrize("asked", [ADDRESS, "Noor@School.Example", f" {ADDRESS}\t", f"mailto:{ADDRESS}"])
@pytest.mark.parametrize(
    "listed",
    [
        _identity(ADDRESS),
        _identity("NOOR@school.example "),
        _hashed(ADDRESS),
        _hashed(ADDRESS, "s41t"),
        _hashed(ADDRESS, "zout", "md5"),
    ],
)
def test_an_address_in_every_form(asked: str, listed: dict[str, Any]) -> None:
    assert _made_out(asked, listed)
    assert _made_out(asked, _identity("somebody@else.example"), listed)
    assert not _made_out("x" + asked.strip().removeprefix("mailto:"), listed)


def test_hex_of_either_case() -> None:
    listed = _hashed(ADDRESS, "s41t")
    scheme, _, digest = listed["identityHash"].partition("$")
    assert _made_out(ADDRESS, listed | {"identityHash": f"{scheme}${digest.upper()}"})


def test_an_address_hashed_with_its_capitals() -> None:
    """The specification has no rule for capitals: the form that was hashed counts, and so does the usual one."""
    assert _made_out("Noor@School.example", _hashed("Noor@School.example", "s"))
    assert not _made_out(ADDRESS, _hashed("Noor@School.example", "s"))
    assert _made_out("Éva@school.example", _hashed("éva@school.example", "s"))
    assert _made_out("ΟΔΟΣ@school.example", _hashed("οδος@school.example", "s"))


def test_ids() -> None:
    assert _made_out("did:example:noor", id="did:example:noor")
    assert _made_out(" did:example:noor ", id="did:example:noor")
    assert not _made_out("did:example:Noor", id="did:example:noor")
    assert _made_out(ADDRESS, id=f"mailto:{ADDRESS}")
    assert _made_out(f"MAILTO:{ADDRESS}", id="mailto:Noor@school.example")
    assert not _made_out("did:example:noor", id=f"mailto:{ADDRESS}")
    assert not _made_out("\udcff", id="did:example:noor")


def test_other_kinds_of_identifier() -> None:
    assert _made_out("20261122", _identity("20261122", "systemId"))
    assert _made_out("20261122", _hashed("20261122", "zout", identityType="systemId"))
    assert not _made_out("noor", _identity("Noor", "userName"))


def _any_type(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recipient, "is_address", lambda _: False)


def _any_case(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(identity, "_turns_ascii", lambda _: False)


def _plain_for_hash(patch: pytest.MonkeyPatch) -> None:
    strict = identity.matches_hash

    def weak(asked: str, salt: str, value: str) -> bool:
        return strict(asked, salt, value) or asked + salt == value

    patch.setattr(recipient, "matches_hash", weak)


def _hash_for_plain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recipient, "matches_plain", lambda asked, value: asked == value or value.endswith(asked))


def _salt_before_or_after(patch: pytest.MonkeyPatch) -> None:
    strict = identity.matches_hash

    def weak(asked: str, salt: str, value: str) -> bool:
        return strict(asked, salt, value) or strict(salt + asked, "", value)

    patch.setattr(recipient, "matches_hash", weak)


def _salt_forgotten(patch: pytest.MonkeyPatch) -> None:
    strict = identity.matches_hash
    patch.setattr(recipient, "matches_hash", lambda asked, salt, value: strict(asked, "", value))


def _nobody_is_somebody(patch: pytest.MonkeyPatch) -> None:
    def weak(document: dict[str, Any], asked: str) -> Any:
        listed = document["credentialSubject"]["identifier"]
        found = any(recipient._matches(item, asked) for item in listed)
        return (recipient.passed if found else recipient.failed)("recipient", _CODES[found], recipient=asked)

    patch.setitem(globals(), "check_recipient", weak)


_CODES = {True: "recipient.passed", False: "recipient.other"}
TRICKS: list[tuple[str, str, dict[str, Any], Callable[[pytest.MonkeyPatch], None]]] = [
    ("an address that calls itself a name", ADDRESS, _identity(ADDRESS, "name"), _any_type),
    ("the Kelvin sign for a k", "\u212aim@school.example", _identity("kim@school.example"), _any_case),
    ("the Kelvin sign, hashed", "\u212aim@school.example", _hashed("kim@school.example", "s"), _any_case),
    ("an address that says it is hashed", ADDRESS, _identity(ADDRESS, hashed=True), _plain_for_hash),
    ("the hash itself as an address", KNOWN[-9:], _identity(KNOWN, "userName"), _hash_for_plain),
    ("the salt before the address", ADDRESS, _hashed("s" + ADDRESS) | {"salt": "s"}, _salt_before_or_after),
    ("the address with the salt typed along", f"{ADDRESS}s41t", _hashed(ADDRESS, "s41t"), _salt_forgotten),
    ("nobody", "", _identity("", "name"), _nobody_is_somebody),
    ("nobody, hashed", " ", _hashed("", "s", identityType="name"), _nobody_is_somebody),
]


@pytest.mark.parametrize(("asked", "listed"), [trick[1:3] for trick in TRICKS], ids=[trick[0] for trick in TRICKS])
def test_tricks(asked: str, listed: dict[str, Any]) -> None:
    assert not _made_out(asked, listed)


@pytest.mark.parametrize(("what", "asked", "listed", "weaken"), TRICKS, ids=[trick[0] for trick in TRICKS])
def test_weakened_twins_are_fooled(
    what: str,
    asked: str,
    listed: dict[str, Any],
    weaken: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weaken(monkeypatch)
    assert _made_out(asked, listed), what
