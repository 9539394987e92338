"""The one door to uploaded bytes: a folder by default, an S3-compatible store at scale.

Keys are made here and say nothing about the file. Not here: who may read what, types, names.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import IO, Any
from urllib.parse import urlsplit

import obstore
from obstore.store import LocalStore, MemoryStore, from_url

from lms.settings import Settings

CHUNK = 1024 * 1024


class StoredFileMissing(Exception):
    """The store does not have this key."""


class Pieces:
    """A stream that is read once, a piece at a time: `read` gives one of whatever length, and nothing at the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, _size: int = -1, /) -> bytes:
        return next((piece for piece in self._pieces if piece), b"")


class Storage:
    """Bytes by key. A key, once given out, always means the same bytes."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def put(self, data: bytes | IO[bytes]) -> str:
        """Keep `data` (streamed when it is a file) and answer with its new key."""
        name = secrets.token_hex(20)
        key = f"{name[:2]}/{name}"
        self.write(key, data)
        return key

    def write(self, key: str, data: bytes | IO[bytes]) -> None:
        """Put `data` at a key that was given out before: for `restore`."""
        obstore.put(self._store, key, data, chunk_size=CHUNK)

    def open(self, key: str) -> Iterator[bytes]:
        """The bytes in pieces of about 1 MB. Raises StoredFileMissing before the first piece."""
        try:
            found = obstore.get(self._store, key)
        except FileNotFoundError:
            raise StoredFileMissing(key) from None
        return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))

    def joined(self, keys: Iterable[str]) -> "Pieces":
        """What lies under several keys as one stream. Reading raises StoredFileMissing where one is gone."""
        return Pieces(piece for key in keys for piece in self.open(key))

    def read(self, key: str) -> bytes:
        """All bytes at once, for small files."""
        return b"".join(self.open(key))

    def delete(self, key: str) -> None:
        """Forget the bytes; a key that is gone already is fine."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def keys(self) -> Iterator[str]:
        """Every key, for `backup`."""
        for page in obstore.list(self._store):
            for item in page:
                yield item["path"]

    def check(self) -> None:
        """Raise when the store does not answer, for `/readyz`."""
        key = "readyz"
        obstore.put(self._store, key, b"ok")
        obstore.delete(self._store, key)


def open_storage(settings: Settings) -> Storage:
    """The store that STORAGE_URL names; empty is a folder, `memory:` forgets everything."""
    if not settings.storage_url:
        folder = settings.instance_dir.resolve() / "files"
        return Storage(LocalStore(folder, mkdir=True))
    if urlsplit(settings.storage_url).scheme == "memory":
        return Storage(MemoryStore())
    return Storage(from_url(settings.storage_url))
