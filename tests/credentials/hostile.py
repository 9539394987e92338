"""Files made to stop or fool a verifier, each small on disk."""

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from credentials.png import KEYWORD, SIGNATURE
from tests.credentials import badges
from tests.credentials.carriers import pdf, pdf_object

MIB = 1024 * 1024


@cache
def deflated_zeros(size: int, wbits: int = 15) -> bytes:
    """`size` zero bytes, compressed without ever being in memory."""
    packer = zlib.compressobj(9, wbits=wbits)
    parts = [packer.compress(bytes(MIB)) for _ in range(size // MIB)]
    return b"".join([*parts, packer.flush()])


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A 1 x 1 PNG with extra chunks after its header."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    every = [(b"IHDR", header), *chunks, (b"IDAT", pixels), (b"IEND", b"")]
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in every
    )


def _badge(**changes: Any) -> dict[str, Any]:
    return badges.signed(badges.small()).document | changes


def _subject(**changes: Any) -> bytes:
    badge = _badge()
    badge["credentialSubject"] |= changes
    return json.dumps(badge).encode()


def _achievement(**changes: Any) -> bytes:
    badge = _badge()
    badge["credentialSubject"]["achievement"] |= changes
    return json.dumps(badge).encode()


def _alignment(**extra: Any) -> dict[str, Any]:
    return {"type": ["Alignment"], "targetName": "a", "targetUrl": "https://a.example/", **extra}


def unnamed_tree(width: int, below: int) -> bytes:
    """`width` unnamed results, each with `below` unnamed alignments: nothing tells one from another."""
    return _subject(result=[{"type": ["Result"], "alignment": [_alignment()] * below}] * width)


def labelled_clique(size: int) -> bytes:
    """Every blank node points at every other."""
    nodes = [
        {"id": f"_:n{i}", "type": ["Related"], "related": [{"id": f"_:n{j}", "type": "Related"} for j in range(size)]}
        for i in range(size)
    ]
    return _achievement(related=nodes)


def nested_alignments(depth: int) -> bytes:
    """Undefined there, but the nesting itself must not cost much either."""
    tree: dict[str, Any] = _alignment()
    for _ in range(depth):
        tree = _alignment(alignment=[tree, tree]) if depth < 8 else _alignment(alignment=[tree])
    return _achievement(alignment=[tree])


def _types(count: int) -> bytes:
    kinds = ["Achievement", "Profile", "Alignment", "Result", "Image", "Evidence", "Related", "Criteria"]
    return _achievement(type=[kinds[i % len(kinds)] for i in range(count)])


def _mixed(count: int) -> bytes:
    kinds = [
        "Achievement",
        "Profile",
        "Alignment",
        "Result",
        "Evidence",
        "Related",
        "Address",
        "ResultDescription",
        "Image",
    ]
    made = [
        {"type": [kinds[i % 9], kinds[(i // 9) % 9], kinds[(i // 81) % 9]], "id": f"urn:x:{i}"} for i in range(count)
    ]
    return _achievement(related=made)


def _svg(body: str, before: str = "") -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    return f'<?xml version="1.0"?>{before}<svg {space}>{body}</svg>'.encode()


NEWLINE = "\n"
_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
_DTD = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{_LAUGHS}]>'
_XXE = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def _clip(text: str, old: str, new: str) -> bytes:
    assert old in text
    return text.replace(old, new, 1).encode()


def _text() -> str:
    return badges.signed(badges.small()).data.decode()


def _compressed_badge() -> bytes:
    data = KEYWORD + b"\0\1\0\0\0" + deflated_zeros(300 * MIB)
    return png((b"iTXt", data))


def _pdf(*bodies: bytes, times: int = 1, dictionary: bytes = b"/Filter/FlateDecode") -> bytes:
    return pdf(*(pdf_object(number, body, dictionary) for number, body in enumerate(bodies * times)))


@cache
def _begins_like_a_badge(size: int) -> bytes:
    """Deflated JSON that is nearly all space."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b'{"@context":["OpenBadgeCredential"]' + b" " * 65_000)]
    parts += [packer.compress(b" " * MIB) for _ in range(size // MIB)]
    return b"".join([*parts, packer.flush()])


def _pdf_of_unclosed_lists() -> bytes:
    """Each stream with all the dictionary that is looked at, and in it what may begin a list of filters."""
    return pdf(*[b"1 0 obj" + b"/Filter[" * 500 + b"stream\n" * 13] * 2_800)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "100,000 nested brackets": lambda: b"[" * 100_000,
    "100,000 nested brackets in a badge": lambda: _clip(_text(), '"Klein"', "[" * 50_000 + "]" * 50_000),
    "nested objects": lambda: b'{"a":' * 40_000,
    "300 MB in zTXt": lambda: png((b"zTXt", KEYWORD + b"\0\0" + deflated_zeros(300 * MIB))),
    "300 MB in iTXt": _compressed_badge,
    "300 MB in an iTXt of another": lambda: png((b"iTXt", b"comment\0\1\0\0\0" + deflated_zeros(300 * MIB))),
    "SVG with entities": lambda: _svg("<openbadges:credential>&l9;</openbadges:credential>", _DTD),
    "SVG with a file": lambda: _svg("<openbadges:credential>&x;</openbadges:credential>", _XXE),
    "SVG of a million elements": lambda: _svg("<g/>" * 1_000_000),
    "SVG a million deep": lambda: _svg("<g>" * 1_000_000),
    "SVG with 9 MB of badge": lambda: _svg(f"<openbadges:credential>{'x' * 9_000_000}</openbadges:credential>"),
    "SVG with a namespace of 1 MB": lambda: _svg(f'<a xmlns="{"x" * MIB}">' + "<g/>" * 90_000 + "</a>"),
    "SVG with 900,000 attributes": lambda: _svg("<g " + " ".join(f'a{i}=""' for i in range(900_000)) + "/>"),
    "SVG with 390,000 attributes": lambda: _svg("<g " + " ".join(f'a{i}=""' for i in range(390_000)) + "/>"),
    "SVG with 9 million lines": lambda: _svg("\n" * 9_000_000),
    "SVG with 9 million lines of badge": lambda: _svg(
        f"<openbadges:credential>{NEWLINE * 9_000_000}</openbadges:credential>"
    ),
    "SVG with 90,000 badges": lambda: _svg("<openbadges:credential/>" * 90_000),
    "SVG with 9 MB of token": lambda: _svg(f'<openbadges:credential verify="e30.{"x" * 9_000_000}.x"/>'),
    "PDF with 300 MB": lambda: _pdf(deflated_zeros(300 * MIB)),
    "PDF with 300 MB of badge": lambda: _pdf(_begins_like_a_badge(300 * MIB)),
    "PDF with 20,000 streams of 200 KB": lambda: _pdf(_begins_like_a_badge(0), times=20_000),
    "PDF with 20,000 streams cut off": lambda: _pdf(_begins_like_a_badge(0)[:60], times=20_000),
    "PDF with 20,000 streams wrong at the end": lambda: _pdf(_begins_like_a_badge(0)[:-1] + b"x", times=20_000),
    "PDF with 19,000 streams": lambda: _pdf(zlib.compress(b"q BT ET Q"), times=19_000),
    "PDF with 19,000 other texts": lambda: _pdf(b"{" + b"x" * 700 + b"}", times=19_000, dictionary=b""),
    "PDF of the word stream": lambda: b"%PDF-1.7\n" + b"stream\n" * 2_900_000,
    "PDF of headers": lambda: pdf(*[b"1 0 obj " * 600 + b"stream\n"] * 4_000),
    "PDF of half headers": lambda: pdf(*[b"obj " * 1_000 + b"stream\n"] * 4_000),
    "PDF of unclosed lists": _pdf_of_unclosed_lists,
    "PDF of spaces": lambda: pdf(*[b"1 0 obj/Length" + b" " * 4_000 + b"stream\n{"] * 4_500),
    "PDF with a text without end": lambda: pdf(*[b"1 0 obj<<>>stream\n{"] * 19_000) + b"x" * 10 * MIB,
    "PDF of 20 MB": lambda: _pdf(bytes(19 * MIB)),
    "duplicate keys": lambda: _clip(_text(), '"validFrom":', '"validFrom":"2020-01-01T00:00:00Z","validFrom":'),
    "NaN": lambda: _clip(_text(), '"Klein"', "NaN"),
    "infinity": lambda: _clip(_text(), '"Klein"', "1e999"),
    "long number": lambda: _clip(_text(), '"Klein"', "9" * 200_000),
    "long fraction": lambda: _clip(_text(), '"Klein"', "0." + "9" * 200_000),
    "half a character": lambda: _clip(_text(), '"Klein"', '"\\ud800"'),
    "250 KB of quotes": lambda: b'{"a":"' + b"\\u0022" * 41_000 + b'"}',
    "unfinished text": lambda: b'{"a":"' + b"x" * 250_000,
    "unfinished escapes": lambda: b'{"a":"' + b"\\\\" * 125_000,
    "many values": lambda: _achievement(tag=[str(i) for i in range(30_000)]),
    "19,000 tags": lambda: _achievement(tag=[f"t{i}" for i in range(19_000)]),
    "19,000 kinds": lambda: _types(19_000),
    "500 mixed kinds": lambda: _mixed(500),
    "3,000 mixed kinds": lambda: _mixed(3_000),
    "10,000 objects": lambda: _achievement(related=[{"id": f"u:{i}", "type": "R"} for i in range(6_000)]),
    "60 unnamed alignments": lambda: _achievement(alignment=[_alignment()] * 60),
    "3,000 unnamed alignments": lambda: _achievement(alignment=[_alignment()] * 3_000),
    "unnamed tree 8 x 8": lambda: unnamed_tree(8, 8),
    "unnamed tree 40 x 40": lambda: unnamed_tree(40, 40),
    "unnamed tree 2 x 900": lambda: unnamed_tree(2, 900),
    "nested alignments": lambda: nested_alignments(7),
    "deep alignments": lambda: nested_alignments(13),
    "endless proofs": lambda: json.dumps(_badge(proof=[_badge()["proof"]] * 500)).encode(),
    "endless contexts": lambda: json.dumps(_badge(**{"@context": _badge()["@context"] * 2_000})).encode(),
    "a token of 250 KB": lambda: b"eyJ" + b"a" * 250_000 + b".b.c",
    "a token with a bomb": lambda: b"W1tb" * 60_000 + b".b.c",
    **{f"labelled clique of {n}": (lambda n=n: labelled_clique(n)) for n in range(6, 13)},
}


def files() -> Iterator[tuple[str, bytes]]:
    for what, make in HOSTILE.items():
        yield what, make()
