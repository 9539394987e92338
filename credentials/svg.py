"""The badge in an SVG, in and out as text around the drawing: no document type, no entities, nothing fetched,
nothing rendered.

Source: Open Badges 3.0, "Open Badges Document Formats" > SVG.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.parsers import expat

from credentials.errors import BakingError, InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_SVG_ATTRIBUTES, MAX_SVG_NODES
from credentials.older import older_image

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_PREFIX = "openbadges"
_BADGE = f"{NAMESPACE} credential"
_LEGACY = "http://openbadges.org assertion"
_SVG = "http://www.w3.org/2000/svg svg"
_MAX_NAMESPACE = 1_000
_MARK = b"\xef\xbb\xbf"
_START_TAG = re.compile(rb"<([^\s/>]+)(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>")
_DECLARATION = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_ENCODINGS = {"utf-8": "", "us-ascii": "ascii", "iso-8859-1": "latin-1", "windows-1252": "cp1252"}
"""What XML calls an encoding, and Python; empty needs no change. UTF-16 is known by its first bytes."""


class Element(NamedTuple):
    """A badge element by its place in the bytes, and the JSON or token in it."""

    start: int
    end: int
    text: str


def svg_badges(data: bytes) -> list[Element]:
    """Every `openbadges:credential` element of an SVG in document order.

    NoCredentialError when there is none or the file is no SVG; BakingError when it is malformed, has a document type
    or entities.
    """
    reader = _read(_as_utf8(data))
    if not reader.found:
        legacy = reader.legacy
        raise NoCredentialError("reading.image_without_badge" if legacy is None else older_image(legacy))
    return reader.found


def with_badge(svg: bytes, text: str, *, token: bool) -> bytes:
    """`svg`, as UTF-8, with `text` as the first child of its root, in place of the badges that were there.

    The rest of the drawing stays byte for byte. BakingError as above, and for what is no SVG.
    """
    try:
        source = _as_utf8(svg)
        reader = _read(source)
    except NoCredentialError:
        raise BakingError("baking.not_svg") from None
    for element in reversed(reader.found):
        source = source[: element.start] + source[element.end :]
    tag = _START_TAG.match(source, reader.root)
    if tag is None:
        raise BakingError("baking.svg_malformed")
    declared, name = reader.prefixes.get(_PREFIX), tag[1]
    spaced = b' xmlns:%s="%s"' % (_PREFIX.encode(), NAMESPACE.encode())
    head = tag[0] if declared is not None else b"<" + name + spaced + tag[0][1 + len(name) :]
    here = b"" if declared in (None, NAMESPACE) else spaced
    badge = _element(text, here, token)
    before, after = source[: reader.root], source[tag.end() :]
    if head.endswith(b"/>"):
        return before + head[:-2] + b">" + badge + b"</" + name + b">" + after
    return before + head + badge + after


def _element(text: str, here: bytes, token: bool) -> bytes:
    """The element itself. In JSON, the end of a CDATA section is split over two of them, a carriage return is written
    by number (XML would read it as another), and the two characters that XML lacks take JSON's own escape."""
    if token:
        return b'<openbadges:credential%s verify="%s"/>' % (here, text.encode("ascii"))
    safe = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    safe = safe.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    return b"<openbadges:credential%s><![CDATA[%s]]></openbadges:credential>" % (here, safe.encode("utf-8"))


def _as_utf8(data: bytes) -> bytes:
    """The file in UTF-8 without a byte order mark; NoCredentialError for an encoding that not every reader knows."""
    if data[:4] in (b"<\0?\0", b"<\0s\0") or data[:2] == b"\xff\xfe":
        codec = "utf-16-le"
    elif data[:4] in (b"\0<\0?", b"\0<\0s") or data[:2] == b"\xfe\xff":
        codec = "utf-16-be"
    else:
        declared = _DECLARATION.match(data)
        name = declared[1].decode("ascii").lower() if declared else "utf-8"
        if name not in _ENCODINGS:
            raise NoCredentialError("reading.xml_encoding")
        codec = _ENCODINGS[name]
    if codec:
        try:
            data = data.decode(codec).encode("utf-8")
        except UnicodeError:
            raise BakingError("baking.svg_malformed") from None
    data = data.removeprefix(_MARK)
    if data.startswith(_MARK):
        raise BakingError("baking.svg_malformed")
    declared = _DECLARATION.match(data) if codec else None
    return data[: declared.start(1)] + b"UTF-8" + data[declared.end(1) :] if declared else data


