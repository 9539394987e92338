"""The badge in an SVG, read as a stream: no document type, no entities, nothing fetched, nothing rendered.

Source: Open Badges 3.0, "Open Badges Document Formats" > SVG.
"""

from typing import Any
from xml.parsers import expat

from credentials.errors import BakingError, InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_SVG_NODES

_BADGE = "https://purl.imsglobal.org/ob/v3p0 credential"
_LEGACY = "http://openbadges.org assertion"
_SVG = "http://www.w3.org/2000/svg svg"


def svg_badge(data: bytes) -> str:
    """The JSON or compact token in the one `openbadges:credential` element.

    NoCredentialError when there is none (or the file is no SVG); BakingError when it is malformed, has a
    document type or entities, or holds more than one badge.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError:
        if not reader.is_svg:
            raise NoCredentialError("reading.xml") from None
        raise BakingError("baking.svg_malformed") from None
    if not reader.is_svg:
        raise NoCredentialError("reading.xml")
    if reader.found is None:
        raise NoCredentialError("reading.open_badges_2" if reader.legacy else "reading.image_without_badge")
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.is_svg = False
        self.legacy = False
        self.found: str | None = None
        self._nodes = 0
        self._depth = 0
        self._inside = 0
        self._text: list[str] = []
        self._size = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _refuse(self, *_: Any) -> None:
        raise BakingError("baking.svg_doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        self._depth += 1
        if self._nodes == 1:
            self.is_svg = name in (_SVG, "svg")
        if self._nodes > MAX_SVG_NODES:
            raise InputTooLargeError("baking.svg_too_large")
        self.legacy = self.legacy or name == _LEGACY
        if self._inside:
            raise BakingError("baking.svg_malformed")
        if name == _BADGE:
            if self.found is not None:
                raise BakingError("baking.twice")
            self._inside = self._depth
            self.found = attributes.get("verify", "")

    def _end(self, _: str) -> None:
        if self._inside == self._depth:
            body = "".join(self._text).strip()
            if self.found and body:
                raise BakingError("baking.twice")
            self.found = self.found or body
            self._inside = 0
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._inside:
            self._size += len(text)
            if self._size > MAX_CREDENTIAL_BYTES:
                raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
            self._text.append(text)
