"""A package cannot lead the reader out of its folder, or feed it too much (A14)."""

import os
import threading
import time
from pathlib import Path

import pytest

from courses.catalogue.package import check_package
from courses.catalogue.package import folder as folder_module
from courses.catalogue.package import tree as tree_module
from courses.catalogue.package.folder import read_folder
from courses.catalogue.package.strict_yaml import MAX_NODES, load
from lms.markup import parse
from tests.packages import write_package


def faults_of(root: Path) -> dict[str, str]:
    package, faults = check_package(root, parse=parse)
    assert package is None
    return {fault.path: fault.sentence for fault in faults}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "geheim.txt").write_text("geheim")
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "geheim.md").write_text("geheim")
    return write_package(tmp_path / "pakket")


def test_a_link_to_a_file_is_not_followed(package: Path) -> None:
    (package / "files" / "werkblad.txt").unlink()
    (package / "files" / "werkblad.txt").symlink_to(package.parent / "geheim.txt")
    assert faults_of(package)["files/werkblad.txt"] == "Links are not followed; put the file itself here."


def test_a_link_to_a_folder_is_not_followed(package: Path) -> None:
    (package / "extra").symlink_to(package.parent / "elders")
    assert faults_of(package)["extra"] == "Links are not followed; put the file itself here."


def test_a_file_that_becomes_a_link_after_it_was_looked_at_is_not_read(package: Path) -> None:
    (package / "files" / "later.txt").symlink_to(package.parent / "geheim.txt")
    assert tree_module._read(str(package / "files" / "later.txt"), 100) is None


def test_without_that_care_the_secret_would_be_read(package: Path) -> None:
    """The twin that a careless reader would be."""
    link = package / "files" / "later.txt"
    link.symlink_to(package.parent / "geheim.txt")
    assert link.read_bytes() == b"geheim"


def test_a_pipe_does_not_hold_up_the_reader(package: Path) -> None:
    os.mkfifo(package / "files" / "pijp.txt")
    began = time.monotonic()
    assert faults_of(package)["files/pijp.txt"] == "This is not an ordinary file."
    assert time.monotonic() - began < 5


def test_a_file_that_becomes_a_pipe_after_it_was_looked_at_does_not_hold_up_the_reader(package: Path) -> None:
    pipe = package / "files" / "later.txt"
    os.mkfifo(pipe)
    answers: list[bytes | None] = []
    reader = threading.Thread(target=lambda: answers.append(tree_module._read(str(pipe), 100)), daemon=True)
    reader.start()
    reader.join(timeout=5)
    assert answers == [None]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("units/diep/x.md", "Folders within a folder are not read."),
        ("ander/x.md", "Files stand in units/, images/ or files/, beside module.yaml."),
        ("lees.txt", "Files stand in units/, images/ or files/, beside module.yaml."),
        ("files/Werkblad Nieuw.txt", "A file name has small letters, digits, hyphens and points only."),
        ("files/..txt", "A file name has small letters, digits, hyphens and points only."),
        ("images/plan.svg", "In images/ only these kinds of file may stand: png, jpg, webp."),
        ("files/pagina.html", "In files/ only these kinds of file may stand: pdf, txt, csv, ino, mp4, vtt."),
        ("files/over.txt", "No text or key of the package uses this file."),
    ],
)
def test_what_does_not_belong_is_refused(package: Path, path: str, sentence: str) -> None:
    (package / path).parent.mkdir(parents=True, exist_ok=True)
    (package / path).write_text("x")
    shown = path.rpartition("/")[0] if path.count("/") > 1 else path
    assert faults_of(package)[shown] == sentence


def test_bytes_must_be_what_the_name_says(package: Path) -> None:
    (package / "images" / "kring.png").write_bytes(b"<svg onload=alert(1)>")
    assert faults_of(package)["images/kring.png"] == "The bytes of this file are not those of a png file."


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        (b"goed\nniet \xff goed", 2, "This is not UTF-8 text."),
        (b"goed\n\ngat \x00 in", 3, "There is a control character in this text."),
    ],
)
def test_text_must_be_text(package: Path, data: bytes, line: int, sentence: str) -> None:
    (package / "units" / "03-opdracht.md").write_bytes(data)
    _none, faults = check_package(package, parse=parse)
    assert ("units/03-opdracht.md", line, sentence) in [(f.path, f.line, f.sentence) for f in faults]


def test_sizes_are_capped_while_reading(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "units" / "03-opdracht.md").write_text("a" * 300_000)
    assert faults_of(package)["units/03-opdracht.md"] == "This file is larger than 200 kB."
    monkeypatch.setattr(folder_module, "MAX_TOTAL", 1000)
    assert "The package is larger than 200 MB." in [fault.sentence for fault in read_folder(package).faults]


def test_the_number_of_files_is_capped(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MAX_ENTRIES", 5)
    assert "The package has more than 5 files." in [fault.sentence for fault in read_folder(package).faults]


def test_litter_of_file_managers_is_left_out(package: Path) -> None:
    (package / ".DS_Store").write_bytes(b"\x00")
    (package / "images" / "Thumbs.db").write_bytes(b"\x00")
    assert check_package(package, parse=parse)[0] is not None


@pytest.mark.parametrize("target", ["nergens", "geheim.txt"])
def test_no_folder_is_one_fault(package: Path, target: str) -> None:
    sentence = {"nergens": "There is no folder or ZIP file here."}.get(
        target, "The ZIP file is damaged, or no ZIP file at all."
    )
    assert faults_of(package.parent / target) == {".": sentence}


def test_no_manifest_is_a_fault(package: Path) -> None:
    (package / "module.yaml").unlink()
    assert faults_of(package)["module.yaml"] == "This file is missing; every package has it."


BOMBS = {
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n",
    "merge": "a: &a {x: 1}\nb: {<<: *a}\n",
    "deep": "a: " + "[" * 100_000,
    "deep mappings": "\n".join("  " * depth + "a:" for depth in range(300)),
    "many": "a: [" + "1," * (MAX_NODES + 10) + "]",
    "long number": "a: 1e999999999",
    "digits": "a: " + "9" * 5000,
    "nothing": "",
    "comment": "# niets\n",
    "not yaml": "\t@@\x07",
    "surrogate": "a: \ud800",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_yaml_bomb_ends_soon_as_a_fault(name: str) -> None:
    began = time.process_time()
    document = load(BOMBS[name], "module.yaml")
    assert document.faults
    assert time.process_time() - began < 3


def test_words_of_yaml_1_1_stay_words() -> None:
    """`no` is Norwegian and `1:30` a time; neither false nor ninety."""
    document = load("a: no\nb: 1:30\nc: 2026-09-01\nd: 010\ne: true\nf: ~\ng: 0x1f\n", "module.yaml")
    assert document.value == {
        "a": "no",
        "b": "1:30",
        "c": "2026-09-01",
        "d": 10,
        "e": True,
        "f": None,
        "g": "0x1f",
    }