def _read(data: bytes) -> "_Reader":
    if data.count(b"=") > MAX_SVG_ATTRIBUTES:
        raise InputTooLargeError("baking.svg_too_large")
    reader = _Reader(data)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError:
        if not reader.is_svg:
            raise NoCredentialError("reading.xml") from None
        raise BakingError("baking.svg_malformed") from None
    if not reader.is_svg:
        raise NoCredentialError("reading.xml")
    return reader


class _Reader:
    """What one pass over the file finds; text is only listened to inside a badge."""

    def __init__(self, data: bytes) -> None:
        self.is_svg = False
        self.legacy: str | None = None
        self._in_legacy = 0
        self.root = 0
        self.prefixes: dict[str, str] = {}
        self.found: list[Element] = []
        self._data = data
        self._nodes = 0
        self._depth = 0
        self._inside = 0
        self._start = 0
        self._verify = ""
        self._text: list[str] = []
        self._size = 0
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartNamespaceDeclHandler = self._on_namespace
        self.parser.StartElementHandler = self._on_start
        self.parser.EndElementHandler = self._on_end

    def _refuse(self, *_: Any) -> None:
        raise BakingError("baking.svg_doctype")

    def _on_namespace(self, prefix: str | None, uri: str | None) -> None:
        """Every element repeats its namespace to us, so a long one would cost its length times the elements."""
        if len(uri or "") > _MAX_NAMESPACE:
            raise InputTooLargeError("baking.svg_too_large")
        if self._nodes == 0 and prefix is not None:
            self.prefixes[prefix] = uri or ""

    def _on_start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._nodes += 1
        self._depth += 1
        if self._nodes == 1:
            self.is_svg = name in (_SVG, "svg")
            self.root = self.parser.CurrentByteIndex
        if self._nodes > MAX_SVG_NODES:
            raise InputTooLargeError("baking.svg_too_large")
        if name == _LEGACY and self.legacy is None:
            self._listen_to_legacy(attributes.get("verify", ""))
        if self._inside:
            raise BakingError("baking.svg_malformed")
        if name == _BADGE:
            self._inside = self._depth
            self._start = self.parser.CurrentByteIndex
            self._verify = attributes.get("verify", "")
            self._text = []
            self.parser.CharacterDataHandler = self._on_text

    def _listen_to_legacy(self, verify: str) -> None:
        """What Open Badges 1 and 2 keep in an SVG is read only to name it: an address or token, or JSON as text."""
        self.legacy, self._in_legacy, self._text = verify, self._depth, []
        self.parser.CharacterDataHandler = None if verify else self._on_text

    def _on_end(self, _: str) -> None:
        if self._in_legacy == self._depth:
            self.legacy, self._in_legacy, self._size = self.legacy or "".join(self._text), 0, 0
            self.parser.CharacterDataHandler = None
        if self._inside == self._depth:
            body = "".join(self._text).strip()
            if self._verify and body:
                raise BakingError("baking.twice")
            self.found.append(Element(self._start, self._end(), self._verify or body))
            self._inside = 0
            self.parser.CharacterDataHandler = None
        self._depth -= 1

    def _end(self) -> int:
        """Where the element ends: at an end tag we are told where that begins."""
        tag = _START_TAG.match(self._data, self._start)
        if tag is not None and tag[0].endswith(b"/>"):
            return tag.end()
        return self._data.index(b">", self.parser.CurrentByteIndex) + 1

    def _on_text(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_CREDENTIAL_BYTES:
            raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
        self._text.append(text)
