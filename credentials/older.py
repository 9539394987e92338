"""Badges of Open Badges 1 and 2, recognised so that people hear what they have; nothing in them is checked.

An assertion of 1 or 2 stands as JSON at its issuer's address ("hosted"), or in a compact token ("signed"), and either
its address, its JSON or its token is baked into an image. Sources: Open Badges 1.0 and 1.1, "Assertion"; Open Badges
2.0, "Assertion", "BadgeClass", "Profile" and "Baking"; Open Badges 2.1.
"""

import re
from collections.abc import Mapping
from typing import Any

from credentials.errors import StructureError
from credentials.multibase import decode_base64url
from credentials.strictjson import NotJsonError, read_json

_ADDRESS = re.compile(r"https?://\S+")
_VERSIONS = (
    ("reading.open_badges_2_1", re.compile(r"/ob/v2p1\b")),
    ("reading.open_badges_2", re.compile(r"openbadges/v2\b|openbadgespec\.org/v2\b|/ob/v2p0\b")),
    ("reading.open_badges_1", re.compile(r"openbadges/v1\b|openbadgespec\.org/v1\b")),
)
"""By the address of the context; 1.0 had none."""
_ASSERTION_1 = frozenset({"recipient", "badge"})
_CLASS_1 = frozenset({"name", "image", "criteria", "issuer"})
_CLASSES = frozenset({"BadgeClass"})
_ISSUERS = frozenset({"Issuer", "IssuerOrg", "Profile"})
_PARTS = frozenset({"CryptographicKey", "RevocationList", "Endorsement", "Extension"})


def older(document: Mapping[str, Any]) -> str | None:
    """The reason code for JSON of an older version of Open Badges, or None when it is none."""
    types = set(_texts(document.get("type")))
    version = next((code for code, context in _VERSIONS if _any(context, document.get("@context"))), None)
    if version is None:
        if document.keys() >= _ASSERTION_1:
            return "reading.open_badges_1"
        return "reading.open_badges_class" if not types and document.keys() >= _CLASS_1 else None
    if types & _CLASSES:
        return "reading.open_badges_class"
    if types & _ISSUERS:
        return "reading.open_badges_issuer"
    return "reading.open_badges_part" if types & _PARTS else version


def older_token(text: str) -> str | None:
    """The same for the payload of a compact token (a signed assertion); None for any other token."""
    try:
        payload = read_json(decode_base64url(text.split(".")[1]))
    except (NotJsonError, StructureError, ValueError, IndexError):
        return None
    return older(payload) if isinstance(payload, dict) else None


def older_image(text: str) -> str:
    """The reason code for what an image holds where Open Badges 1 and 2 keep a badge."""
    held = text.strip()
    if _ADDRESS.fullmatch(held):
        return "reading.open_badges_hosted"
    try:
        document = read_json(held)
    except (NotJsonError, StructureError):
        return older_token(held) or "reading.open_badges_image"
    found = older(document) if isinstance(document, dict) else None
    return found or "reading.open_badges_image"


def _any(context: re.Pattern[str], value: Any) -> bool:
    return any(context.search(text) for text in _texts(value))


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
