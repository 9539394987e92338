"""The JSON-LD contexts this library knows, pinned by SHA-256, and nothing that could fetch another.

A context decides what every word of a credential means, so it is part of the signature: never fetched, never
changed in place (W3C VC Data Model 2.0, section "Base Context"). Where the files come from is told in NOTICE.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from credentials.errors import ContextError

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DID_V1 = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
ED25519_2020_V1 = "https://w3id.org/security/suites/ed25519-2020/v1"

MICROCREDENTIAL = "https://w3id.org/leerspoor/microcredential-v1.json"
"""Our own context: what the European recommendation on microcredentials asks and Open Badges has no word for.

One address for every installation, since a context is part of what is signed: a badge means the same wherever it was
made and moves with its holder. w3id.org only redirects, is free and is kept by the W3C's community, so the address
outlives any host of ours; who owns the project says there where it leads (docs/microcredentials.md). Every installation
serves the same bytes at /contexts/ for readers. A change of meaning gets a new address, never new bytes at this one.
"""
MICROCREDENTIAL_SCHEMA = "https://w3id.org/leerspoor/microcredential-v1.schema.json"
"""The JSON Schema of the same extension, which a badge names beside it (Open Badges 3.0, "Extending")."""
MICROCREDENTIAL_TERMS = "https://w3id.org/leerspoor/microcredential#"
"""What the words of that context start with."""

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Pinned:
    """A vendored context file and the SHA-256 its bytes must have."""

    file: str
    sha256: str


PINNED: Mapping[str, Pinned] = MappingProxyType(
    {
        CREDENTIALS_V2: Pinned(
            "credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": Pinned(
            "ob-v3p0-context-3.0.1.json", "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": Pinned(
            "ob-v3p0-context-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"
        ),
        OPEN_BADGES: Pinned(
            "ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
        ),
        OPEN_BADGES_EXTENSIONS: Pinned(
            "ob-v3p0-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"
        ),
        DATA_INTEGRITY_V2: Pinned(
            "security-data-integrity-v2.json",
            "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
        ),
        MULTIKEY_V1: Pinned(
            "security-multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"
        ),
        MICROCREDENTIAL: Pinned(
            "leerspoor-microcredential-v1.json", "06b368da87a95bb72dcf9d7de2183ec700f64e19af3c1584996020b9e288a568"
        ),
        # From here on for reading only: badges of VC Data Model 1.1, their proofs and their status lists.
        CREDENTIALS_V1: Pinned(
            "credentials-v1.json", "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json": Pinned(
            "ob-v3p0-context.json", "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10"
        ),
        ED25519_2020_V1: Pinned(
            "security-ed25519-2020-v1.json", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588"
        ),
        "https://w3id.org/security/data-integrity/v1": Pinned(
            "security-data-integrity-v1.json",
            "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
        ),
        "https://www.w3.org/ns/credentials/status/v1": Pinned(
            "bitstring-status-list-v1.json", "fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c"
        ),
        "https://w3id.org/vc/status-list/2021/v1": Pinned(
            "status-list-2021-v1.json", "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160"
        ),
    }
)


class Contexts:
    """A closed set of contexts by exact URL. `PINNED_CONTEXTS` is the one to use; tests may build a wider
    one."""

    def __init__(self, documents: Mapping[str, str] | None = None) -> None:
        self._extra = dict(documents or {})
        known = {url: pinned.sha256 for url, pinned in PINNED.items()}
        known |= {url: hashlib.sha256(text.encode()).hexdigest() for url, text in self._extra.items()}
        self.fingerprint = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
        """SHA-256 over every address and the SHA-256 of what stands there."""

    def __contains__(self, url: object) -> bool:
        return url in PINNED or url in self._extra

    def text(self, url: str) -> str:
        """The exact text at `url`; ContextError when it is not pinned."""
        if url in self._extra:
            return self._extra[url]
        if url not in PINNED:
            raise ContextError("context.unknown", url=url)
        return _pinned_text(url)

    def document(self, url: str) -> Any:
        """A fresh copy of the context document at exactly `url`; ContextError when it is not pinned."""
        return json.loads(self.text(url))


@cache
def _pinned_text(url: str) -> str:
    pinned = PINNED[url]
    data = (_FOLDER / pinned.file).read_bytes()
    if hashlib.sha256(data).hexdigest() != pinned.sha256:
        raise ContextError("context.altered", url=url)
    return data.decode("utf-8")


PINNED_CONTEXTS = Contexts()
