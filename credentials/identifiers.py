"""DIDs and addresses: did:web to its https address, did:key and did:jwk to their keys. No lookups.

Sources: did:web method specification (W3C CCG), section "Read (Resolve)"; did:key method specification; did:jwk
method specification.
"""

import json
import re
from urllib.parse import quote, unquote

from credentials.errors import KeyFormatError, StructureError
from credentials.keys import PublicKey, decode_jwk, decode_multikey
from credentials.multibase import base64url, decode_base64url
from credentials.strictjson import read_json

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=@-]+")
_LOOPBACK = re.compile(r"localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}", re.IGNORECASE)
_JWK_CHARACTERS = 4096
URI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7F<>"{}|\\^`]+')


def is_uri(text: object) -> bool:
    """Whether `text` is an absolute URI without a character that may not stand in one."""
    return isinstance(text, str) and URI.fullmatch(text) is not None


def did_web_to_url(did: str) -> str:
    """`did:web:host%3A8000:issuers:x` to `https://host:8000/issuers/x/did.json`; http for a loopback host
    only.

    ValueError when it is no did:web, or when a part would make another address of it.
    """
    method, _, rest = did.partition("did:web:")
    if method or not rest:
        raise ValueError("not a did:web")
    authority, *path = (unquote(part) for part in rest.split(":"))
    host, _, port = authority.partition(":")
    if not _HOST.fullmatch(host) or (":" in authority and not _PORT.fullmatch(port)):
        raise ValueError("not a did:web host")
    if any(not _SEGMENT.fullmatch(part) or set(part) == {"."} for part in path):
        raise ValueError("not a did:web path")
    scheme = "http" if _LOOPBACK.fullmatch(host) else "https"
    where = "/".join(quote(part, safe="~!$&'()*+,;=@") for part in path) or ".well-known"
    return f"{scheme}://{authority}/{where}/did.json"


def did_web(host: str, *path: str) -> str:
    """The did:web of `host` (with a port where there is one) and path segments, such as `issuers`, `x`.

    ValueError for what makes no address of it (see `did_web_to_url`).
    """
    did = ":".join(["did:web:" + host.replace(":", "%3A"), *path])
    did_web_to_url(did)
    return did


def did_key(public_multikey: str) -> str:
    """The did:key of a Multikey text, which is not looked into."""
    return f"did:key:{public_multikey}"


def did_key_public(did: str) -> PublicKey:
    """The key a did:key is; KeyFormatError when it is none."""
    if not did.startswith("did:key:"):
        raise KeyFormatError("key.malformed")
    return decode_multikey(did.removeprefix("did:key:"))


def did_jwk(key: PublicKey) -> str:
    """The did:jwk of a public key, which may be RSA."""
    text = json.dumps(key.jwk, separators=(",", ":"))
    return f"did:jwk:{base64url(text.encode('ascii'))}"


def did_jwk_public(did: str) -> PublicKey:
    """The key a did:jwk is; KeyFormatError when it is none, or one that is not for signing or not public."""
    encoded = did.removeprefix("did:jwk:")
    if not did.startswith("did:jwk:") or len(encoded) > _JWK_CHARACTERS:
        raise KeyFormatError("key.malformed")
    try:
        jwk = read_json(decode_base64url(encoded))
    except (ValueError, StructureError):
        raise KeyFormatError("key.malformed") from None
    if not isinstance(jwk, dict):
        raise KeyFormatError("key.malformed")
    return decode_jwk(jwk)
