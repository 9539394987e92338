"""The signed badge inside a PDF certificate, found by looking through its streams; nothing of the PDF is run or drawn.

Our certificates carry it as an attachment, compressed. Each stream is inflated under a cap, so a small file cannot
become a large one. Not here: verifying what is found.
"""

import re
import zlib

MAX_PDF = 20 * 1024 * 1024
MAX_CREDENTIAL = 256 * 1024
MAX_STREAMS = 2_000
#: Of all streams together, so that many small bombs are no better than one.
MAX_TOTAL = 32 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_MARKS = (b"OpenBadgeCredential", b"AchievementCredential")


def is_pdf(data: bytes) -> bool:
    return data[:1024].lstrip().startswith(b"%PDF-")


def credential_in_pdf(data: bytes) -> bytes | None:
    """The first embedded JSON that names itself a badge; None when there is none within the bounds."""
    if len(data) > MAX_PDF:
        return None
    total = 0
    for count, match in enumerate(_STREAM.finditer(data)):
        if count >= MAX_STREAMS or total >= MAX_TOTAL:
            return None
        found = _stream(data, match.end())
        total += len(found)
        if found.lstrip()[:1] == b"{" and any(mark in found for mark in _MARKS):
            return found
    return None


def _stream(data: bytes, start: int) -> bytes:
    """A stream inflated, or as it stands when it is not compressed; never more than a badge may be."""
    try:
        inflater = zlib.decompressobj()
        return inflater.decompress(data[start : start + MAX_CREDENTIAL * 4], MAX_CREDENTIAL)
    except zlib.error:
        end = data.find(b"endstream", start, start + MAX_CREDENTIAL)
        return data[start:end].rstrip(b"\r\n") if end != -1 else b""
