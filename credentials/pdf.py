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
_OBJECT = re.compile(rb"(\d{1,10})\s++\d{1,5}\s++obj\b")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_LENGTH = re.compile(rb"/Length\s++(\d{1,9})\b")
_LOCKED = re.compile(rb"/Encrypt\b")
_TOKEN = re.compile(rb"e[w-z][A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_TOKEN_START = re.compile(rb"e[w-z][A-Za-z0-9_-]{2,}(\.|$)")
_NAMES = (b"OpenBadgeCredential", b"AchievementCredential")
_MEMBERS = (b"@context", b'"badge"')
"""One of these is in the JSON of any kind of badge, also of the oldest."""
_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
_MAX_DICTIONARY = 4096
_MAX_TEXT = 64 * MAX_CREDENTIAL_BYTES
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
    every = dict.fromkeys(_Scan(data).candidates().values())
    found = [text for text in every if len(text) <= MAX_CREDENTIAL_BYTES]
    marked = [text for text in found if not text.startswith(b"{") or any(name in text for name in _NAMES)]
    if len(marked) > 1:
        raise NoCredentialError("reading.pdf_several", count=len(marked))
    if marked or len(found) == 1:
        return (marked or found)[0]
    if len(found) < len(every):
        raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
    raise NoCredentialError("reading.pdf_locked" if _LOCKED.search(data) else "reading.pdf_without_badge")


class _Scan:
    """One pass over the streams of a PDF, which keeps count of the text it looked through."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._looked_through = 0

    def candidates(self) -> dict[bytes, bytes]:
        """What may be a badge, by the number of its object: of two with one number the later counts, since changes
        are written behind what they change."""
        found: dict[bytes, bytes] = {}
        place = self._data.find(b"stream")
        for _ in range(MAX_PDF_STREAMS):
            if place < 0:
                return found
            number, text = self._stream(place)
            found.pop(number, None)
            if _TOKEN.fullmatch(text) or (text.startswith(b"{") and any(name in text for name in _MEMBERS)):
                found[number] = text
            place = self._data.find(b"stream", place + 6)
        raise InputTooLargeError("reading.pdf_too_many")

    def _stream(self, word: int) -> tuple[bytes, bytes]:
        """The object number and the text of the stream that begins with the word at `word`; empty when it cannot be a
        badge. A text that is too long is cut off behind the first letter too many."""
        start = word + (8 if self._data.startswith(b"\r\n", word + 6) else 7)
        before = self._data[max(0, word - _MAX_DICTIONARY) : word]
        if self._data[start - 1 : start] != b"\n" or before.endswith(b"end"):
            return b"", b""
        header = len(before)
        for _ in range(_MAX_WORDS):
            header = before.rfind(b"obj", 0, header)
            named = _OBJECT.search(before, max(0, header - 40), header + 3) if header >= 0 else None
            if named is not None:
                text = self._text(start, before[header:])
                whole = len(text) <= MAX_CREDENTIAL_BYTES
                return named[1], text.removeprefix(_MARK).strip(_SPACE) if whole else text
        return b"", b""

    def _text(self, start: int, dictionary: bytes) -> bytes:
        filtered = _FILTER.match(dictionary, max(0, dictionary.find(b"/Filter")))
        names = re.findall(rb"/(\w+)", filtered[1]) if filtered else []
        if names == [b"FlateDecode"]:
            return self._deflated(start)
        if not names and _begins_like_a_badge(self._data[start : start + _PEEK]):
            return self._plain(start, dictionary)
        return b""

    def _plain(self, start: int, dictionary: bytes) -> bytes:
        """Up to its length where that is written down, for the text may hold the word that ends it."""
        told = _LENGTH.search(dictionary)
        end = start + int(told[1]) if told else -1
        if end < 0 or not self._data[end : end + 16].lstrip(_SPACE).startswith(b"endstream"):
            end = self._data.find(b"endstream", start, start + MAX_CREDENTIAL_BYTES + 16)
        self._count(end - start if end >= 0 else MAX_CREDENTIAL_BYTES)
        return self._data[start : min(end, start + MAX_CREDENTIAL_BYTES + 1)] if end >= 0 else b""

    def _deflated(self, start: int) -> bytes:
        """The whole text, when its first letters say that it may be a badge; empty when it is damaged."""
        source = memoryview(self._data)[start : start + MAX_CREDENTIAL_BYTES + _MAX_DICTIONARY]
        try:
            if not _begins_like_a_badge(zlib.decompressobj().decompress(source[:_MAX_DICTIONARY], _PEEK)):
                return b""
        except zlib.error:
            return b""
        inflater = zlib.decompressobj()
        try:
            text = inflater.decompress(source, MAX_CREDENTIAL_BYTES + 1)
        except zlib.error:  # perhaps only in its last letter, so what it cost is not known
            self._count(MAX_CREDENTIAL_BYTES)
            return b""
        self._count(len(text))
        return text if inflater.eof or len(text) > MAX_CREDENTIAL_BYTES else b""

    def _count(self, size: int) -> None:
        self._looked_through += size
        if self._looked_through > _MAX_TEXT:
            raise InputTooLargeError("reading.pdf_too_many")


def _begins_like_a_badge(head: bytes) -> bool:
    start = head.removeprefix(_MARK).lstrip(_SPACE)
    return start.startswith(b"{") or _TOKEN_START.match(start) is not None
