"""Reading a track: a folder with `track.yaml` and nothing else becomes a checked value, or a list of faults.

Not here: whether the modules and badges that it names are there (`courses.flows.import_track`).
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from courses.base import Translations
from courses.catalogue.package.build import Builder, content_hash
from courses.catalogue.package.crosschecks import crosscheck_track
from courses.catalogue.package.faults import Fault, PackageRefused, Severity
from courses.catalogue.package.folder import read_manifest_only
from courses.catalogue.package.model import PackageBadge
from courses.catalogue.package.schema import check_schema
from courses.catalogue.package.strict_yaml import Document, load
from courses.catalogue.package.texts import Parse, check_text
from courses.catalogue.package.tree import Tree, tree_at

TRACK = "track.yaml"


@dataclass(frozen=True)
class PackagePart:
    module: str
    period: Translations | None
    note: Translations | None


@dataclass(frozen=True)
class TrackPackage:
    """One version of a track, without faults."""

    slug: str
    label: str
    language: str
    title: Translations
    summary: Translations
    description: Translations
    theme: str
    ordered: bool
    hours: Decimal
    contact_name: str
    contact_email: str
    parts: tuple[PackagePart, ...]
    badge: PackageBadge | None
    sources: dict[str, Any]
    """The manifest as it is written, by path."""
    content_sha256: str


def is_track(root: Path | Tree) -> bool:
    """Whether this folder or ZIP says that it is a track."""
    return tree_at(root).has(TRACK)


def read_track(root: Path | Tree, *, parse: Parse) -> TrackPackage:
    """The track in the folder or ZIP `root`. Raises PackageRefused with every fault that was found."""
    package, faults = check_track(root, parse=parse)
    if package is None:
        raise PackageRefused(fault for fault in faults if fault.severity is Severity.FAULT)
    return package


def check_track(root: Path | Tree, *, parse: Parse) -> tuple[TrackPackage | None, tuple[Fault, ...]]:
    """The track, or None when it has a fault; with all faults and warnings in the order of lines."""
    folder = read_manifest_only(root, TRACK)
    faults = list(folder.faults)
    document = Document(None)
    if TRACK in folder.files:
        document = load(folder.files[TRACK].text, TRACK)
        faults += document.faults
        if document.value is not None and not document.faults:
            faults += check_schema(document, TRACK) or [*crosscheck_track(document, TRACK), *_texts(document, parse)]
    faults.sort(key=lambda fault: (fault.path, fault.line, fault.sentence))
    if document.value is None or any(fault.severity is Severity.FAULT for fault in faults):
        return None, tuple(faults)
    return _build(document.value, folder.files[TRACK].text), tuple(faults)


def _texts(document: Document, parse: Parse) -> list[Fault]:
    """Markdown stands in the description and in what the badge asks."""
    found: list[Fault] = []
    places = [("description",), *([("badge", "criteria")] if "badge" in document.value else [])]
    for place in places:
        value: Any = document.value
        for key in place:
            value = value[key]
        for text in [value] if isinstance(value, str) else value.values():
            line = document.line(place)
            found += check_text(parse, text, path=TRACK, first_line=line, exact=False, known=frozenset()).faults
    return found


def _build(raw: dict[str, Any], text: str) -> TrackPackage:
    builder = Builder(raw, {})
    return TrackPackage(
        slug=raw["slug"],
        label=raw["version"],
        language=raw["language"],
        title=builder.text(raw["title"]),
        summary=builder.text(raw["summary"]),
        description=builder.text(raw["description"]),
        theme=raw["theme"],
        ordered=raw.get("ordered", False),
        hours=Decimal(str(raw["hours"])),
        contact_name=raw["contact"]["name"],
        contact_email=raw["contact"]["email"],
        parts=tuple(
            PackagePart(part["module"], builder.maybe(part.get("period")), builder.maybe(part.get("note")))
            for part in raw["parts"]
        ),
        badge=builder.badge(raw["badge"]) if "badge" in raw else None,
        sources={TRACK: text},
        content_sha256=content_hash(raw, {}),
    )
