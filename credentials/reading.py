"""What a person offers as a badge, recognised: JSON, a compact token, a baked PNG or SVG, a PDF it is
attached to, or something else.

Recognising is all that happens here; nothing that comes out has been verified.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from credentials.baking import extract
from credentials.errors import NoCredentialError, ProofError, StructureError
from credentials.jwt import header_of, token_size
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_IMAGE_BYTES
from credentials.multibase import decode_base64url
from credentials.older import older
from credentials.pdf import is_pdf
from credentials.plan.lanes import Apart
from credentials.png import SIGNATURE
from credentials.strictjson import NotJsonError, read_parts
from credentials.structure import kind_of

_TOKEN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2}(?:~.*)?", re.DOTALL)
_LETTERS = string.ascii_letters.encode() + string.digits.encode() + b"-_"
"""Of base64url; whatever else there is in a token is soon seen without them."""
_ENVELOPES = frozenset({f"data:application/{kind}" for kind in ("vc+jwt", "vc+ld+jwt", "jwt")})
_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
"""The byte order mark that some editors put before UTF-8."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
Kind = Literal["json", "token"]
Carrier = Literal["file", "png", "svg", "pdf"]


@dataclass(frozen=True, slots=True)
class Read:
    """Either `document` (the JSON object) or `token` (compact text, of which only the header was looked at).

    `others` says that the image held more badges, of which this is the first.
    """

    carrier: Carrier
    document: dict[str, Any] | None = None
    parts: Apart | None = None
    token: str | None = None
    token_header: dict[str, Any] | None = None
    others: bool = False

    @property
    def kind(self) -> Kind:
        return "json" if self.token is None else "token"


def read(data: bytes | str, *, strict: bool = True) -> Read:
    """Recognises `data`.

    NoCredentialError says what it is instead of a badge; StructureError (and InputTooLargeError) when it is
    JSON that could be read in two ways; BakingError when an image is malformed or, when `strict`, holds two badges.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    head = raw[:64].removeprefix(_MARK).lstrip(_SPACE)
    carrier: Carrier = "file"
    others = False
    if raw.startswith(SIGNATURE) or head.startswith(b"<") or _is_utf16_xml(raw) or is_pdf(raw):
        extracted = extract(raw, strict=strict)
        raw, carrier, others = extracted.credential, extracted.kind, extracted.others
        head = raw[:64].removeprefix(_MARK).lstrip(_SPACE)
    elif raw.startswith(_ZIP):
        raise NoCredentialError("reading.zip")
    token = _token(raw)
    header = None if token is None else _token_header(token)
    if header is not None:
        return Read(carrier, token=token, token_header=header, others=others)
    if len(raw) > MAX_IMAGE_BYTES or (len(raw) > MAX_CREDENTIAL_BYTES and not head.startswith((b"{", b"["))):
        raise _too_large(raw, head)
    if not raw.strip():
        raise NoCredentialError("reading.empty")
    document, parts = _document(raw, head)
    return Read(carrier, document=document, parts=parts, others=others)


def what_it_is(document: Mapping[str, Any]) -> str | None:
    """The reason code for a JSON object that is no Open Badges 3.0 credential, or None when it is one."""
    kind = kind_of(document)
    if kind == "OpenBadgeCredential":
        return None
    if kind is not None:
        return "reading.endorsement" if kind == "EndorsementCredential" else "reading.status_list"
    types = {item for item in _list(document.get("type")) if isinstance(item, str)}
    for name, code in (
        ("ClrCredential", "reading.clr"),
        ("VerifiablePresentation", "reading.presentation"),
        ("EnvelopedVerifiableCredential", "reading.enveloped"),
        ("VerifiableCredential", "reading.other_credential"),
    ):
        if name in types:
            return code
    return older(document) or "reading.other_json"


def _document(raw: bytes, head: bytes) -> tuple[dict[str, Any], Apart | None]:
    try:
        document, parts = read_parts(raw)
    except NotJsonError:
        if head.startswith(b"{"):
            raise NoCredentialError("reading.broken_json") from None
        raise NoCredentialError("reading.other_file") from None
    if not isinstance(document, dict):
        raise NoCredentialError("reading.other_json")
    return document, parts


def enveloped_token(document: Mapping[str, Any]) -> str | None:
    """The token in an EnvelopedVerifiableCredential, or None when it holds something else, or something besides.

    What stands beside the token is not signed, so nothing may (VC Data Model 2.0, "Enveloped Verifiable
    Credentials").
    """
    address = document.get("id")
    kind, comma, token = address.partition(",") if isinstance(address, str) else ("", "", "")
    if not comma or kind not in _ENVELOPES or document.keys() - {"@context", "id", "type"}:
        return None
    return token if what_it_is(document) == "reading.enveloped" else None


def _token(raw: bytes) -> str | None:
    """The text when `raw` has the form of a compact JWS (RFC 7515, section 7.1) or SD-JWT, else None."""
    if raw.startswith(b"{") or len(raw) > token_size(MAX_CREDENTIAL_BYTES):
        return None
    text = raw.removeprefix(_MARK).strip(_SPACE).decode("ascii", "replace")
    return text if raw.translate(None, _LETTERS) == b".." or _TOKEN.fullmatch(text) else None


def _token_header(text: str) -> dict[str, Any] | None:
    """The header of a token, or None when it has none, so that it is no token."""
    try:
        return header_of(decode_base64url(text.partition(".")[0]))
    except (ProofError, ValueError):
        return None


def _too_large(raw: bytes, head: bytes) -> NoCredentialError:
    """What to say of so many bytes: only what begins as JSON or a token could have been a badge."""
    if head.startswith((b"{", b"[")) or _begins_as_token(raw):
        return NoCredentialError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
    return NoCredentialError("reading.other_file")


def _begins_as_token(raw: bytes) -> bool:
    try:
        start = _token(raw[:MAX_CREDENTIAL_BYTES].partition(b".")[0] + b"..")
        return start is not None and _token_header(start) is not None
    except StructureError:
        return True


def _is_utf16_xml(raw: bytes) -> bool:
    """XML may be UTF-16, which no JSON badge is; such a file goes the image way and is refused or read
    there."""
    return raw[:4] in (b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0?\0", b"\0<\0?")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
