"""A package comes as a ZIP as well as a folder, and a ZIP with a trick in it is refused whole (A14).

Beside every refusal stands a careless twin, which shows what the trick does where nobody looks.
"""

import io
import random
import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest

from courses.catalogue.package import Package, check_package, read_package, tree_at
from courses.catalogue.package import tree as tree_module
from courses.catalogue.package.track import check_track, is_track
from credentials.archive import Bounds
from lms.markup import parse
from tests.courses.catalogue.zips import (
    careless_read,
    careless_unpack,
    first_wins,
    link,
    locked,
    overlapping,
    package_files,
    renamed,
    special,
    zip_of,
)
from tests.packages import write_package

FILES = package_files()
WORK = "files/werkblad.txt"
MB = 1_000_000


def _at(place: Path, data: bytes) -> Path:
    path = place / "pakket.zip"
    path.write_bytes(data)
    return path


def _without(*names: str) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    return [(name, data) for name, data in FILES.items() if name not in names]


def _only_fault(place: Path, data: bytes) -> tuple[str, str]:
    """One sentence, and nothing comes in."""
    package, faults = check_package(_at(place, data), parse=parse)
    assert package is None
    ((path, sentence),) = [(fault.path, fault.sentence) for fault in faults]
    assert "\n" not in sentence
    return path, sentence


@pytest.mark.parametrize("top", ["", "pakket/", "Ons pakket (1)/"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_is_the_same_package_as_the_folder(tmp_path: Path, top: str, method: int) -> None:
    """With or without the folder that most programs put around it, and what macOS puts beside it."""
    added = [("__MACOSX/._module.yaml", b"x")] if top else []
    zipped = _at(tmp_path, zip_of([*_without(), (".DS_Store", b"x"), ("units/", b""), *added], method, top))
    assert read_package(zipped, parse=parse) == _folder_package(tmp_path)


def _folder_package(place: Path) -> Package:
    return read_package(write_package(place / "map"), parse=parse)


def test_a_track_comes_as_a_zip(tmp_path: Path) -> None:
    folder = Path("courses/content/digicoach")
    zipped = _at(tmp_path, zip_of([("digicoach/track.yaml", (folder / "track.yaml").read_bytes())]))
    assert is_track(zipped)
    assert check_track(zipped, parse=parse) == check_track(folder, parse=parse)
    assert not is_track(_at(tmp_path, zip_of(_without())))


def test_ordinary_faults_are_told_as_those_of_a_folder(tmp_path: Path) -> None:
    over = [("files/over.txt", b"x"), ("Lees mij.txt", b"x"), ("units/diep/x.md", b"x")]
    folder = write_package(tmp_path / "map")
    for path, data in over:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    _none, faults = check_package(_at(tmp_path, zip_of([*_without(), *over])), parse=parse)
    _none, same = check_package(folder, parse=parse)
    assert {fault.sentence for fault in faults} == {fault.sentence for fault in same}
    assert len(faults) == 3


@pytest.mark.parametrize(
    "name", ["../buiten.txt", "units/../../buiten.txt", "/buiten.txt", "C:/buiten.txt", "..\\buiten.txt", ".."]
)
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    assert _only_fault(tmp_path, zip_of([*_without(), (name, b"x")])) == (name, "This name leads outside the package.")


def test_a_careless_reader_writes_outside(tmp_path: Path) -> None:
    root = tmp_path / "hier" / "pakket"
    careless_unpack(zip_of([("../../buiten.txt", b"x"), (f"{tmp_path}/ook.txt", b"x")]), root)
    assert (tmp_path / "buiten.txt").exists()
    assert (tmp_path / "ook.txt").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    made = zip_of([*_without(WORK), (link(WORK), b"../../geheim.txt")])
    assert _only_fault(tmp_path, made) == (WORK, "Links are not followed; put the file itself here.")
    device = zip_of([*_without(WORK), (special(WORK, stat.S_IFCHR), b"")])
    assert _only_fault(tmp_path, device) == (WORK, "This is not an ordinary file.")


def test_a_careless_reader_follows_the_link(tmp_path: Path) -> None:
    """What it points at would be published as a handout."""
    (tmp_path / "geheim.txt").write_text("geheim")
    root = tmp_path / "pakket"
    careless_unpack(zip_of([*_without(WORK), (link(WORK), b"../../geheim.txt")]), root)
    package = read_package(_careless_folder(root), parse=parse)
    assert b"geheim" in [material.data for material in package.materials]


def _careless_folder(root: Path) -> Path:
    """The folder with what its links point at in their place, as copying without a thought does."""
    for path in root.rglob("*"):
        if path.is_symlink():
            data = path.read_bytes()
            path.unlink()
            path.write_bytes(data)
    return root


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (WORK, WORK),
        (WORK, "files/Werkblad.txt"),
        ("files/caf\u00e9.txt", unicodedata.normalize("NFD", "files/caf\u00e9.txt")),
        ("files/\ufb01lm.txt", "files/film.txt"),
    ],
)
def test_a_name_that_counts_twice_is_refused(tmp_path: Path, first: str, second: str) -> None:
    made = zip_of([*_without(first), (first, b"goed"), (second, b"slecht")])
    sentence = f"The ZIP file has this name twice: {first} counts as the same name."
    assert _only_fault(tmp_path, made) == (second, sentence)


