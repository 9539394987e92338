"""From a folder to a package: the order in which it is read and checked.

Not here: any single check.
"""

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from courses.catalogue.package.build import Builder
from courses.catalogue.package.crosschecks import crosscheck
from courses.catalogue.package.faults import Fault, PackageRefused, Severity
from courses.catalogue.package.folder import MANIFEST, Folder, read_folder
from courses.catalogue.package.model import Package
from courses.catalogue.package.schema import check_schema
from courses.catalogue.package.strict_yaml import Document, Path, load
from courses.catalogue.package.texts import Parse, TextReport, check_text
from courses.catalogue.package.tree import Tree
from courses.errors import N_

#: Where Markdown stands in the manifest: the last key of its path, whatever is around it.
MARKDOWN_KEYS = frozenset(
    {
        "description",
        "pupils",
        "prior_knowledge",
        "materials",
        "follow_up",
        "labour_market",
        "prompt",
        "feedback",
        "right",
        "wrong",
        "substitute",
        "criteria",
    }
)


def read_package(root: FilePath | Tree, *, parse: Parse) -> Package:
    """The package in the folder or ZIP `root`; `parse` reads its Markdown (`lms.markup.parse`).

    Raises PackageRefused with every fault that was found.
    """
    package, faults = check_package(root, parse=parse)
    if package is None:
        raise PackageRefused(fault for fault in faults if fault.severity is Severity.FAULT)
    return package


def check_package(root: FilePath | Tree, *, parse: Parse) -> tuple[Package | None, tuple[Fault, ...]]:
    """The package, or None when it has a fault; with all faults and warnings in file and line order."""
    folder = read_folder(root)
    faults = list(folder.faults)
    document = None
    manifest = folder.files.get(MANIFEST)
    if manifest is not None:
        document = load(manifest.text, MANIFEST)
        faults += document.faults
        if document.value is not None and not document.faults:
            schema_faults = check_schema(document)
            faults += schema_faults
            if not schema_faults:
                faults += crosscheck(document)
                faults += _check_files(document, folder, parse)
    faults.sort(key=lambda fault: (fault.path, fault.line, fault.sentence))
    if document is None or any(fault.severity is Severity.FAULT for fault in faults):
        return None, tuple(faults)
    return Builder(document.value, folder.files).package(faults), tuple(faults)


def _check_files(document: Document, folder: Folder, parse: Parse) -> list[Fault]:
    """Texts, and that every file is used and every used file exists."""
    faults: list[Fault] = []
    used: dict[str, Path] = {}
    known = frozenset(path for path in folder.files if path.startswith(("images/", "files/")))
    refused = {fault.path for fault in folder.faults}
    for path, name in _named_files(document.value, ()):
        used.setdefault(name, path)
    for name, path in used.items():
        if name not in folder.files and name not in refused:
            line = document.line(path)
            faults.append(Fault(MANIFEST, line, N_("The file %(target)s does not exist."), {"target": name}))
    references = set(used)
    for report in _texts(document, folder, parse, known):
        faults += report.faults
        references |= report.references
    for name in folder.files:
        if name != MANIFEST and name not in references:
            faults.append(Fault(name, 1, N_("No text or key of the package uses this file.")))
    return faults


def _named_files(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every path of a file that a key of the manifest names."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _named_files(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _named_files(part, (*path, at))
    elif isinstance(value, str) and _names_file(path, value):
        yield path, value


def _names_file(path: Path, value: str) -> bool:
    """Keys decide, not the look of a text: `prompt: units/01.md` is a strange question, no file."""
    keys = [part for part in path if isinstance(part, str)]
    inside = keys[1:2] or [""]
    if keys[:1] == ["badges"]:
        return "renewal" in keys and keys[-1] == "image"
    if keys[:1] != ["units"]:
        return False
    if inside[0] == "text" or "transcript" in keys or "captions" in keys:
        return True
    if keys[-1] in ("poster", "image"):
        return True
    return keys[-2:] == ["video", "id"] and value.startswith("files/")


def _texts(document: Document, folder: Folder, parse: Parse, known: frozenset[str]) -> Iterator[TextReport]:
    for name, file in folder.files.items():
        if name.startswith("units/"):
            yield check_text(parse, file.text, path=name, first_line=1, exact=True, known=known)
    for path, text in _markdown(document.value, (), False):
        line = document.line(path)
        yield check_text(parse, text, path=MANIFEST, first_line=line, exact=False, known=known)


def _markdown(value: Any, path: Path, wanted: bool) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            advice = key == "text" and ("advice" in path or path[-1:] == ("renewal",))
            inside = wanted and not isinstance(part, dict | list)
            yield from _markdown(part, (*path, key), key in MARKDOWN_KEYS or advice or inside)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _markdown(part, (*path, at), False)
    elif wanted and isinstance(value, str):
        yield path, value
