"""`leerspoor content` as an author and a program meet it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from courses.catalogue.models import ModuleVersion
from courses.frameworks.models import Framework
from lms.cli.content import content
from lms.db import Database
from lms.settings import Settings
from tests.courses.catalogue.zips import link, package_files, zip_of
from tests.factories import make_issuer, make_organisation
from tests.packages import MANIFEST, line_of, replaced, write_package

Run = Callable[..., Result]


@dataclass(frozen=True)
class Desk:
    """An installation with one provider, and the command to run on it."""

    run: Run
    database: Database
    folder: Path

    def versions(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(ModuleVersion)) or 0


@pytest.fixture
def desk(settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("INSTANCE_DIR", str(settings.instance_dir))
    with database.transaction() as session:
        provider = make_organisation(session, "kempen")
        make_issuer(session, provider, "kempen")

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(content, [str(argument) for argument in arguments])

    return Desk(run, database, tmp_path)


def test_a_good_package_may_come_in(desk: Desk) -> None:
    result = desk.run("check", write_package(desk.folder / "p"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "kleine-module 1.0, 6 units. It may come in." in " ".join(result.stderr.split())


def test_each_fault_is_one_line(desk: Desk) -> None:
    manifest = replaced("theme: vak\n", "theme: blauw\n", replaced("weeks: 3", "weeks: drie"))
    folder = write_package(desk.folder / "p", manifest)
    result = desk.run("check", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{folder}/module.yaml:10: 'theme' must be one of: vak, toets, denk, coach, stapel.",
        f"{folder}/module.yaml:{line_of('weeks: drie', manifest)}: 'weeks' must be a whole number.",
    ]
    assert "2 faults, refused whole." in " ".join(result.stderr.split())


def test_faults_speak_the_language_of_the_author(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_package(desk.folder / "p", replaced("weeks: 3", "weeks: drie"))
    dutch = "'weeks' moet een geheel getal zijn."
    assert dutch in desk.run("check", "--language", "nl", folder).stdout
    monkeypatch.setenv("LC_ALL", "nl_BE.UTF-8")
    assert dutch in desk.run("check", folder).stdout
    assert "must be a whole number" in desk.run("check", "--language", "en", folder).stdout


def test_a_program_reads_json(desk: Desk) -> None:
    good = write_package(desk.folder / "goed")
    bad = write_package(desk.folder / "slecht", replaced("theme: vak\n", "theme: blauw\n"))
    result = desk.run("check", "--json", good, bad)
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["packages"]
    assert (first["accepted"], first["slug"], first["faults"]) == (True, "kleine-module", [])
    assert second["accepted"] is False
    assert second["faults"] == [
        {
            "path": "module.yaml",
            "line": 10,
            "severity": "fault",
            "sentence": "'theme' must be one of: vak, toets, denk, coach, stapel.",
        }
    ]


def test_a_file_name_cannot_play_tricks_on_the_screen(desk: Desk) -> None:
    folder = write_package(desk.folder / "p")
    (folder / "files" / "x\x1b[2J\nmodule.yaml:1: alles is goed.txt").write_text("x")
    result = desk.run("check", folder)
    assert "\x1b" not in result.stdout
    assert len(result.stdout.splitlines()) == 1


def test_import_says_what_it_did(desk: Desk) -> None:
    folder = write_package(desk.folder / "p")
    first = desk.run("import", folder)
    assert first.exit_code == 0, first.stderr
    assert "kleine-module: version 1 is new." in first.stderr
    assert "goal vl-et-2g-2021 4.4 is no longer in force" in first.stderr
    again = desk.run("import", folder)
    assert "nothing changed, this is version 1." in again.stderr
    write_package(folder, units_03_opdracht="Geef twee lessen.\n")
    assert "version 2 is new, not shown yet." in desk.run("import", folder, "--draft").stderr
    assert desk.versions() == 2


def test_a_package_travels_as_a_zip(desk: Desk) -> None:
    """The folder and its ZIP are the same version."""
    folder = write_package(desk.folder / "p")
    zipped = Path(shutil.make_archive(str(desk.folder / "pakket"), "zip", folder))
    assert desk.run("check", zipped).exit_code == 0
    assert "kleine-module: version 1 is new." in desk.run("import", zipped).stderr
    assert "nothing changed, this is version 1." in desk.run("import", folder).stderr


def test_export_and_import_again(desk: Desk) -> None:
    """To a folder and to a ZIP; the second time the same bytes, and nothing is overwritten."""
    folder = write_package(desk.folder / "p")
    desk.run("import", folder)
    targets = [desk.folder / name for name in ("map", "een.zip", "twee.zip")]
    for target in targets:
        assert desk.run("export", "kleine-module", target).exit_code == 0
        assert "nothing changed, this is version 1." in desk.run("import", target).stderr
    assert (targets[0] / "module.yaml").read_bytes() == (folder / "module.yaml").read_bytes()
    assert targets[1].read_bytes() == targets[2].read_bytes()
    for target in targets[:2]:
        refused = desk.run("export", "kleine-module", target)
        assert (refused.exit_code, "nothing is overwritten" in refused.stderr) == (1, True)
    for arguments in (("nergens",), ("kleine-module", "--number", "2"), ("kleine-module", "--track")):
        missing = desk.run("export", *arguments, desk.folder / "weg.zip")
        assert (missing.exit_code, "There is no module, track or version" in missing.stderr) == (1, True)
    assert not (desk.folder / "weg.zip").exists()


@pytest.mark.parametrize("command", ["check", "import"])
def test_a_zip_with_a_trick_is_one_line(desk: Desk, command: str) -> None:
    """And nothing comes in, not of the good package beside it either."""
    zipped = desk.folder / "pakket.zip"
    zipped.write_bytes(zip_of([*package_files().items(), (link("files/meer.txt"), b"/etc/passwd")]))
    result = desk.run(command, write_package(desk.folder / "goed"), zipped)
    line = f"{zipped}/files/meer.txt:1: Links are not followed; put the file itself here."
    assert (result.exit_code, result.stdout.splitlines()) == (1, [line])
    assert desk.versions() == 0


def test_import_answers_a_program(desk: Desk) -> None:
    folder = write_package(desk.folder / "p")
    (imported,) = json.loads(desk.run("import", "--json", folder).stdout)["imported"]
    assert (imported["slug"], imported["number"], imported["created"], imported["published"]) == (
        "kleine-module",
        1,
        True,
        True,
    )


def test_all_packages_or_none(desk: Desk) -> None:
    good = write_package(desk.folder / "goed")
    bad = write_package(desk.folder / "slecht", replaced("theme: vak\n", "theme: blauw\n"))
    assert desk.run("import", good, bad).exit_code == 1
    assert desk.versions() == 0


def test_nothing_is_kept_when_the_second_package_cannot_come_in(desk: Desk) -> None:
    first = write_package(desk.folder / "een")
    with desk.database.transaction() as session:
        make_issuer(session, make_organisation(session, "ander"), "ander")
    assert desk.run("import", "--provider", "ander", first).exit_code == 0
    second = write_package(
        desk.folder / "twee",
        replaced("slug: kleine-badge", "slug: b", replaced("slug: kleine-module", "slug: tweede")),
    )
    write_package(first, units_03_opdracht="Anders.\n")
    refused = desk.run("import", "--provider", "kempen", second, first)
    assert refused.exit_code == 1
    assert desk.versions() == 1


def test_the_provider_is_asked_when_there_are_two(desk: Desk) -> None:
    with desk.database.transaction() as session:
        make_issuer(session, make_organisation(session, "ander"), "ander")
    folder = write_package(desk.folder / "p")
    result = desk.run("import", folder)
    assert result.exit_code == 1
    assert desk.run("import", "--provider", "kempen", folder).exit_code == 0
    assert desk.versions() == 1


def test_a_framework_comes_from_csv(desk: Desk) -> None:
    """S10"""
    file = desk.folder / "doelen.csv"
    file.write_text("code,name_nl,valid_from\n1,Meten,2026-09-01\n", encoding="utf-8-sig")
    assert desk.run("framework", file).exit_code == 2
    arguments = ("framework", file, "--code", "eigen", "--version", "1", "--name", "Eigen doelen")
    assert "Loaded eigen 1 with 1 goals." in desk.run(*arguments).stderr
    assert "was loaded already; nothing changed." in desk.run(*arguments).stderr
    with desk.database.reading() as session:
        assert session.scalars(select(Framework)).one().name == {"nl": "Eigen doelen"}


def test_the_manifest_lines_are_where_the_test_thinks() -> None:
    assert MANIFEST.splitlines()[9] == "theme: vak"