def test_careless_readers_do_not_read_the_same_of_a_name_that_stands_there_twice() -> None:
    """One looks at the good file, the other takes the bad one in."""
    made = zip_of([(WORK, b"goed"), (WORK, b"slecht")])
    assert (first_wins(made)[WORK], careless_read(made)[WORK]) == (b"goed", b"slecht")


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    sentence = "This file in the ZIP is locked with a password."
    assert _only_fault(tmp_path, locked(zip_of([("module.yaml", b"slug: x")]))) == ("module.yaml", sentence)


def test_a_careless_reader_ends_in_the_middle_at_a_locked_file() -> None:
    with pytest.raises(RuntimeError, match="password required"):
        careless_read(locked(zip_of([("module.yaml", b"slug: x")])))


def test_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    inner = zip_of([("units/a.md", b"a" * MB)])
    made = zip_of([*_without(), ("files/meer.txt", inner)])
    sentence = "This is a ZIP file inside a ZIP file. Unpack it and check what is in it."
    assert _only_fault(tmp_path, made) == ("files/meer.txt", sentence)


def test_a_careless_reader_unpacks_zips_in_zips_without_end() -> None:
    """Four layers of eight: 4,096 MB out of a file of some kB; two of them are enough to see it grow."""
    data = b"a" * MB
    for _layer in range(2):
        data = zip_of([(f"{number}.zip", data) for number in range(8)])
    grown = sum(map(len, careless_read(data).values()))
    assert grown > 400 * len(data)


def test_a_file_that_grows_too_much_is_refused(tmp_path: Path) -> None:
    made = zip_of([*_without(), ("units/groot.md", b"a" * 50 * MB)])
    path, sentence = _only_fault(tmp_path, made)
    assert path == "units/groot.md"
    assert sentence == "This file in the ZIP grows more than 100 times when it is unpacked, so it was left alone."
    assert len(careless_read(made)["units/groot.md"]) == 50 * MB > 900 * len(made)


def test_all_files_together_may_not_be_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them alone is small, and none grows much."""
    monkeypatch.setattr(tree_module, "_BOUNDS", Bounds(total=3 * MB))
    noise = random.Random(1).randbytes(MB)
    made = zip_of([(f"files/{number}.txt", noise) for number in range(9)])
    assert _only_fault(tmp_path, made) == (".", "The package is larger than 200 MB.")
    assert sum(map(len, careless_read(made).values())) == 9 * MB


def test_one_packed_file_under_many_names_is_refused(tmp_path: Path) -> None:
    """Such a ZIP of 11 kB would become 90 MB: the second name that points at the same bytes is the end of it."""
    made = overlapping(100, 900_000)
    path, sentence = _only_fault(tmp_path, made)
    assert (path, len(made) < 12_000) == ("units/a.md", True)
    assert sentence == "The ZIP file has this name twice: units/a.md counts as the same name."
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert sum(info.file_size for info in archive.infolist()) == 90 * MB


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    made = zip_of((f"units/{number}.md", b"") for number in range(2_001))
    assert _only_fault(tmp_path, made) == (".", "The package has more than 2000 files.")
    assert len(careless_read(made)) == 2_001


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("files/x\x1b[2J.txt", "files/x\x1b[2J.txt"),
        ("files/x\nmodule.yaml:1: goed.txt", "files/x\nmodule.yaml:1: goed.txt"),
        ("files\\x.txt", "files\\x.txt"),
        ("files//x.txt", "files//x.txt"),
        ("files/./x.txt", "files/./x.txt"),
        ("files/x.txt ", "files/x.txt "),
        ("files /x.txt", "files /x.txt"),
        ("files/\u202etxt.exe", "files/\u202etxt.exe"),
    ],
)
def test_a_name_with_odd_signs_is_refused(tmp_path: Path, name: str, shown: str) -> None:
    sentence = "This name has signs that a file name should not have."
    assert _only_fault(tmp_path, zip_of([*_without(), (name, b"x")])) == (shown, sentence)


def test_a_name_that_ends_early_is_refused(tmp_path: Path) -> None:
    """Behind the NUL stands what other programs call the file; a careless reader sees a harmless name."""
    made = renamed(zip_of([("files/x.txt.exe", b"x")]), b"files/x.txt.exe", b"files/x.txt\0exe")
    assert _only_fault(tmp_path, made)[0] == "files/x.txt\0exe"
    assert list(careless_read(made)) == ["files/x.txt"]


@pytest.mark.parametrize(
    "data", [b"", b"geen zip", zip_of([("module.yaml", b"x")])[:-30]], ids=["nothing", "a sentence", "cut off"]
)
def test_what_is_no_zip_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    assert _only_fault(tmp_path, data) == (".", "The ZIP file is damaged, or no ZIP file at all.")


def test_nothing_of_a_zip_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped = _at(tmp_path, zip_of(_without()))
    monkeypatch.setattr(Path, "write_bytes", None)
    before = sorted(tmp_path.rglob("*"))
    assert [entry.path for entry in tree_at(zipped).entries()] == sorted(FILES)
    assert sorted(tmp_path.rglob("*")) == before
