"""What was given out and taken back, written down outside the database before anybody can see it.

A restore of an older backup forgets the badges and revocations since. This log does not: it is a folder with
one append-only file, kept away from database and dump, with places in status lists, revocations, publications
and states of keys; no person is in it. `replay` tells the database what it forgot.

Not here: what to do with an entry (`courses.recognition.services.replay`).
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from courses.recognition.services.replay import Replayed
from courses.recognition.services.replay import replay as apply_entries

FILE = "status.jsonl"
#: Log and key id that this process has seen together, so that not every signature reads the whole log.
_KNOWN_KEYS: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What this process read of a log: up to which byte, the line that ends there, (list, place) revoked by then."""

    end: int = 0
    line: bytes = b""
    revoked: frozenset[tuple[str, int]] = frozenset()


_SEEN: dict[Path, _Seen] = {}


class StatusLog:
    """The log in `folder`. Safe for threads and processes: each entry is one appended, synced line."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def allocated(self, *, url: str, length: int, index: int, credential: str, now: datetime) -> None:
        """A place was promised to a credential; written before it is signed."""
        self._append("allocated", now, list=url, length=length, index=index, credential=credential)

    def revoked(self, *, url: str, length: int, indexes: tuple[tuple[int, datetime], ...]) -> None:
        """These places are revoked; written before the list that says so. Known ones are not repeated."""
        known = self._revoked_so_far()
        for index, at in indexes:
            if (url, index) not in known:
                self._append("revoked", at, list=url, length=length, index=index)

    def restored(self, *, url: str, length: int, indexes: tuple[tuple[int, datetime], ...]) -> None:
        """These places were revoked by mistake and are not any more; only those that the log has as revoked."""
        known = self._revoked_so_far()
        for index, at in indexes:
            if (url, index) in known:
                self._append("restored", at, list=url, length=length, index=index)

    def published(self, *, url: str, length: int, version: int, digest: str, now: datetime) -> None:
        """A list was published; its version never goes back after a restore."""
        self._append("published", now, list=url, length=length, version=version, digest=digest)

    def key(self, *, key_id: str, cryptosuite: str, public: str, state: str, now: datetime) -> None:
        """A key was made, retired or compromised. Only its public part."""
        self._append("key", now, key=key_id, cryptosuite=cryptosuite, public=public, state=state)

    def used_key(self, *, key_id: str, cryptosuite: str, public: str, now: datetime) -> None:
        """A key is about to sign: its public part is in the log from then on, whoever made it."""
        mark = (str(self.path), key_id)
        if mark in _KNOWN_KEYS:
            return
        if not any(entry["key"] == key_id for entry in self.entries(only="key")):
            self.key(key_id=key_id, cryptosuite=cryptosuite, public=public, state="active", now=now)
        _KNOWN_KEYS.add(mark)

    def entries(self, only: str = "") -> Iterator[dict[str, Any]]:
        """In the order they were written, or those of one kind. A line that a crash cut off is left out."""
        with contextlib.suppress(FileNotFoundError), self.path.open(encoding="utf-8") as lines:
            for line in lines:
                if not line.startswith(f'{{"kind": "{only}'):
                    continue
                with contextlib.suppress(json.JSONDecodeError):
                    yield json.loads(line)

    def _revoked_so_far(self) -> frozenset[tuple[str, int]]:
        """Reads what was appended since the last look, by whomever; all of it when the file is another one by now."""
        seen = _SEEN.get(self.path, _Seen())
        try:
            with self.path.open("rb") as file:
                file.seek(seen.end - len(seen.line))
                if file.read(len(seen.line)) != seen.line:
                    seen = _Seen()
                    file.seek(0)
                _SEEN[self.path] = _read_on(file, seen)
        except FileNotFoundError:
            _SEEN.pop(self.path, None)
        return _SEEN.get(self.path, _Seen()).revoked

    def _append(self, kind: str, at: datetime, **facts: str | int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"kind": kind, "at": at.isoformat(), **facts}, ensure_ascii=False) + "\n"
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, _whole_line_before(handle) + line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)


def _read_on(file: IO[bytes], seen: _Seen) -> _Seen:
    """`seen` and the whole lines after it; half a line is read once it is whole."""
    end, line, revoked = seen.end, seen.line, set(seen.revoked)
    for found in file:
        if not found.endswith(b"\n"):
            break
        end, line = end + len(found), found
        if line.startswith((b'{"kind": "revoked"', b'{"kind": "restored"')):
            with contextlib.suppress(ValueError):
                entry = json.loads(line)
                place = (entry["list"], entry["index"])
                (revoked.add if entry["kind"] == "revoked" else revoked.discard)(place)
    return _Seen(end, line, frozenset(revoked))


def _whole_line_before(handle: int) -> bytes:
    """A newline when a crash cut off the line before, so that it spoils no more than itself."""
    size = os.fstat(handle).st_size
    return b"" if size == 0 or os.pread(handle, 1, size - 1) == b"\n" else b"\n"


def replay(log: StatusLog, session: Session, *, now: datetime) -> Replayed:
    """Tell the database what it forgot; see `courses.recognition.services.replay`. Twice changes nothing."""
    return apply_entries(session, entries=log.entries(), now=now)
