"""A badge attached to a PDF, found by looking at each of its streams once; nothing is drawn, run or followed.

Open Badges knows no PDF, but certificates carry a badge as an embedded file (ISO 32000-2, sections 7.3.8 and 7.11.4).
Tables and references of a PDF may be damaged or go in circles, and they prove nothing: what is found is judged by its
own signature. So they are left alone, and the work is bounded by the length of the file. Read are streams that are
plain or deflated, which embedded files are.
"""

import re
import zlib

from credentials.errors import InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_PDF_BYTES, MAX_PDF_STREAMS

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
_OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_LENGTH = re.compile(rb"/Length\s+(\d{1,9})\b")
_LOCKED = re.compile(rb"/Encrypt\b")
_TOKEN = re.compile(rb"e[w-z][A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_TOKEN_START = re.compile(rb"e[w-z][A-Za-z0-9_-]{2,}(\.|$)")
_NAMES = (b"OpenBadgeCredential", b"AchievementCredential")
_MEMBERS = (b"@context", b'"badge"')
"""One of these is in the JSON of any kind of badge, also of the oldest."""
_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
_MAX_DICTIONARY = 4096
_MAX_INFLATED = 16 * 1024 * 1024
"""Of all streams that begin like a badge together, so that many small bombs are no better than one."""
_PEEK = 64
_MAX_WORDS = 5
"""How many times the letters of a header may stand in a dictionary as something else."""


def is_pdf(data: bytes) -> bool:
    """Whether `data` is a PDF; some programs write a few lines before its header, but no JSON or XML."""
    start = data[:_HEADER_WITHIN]
    return _HEADER in start and not start.removeprefix(_MARK).lstrip(_SPACE).startswith((b"<", b"{", b"["))


def pdf_badge(data: bytes) -> bytes:
    """The JSON or compact token attached to a PDF.

    When there is no badge but one other JSON file, that: its reader can say what it is instead. NoCredentialError when
    there is nothing, when it is encrypted, or when there are several badges; InputTooLargeError beyond the bounds.
    """
    if len(data) > MAX_PDF_BYTES:
        raise InputTooLargeError("reading.pdf_too_large", limit=MAX_PDF_BYTES // 1024 // 1024)
    every = dict.fromkeys(_candidates(data).values())
    found = [text for text in every if len(text) <= MAX_CREDENTIAL_BYTES]
    marked = [text for text in found if not text.startswith(b"{") or any(name in text for name in _NAMES)]
    if len(marked) > 1:
        raise NoCredentialError("reading.pdf_several", count=len(marked))
    if marked or len(found) == 1:
        return (marked or found)[0]
    if len(found) < len(every):
        raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
    raise NoCredentialError("reading.pdf_locked" if _LOCKED.search(data) else "reading.pdf_without_badge")


def _candidates(data: bytes) -> dict[bytes, bytes]:
    """What may be a badge, by the number of its object: of two with one number the later counts, since changes are
    written behind what they change."""
    found: dict[bytes, bytes] = {}
    total = 0
    place = data.find(b"stream")
    for _ in range(MAX_PDF_STREAMS):
        if place < 0:
            return found
        number, text = _stream(data, place)
        total += len(text)
        if total > _MAX_INFLATED:
            break
        found.pop(number, None)
        if _TOKEN.fullmatch(text) or (text.startswith(b"{") and any(name in text for name in _MEMBERS)):
            found[number] = text
        place = data.find(b"stream", place + 6)
    raise InputTooLargeError("reading.pdf_too_many")


def _stream(data: bytes, word: int) -> tuple[bytes, bytes]:
    """The object number and the text of the stream that begins with the word at `word`; empty when it cannot be a
    badge. A text that is too long is cut off behind the first letter too many."""
    start = word + (8 if data.startswith(b"\r\n", word + 6) else 7)
    before = data[max(0, word - _MAX_DICTIONARY) : word]
    if data[start - 1 : start] != b"\n" or before.endswith(b"end"):
        return b"", b""
    header = len(before)
    for _ in range(_MAX_WORDS):
        header = before.rfind(b"obj", 0, header)
        named = _OBJECT.search(before, max(0, header - 40), header + 3) if header >= 0 else None
        if named is not None:
            return named[1], _text(data, start, before[header:])
    return b"", b""


def _text(data: bytes, start: int, dictionary: bytes) -> bytes:
    filtered = _FILTER.search(dictionary)
    names = re.findall(rb"/(\w+)", filtered[1]) if filtered else []
    if names == [b"FlateDecode"]:
        text = _inflated(data, start)
    elif not names and _begins_like_a_badge(data[start : start + _PEEK]):
        text = _plain(data, start, dictionary)
    else:
        return b""
    return text.removeprefix(_MARK).strip(_SPACE)


def _plain(data: bytes, start: int, dictionary: bytes) -> bytes:
    """Up to its length where that is written down, for the text may hold the word that ends it."""
    told = _LENGTH.search(dictionary)
    end = start + int(told[1]) if told else -1
    if end < 0 or not data[end : end + 16].lstrip(_SPACE).startswith(b"endstream"):
        end = data.find(b"endstream", start, start + MAX_CREDENTIAL_BYTES + 16)
    return data[start : min(end, start + MAX_CREDENTIAL_BYTES + 1)] if end >= 0 else b""


def _inflated(data: bytes, start: int) -> bytes:
    """The whole text, when its first letters say that it may be a badge; empty when it is damaged."""
    source = memoryview(data)[start : start + MAX_CREDENTIAL_BYTES + _MAX_DICTIONARY]
    try:
        if not _begins_like_a_badge(zlib.decompressobj().decompress(source[:_MAX_DICTIONARY], _PEEK)):
            return b""
        inflater = zlib.decompressobj()
        text = inflater.decompress(source, MAX_CREDENTIAL_BYTES + 1)
    except zlib.error:
        return b""
    return text if inflater.eof or len(text) > MAX_CREDENTIAL_BYTES else b""


def _begins_like_a_badge(head: bytes) -> bool:
    start = head.removeprefix(_MARK).lstrip(_SPACE)
    return start.startswith(b"{") or _TOKEN_START.match(start) is not None
