"""The door for what is recorded in a browser: known by its first bytes, and no longer than a comment should be.

Not here: files that people hand in (`lms.uploads`).
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from courses.errors import N_, Invalid
from lms.uploads import Intake

LONGEST = 8_000_000
"""Bytes; five minutes of speech as a browser records it (MediaRecorder, about 128 kbit/s) are under 5 MB."""
SECONDS = 300

#: Media type by where it is looked for and what stands there: WebM (EBML), Ogg, and MP4 (ISO/IEC 14496-12).
STARTS = ((0, b"\x1a\x45\xdf\xa3", "audio/webm"), (0, b"OggS", "audio/ogg"), (4, b"ftyp", "audio/mp4"))


@contextmanager
def take_sound(stream: IO[bytes]) -> Iterator[Intake]:
    """The recording, ready to be kept. Raises Invalid with a sentence for who made it."""
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Invalid(N_("This recording is too long. Keep it under %(minutes)s minutes."), minutes=SECONDS // 60)
    kinds = [kind for at, mark, kind in STARTS if data[at : at + len(mark)] == mark]
    if not kinds:
        raise Invalid(N_("This is no recording that we can play. Record it again, or leave it out."))
    digest = hashlib.sha256(data).hexdigest()
    yield Intake(io.BytesIO(data), "opname", kinds[0], len(data), digest, False)
