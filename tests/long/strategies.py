"""Malformed badges for hypothesis: the right words in the wrong places."""

import base64
import json
import struct
import zlib
from typing import Any

from hypothesis import strategies as st

from credentials.png import KEYWORD, SIGNATURE
from tests.credentials.carriers import pdf, pdf_object, svg
from tests.credentials.mutations import nodes, replaced
from tests.credentials.shapes import AWKWARD
from tests.interop.pieces import DERIVED, ours

JSON = dict[str, Any]
_BADGES = [
    *(ours(proof, "minimal") for proof in ("eddsa-rdfc-2022", "ecdsa-rdfc-2019 P-384", DERIVED)),
    ours("eddsa-rdfc-2022", "endorsed"),
]
_TOKENS = [ours(proof, "minimal") for proof in ("JWT RS256", "JWT ES256", "JWT EdDSA")]
_WORDS = sorted({str(step) for badge in _BADGES for path, _ in nodes(badge) for step in path if isinstance(step, str)})
_KEYWORDS = ["@id", "@type", "@value", "@language", "@direction", "@graph", "@list", "@set", "@reverse", "@included"]
_names = st.sampled_from([*_WORDS, *_KEYWORDS]) | st.text(max_size=5)
_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([*AWKWARD, *_WORDS, *_KEYWORDS])
    | st.text(max_size=20)
)
_json = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=4), max_leaves=12
)
_header = st.dictionaries(
    st.sampled_from(["alg", "typ", "kid", "jwk", "crit", "b64", "jku", "x5u", "cty", "zip"]), _json, max_size=5
)


@st.composite
def _badge(draw: st.DrawFn) -> JSON:
    """A signed badge with anything in one to three places."""
    document: JSON = draw(st.sampled_from(_BADGES))
    for _ in range(draw(st.integers(1, 3))):
        places = [path for path, _ in nodes(document)]
        if places:
            document = replaced(document, draw(st.sampled_from(places)), draw(_json))
    return document


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@st.composite
def _token(draw: st.DrawFn) -> str:
    """A token of which each part is right, or anything."""
    parts = draw(st.sampled_from(_TOKENS)).split(".")
    parts[0] = draw(st.just(parts[0]) | _header.map(lambda header: _b64(json.dumps(header).encode())))
    parts[1] = draw(st.just(parts[1]) | (_badge() | _json).map(lambda value: _b64(json.dumps(value).encode())))
    parts[2] = draw(st.just(parts[2]) | st.binary(max_size=80).map(_b64) | st.text(max_size=10))
    return ".".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@st.composite
def _png(draw: st.DrawFn, inside: st.SearchStrategy[bytes]) -> bytes:
    kinds = st.sampled_from([b"IHDR", b"iTXt", b"tEXt", b"zTXt", b"IDAT", b"IEND", b"xxxx"])
    data = inside | inside.map(lambda body: KEYWORD + b"\0\0\0\0\0" + body) | inside.map(zlib.compress)
    chunks = draw(st.lists(st.builds(_chunk, kinds, data), max_size=5))
    return SIGNATURE + b"".join(chunks)


def offered() -> st.SearchStrategy[Any]:
    """Objects, text and files that are nearly a badge, and some that are not at all."""
    texts = (_badge() | _json).map(json.dumps) | _token()
    inside = texts.map(lambda text: text.encode()) | st.binary(max_size=60)
    images = (
        _png(inside)
        | inside.map(lambda body: svg(f"<openbadges:credential>{body.decode('latin-1')}</openbadges:credential>"))
        | inside.map(lambda body: svg(f'<openbadges:credential verify="{body.decode("latin-1")}"/>'))
        | inside.map(lambda body: pdf(pdf_object(1, body)))
    )
    objects = _badge() | st.dictionaries(_names, _json, max_size=6)
    return texts | objects | images | st.binary(max_size=200) | st.text(max_size=200)
