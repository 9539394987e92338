"""Where a token may lie, and what a token may hold that is no badge."""

from typing import Any

from credentials.png import KEYWORD
from credentials.report import Verdict
from tests.credentials import badges, tokens
from tests.credentials.hostile import png
from tests.credentials.tokens import forge, payload, signer


def test_in_an_image() -> None:
    token = forge(payload(), signer())
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    drawing = f'<svg {space}><openbadges:credential verify="{token}"/></svg>'
    for baked in (png((b"iTXt", KEYWORD + b"\0\0\0\0\0" + token.encode())), drawing.encode()):
        assert tokens.world().verify(baked).verdict is Verdict.VALID


def test_in_a_file() -> None:
    token = forge(payload(), signer())
    for text in (token, f"\n {token}\r\n", f"\ufeff{token}", token.encode()):
        assert tokens.world().verify(text).verdict is Verdict.VALID


def test_in_an_envelope() -> None:
    def envelope(kind: str, token: str) -> dict[str, Any]:
        context = ["https://www.w3.org/ns/credentials/v2"]
        return {"@context": context, "type": "EnvelopedVerifiableCredential", "id": f"data:application/{kind},{token}"}

    for kind in ("vc+jwt", "vc+ld+jwt", "jwt"):
        report = tokens.world().verify(envelope(kind, forge(payload(), signer())))
        assert report.verdict is Verdict.VALID
        assert report.document == tokens.small()
    assert tokens.world().verify(envelope("vc+sd-jwt", "a.b.c~")).verdict is Verdict.UNSUPPORTED
    for token in ("", "x", "a.b", "a.b.c"):
        assert tokens.world().verify(envelope("vc+jwt", token)).verdict is Verdict.INVALID


def test_something_else_in_a_token() -> None:
    endorsement = badges.endorsement("urn:x").document
    for content, code in (
        ({"sub": "noor", "scope": "openid"}, "reading.other_json"),
        ({}, "reading.other_json"),
        ({name: value for name, value in endorsement.items() if name != "proof"}, "reading.endorsement"),
    ):
        report = tokens.world().verify(forge(content, signer()))
        assert (report.verdict, report.check("structure").code) == (Verdict.NO_CREDENTIAL, code)
    for content in (b"", b"x", b"[]", b'"x"', b"\xff"):
        assert _found(content) == (Verdict.INVALID, "proof.jwt_malformed")
    report = tokens.world().verify(forge(b"[" * 40, signer()))
    assert (report.verdict, report.check("structure").code) == (Verdict.INVALID, "structure.too_deep")


def test_a_large_badge_fits() -> None:
    """As much as fits as JSON: base64 makes it a third longer."""
    badge = tokens.small()
    badge["credentialSubject"]["achievement"]["criteria"]["narrative"] = "x" * 250_000
    assert tokens.world().verify(forge(payload(badge), signer())).verdict is Verdict.VALID
    badge["credentialSubject"]["achievement"]["criteria"]["narrative"] = "x" * 262_000
    assert tokens.world().verify(forge(payload(badge), signer())).verdict is Verdict.INVALID


def _found(content: bytes) -> tuple[Verdict, str]:
    report = tokens.world().verify(forge(content, signer()))
    return report.verdict, report.check("proof").code
