"""`leerspoor verify` on folders, ZIP files, PDFs and standard input, strictly or not, and with explanations."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from credentials.baking import bake_png, bake_svg
from lms.cli.verify import verify_command
from tests.credentials import badges, tokens
from tests.credentials.carriers import JSON, SVG, cdata, pdf, pdf_object, picture, svg, zipped
from tests.shared import ROOT

NOW = "2026-11-22T09:30:00Z"
CHANGED = JSON.replace(b"Arduino", b"Arduina", 1)


@pytest.fixture
def resolver(tmp_path: Path) -> Path:
    """Outside the folder that is checked."""
    path = tmp_path / "resolver.json"
    path.write_text(json.dumps(badges.plain(tokens.world().documents)))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "klas"
    path.mkdir()
    return path


def _run(resolver: Path, *arguments: str | Path, data: bytes | None = None) -> Result:
    options = ["--resolver", str(resolver), "--now", NOW]
    return CliRunner().invoke(verify_command, [*options, *map(str, arguments)], input=data)


def _lines(resolver: Path, *arguments: str | Path, data: bytes | None = None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _run(resolver, "--json", *arguments, data=data).stdout.splitlines()]


FILES = {
    "a.json": JSON,
    "b.png": bake_png(picture(), JSON),
    "c.svg": bake_svg(SVG, JSON),
    "d.pdf": pdf(pdf_object(1, JSON)),
    "e.jwt": tokens.forge(tokens.payload(), tokens.signer()).encode(),
}


def test_a_zip_of_every_kind(folder: Path, resolver: Path) -> None:
    path = folder / "klas.zip"
    path.write_bytes(zipped(*FILES.items()))
    told = _lines(resolver, path)
    assert [(line["path"], line["member"], line["verdict"]) for line in told] == [
        (str(path), name, "VALID") for name in FILES
    ]
    assert _run(resolver, path).exit_code == 0
    path.write_bytes(zipped(*FILES.items(), ("f.json", CHANGED)))
    assert _run(resolver, path).exit_code == 1


def test_a_zip_with_what_cannot_be_read(folder: Path, resolver: Path) -> None:
    path = folder / "klas.zip"
    path.write_bytes(zipped(("a.json", JSON), ("b.zip", zipped(("c.json", JSON))), ("d.json", CHANGED)))
    told = _lines(resolver, path)
    assert [line["verdict"] for line in told] == ["VALID", "NO_CREDENTIAL", "INVALID"]
    assert told[1]["checks"][0]["code"] == "reading.zip_nested"
    assert _run(resolver, path).exit_code == 2
    path.write_bytes(b"PK\x03\x04 and no more")
    assert [(line["verdict"], line["checks"][0]["code"]) for line in _lines(resolver, path)] == [
        ("NO_CREDENTIAL", "reading.zip_damaged")
    ]
    assert _run(resolver, path).exit_code == 2


def test_nothing_to_check_is_not_all_valid(folder: Path, resolver: Path) -> None:
    (folder / "leeg.zip").write_bytes(zipped(("map/", b"")))
    (folder / "map").mkdir()
    for path in (folder / "leeg.zip", folder / "map"):
        (line,) = _lines(resolver, path)
        assert (line["path"], line["verdict"], line["checks"][0]["code"]) == (
            str(path),
            "NO_CREDENTIAL",
            "reading.no_files",
        )
        assert _run(resolver, path).exit_code == 1


def test_a_folder(folder: Path, resolver: Path) -> None:
    """Its files by name, then the folders in it; a ZIP in it is opened, a link to a folder and a pipe are not."""
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "b").mkdir()
    (folder / "b" / "x.zip").write_bytes(zipped(("y.json", CHANGED)))
    (folder / "b" / "round").symlink_to(folder)
    (folder / "gone.json").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe")
    told = _lines(resolver, folder)
    assert [line["path"] for line in told] == [str(folder / name) for name in FILES] + [str(folder / "b" / "x.zip")]
    assert [line["verdict"] for line in told] == ["VALID"] * 5 + ["INVALID"]


@pytest.mark.parametrize("name", FILES)
def test_standard_input(name: str, resolver: Path) -> None:
    (line,) = _lines(resolver, "-", data=FILES[name])
    assert (line["path"], line["verdict"]) == ("-", "VALID")


def test_a_zip_through_a_pipe(resolver: Path) -> None:
    """A real one, which cannot be gone back in."""
    command = [sys.executable, "-m", "lms.cli", "verify", "--json", "--resolver", str(resolver), "--now", NOW, "-"]
    done = subprocess.run(command, cwd=ROOT, input=zipped(*FILES.items()), capture_output=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["member"], line["verdict"]) for line in told] == [(name, "VALID") for name in FILES]
    assert done.returncode == 0


def test_a_name_in_a_zip_cannot_write_on_the_screen(folder: Path, resolver: Path) -> None:
    path = folder / "klas.zip"
    path.write_bytes(zipped(("a\x1b[2J\u202egpj.json", CHANGED), ("../../etc/passwd", b"x"), ("[bold]VALID[/]", b"")))
    done = _run(resolver, path)
    assert not set("\x1b\u202e") & set(done.stdout + done.stderr)
    assert "[bold]VALID[/]" in done.stdout
    assert sorted(one.name for one in folder.iterdir()) == ["klas.zip"], "nothing is unpacked to disk"


def test_strict_and_lenient(folder: Path, resolver: Path) -> None:
    """What strays from the standard without harm: two badges in an image, a token that does not name its subject."""
    payload = {name: value for name, value in tokens.payload().items() if name != "sub"}
    (folder / "token.jwt").write_text(tokens.forge(payload, tokens.signer()))
    (folder / "two.svg").write_bytes(svg(cdata(JSON.decode()) + cdata("{}")))
    files = (folder / "token.jwt", folder / "two.svg")
    assert [line["verdict"] for line in _lines(resolver, *files)] == ["INVALID", "INVALID"]
    assert [line["verdict"] for line in _lines(resolver, "--strict", *files)] == ["INVALID", "INVALID"]
    lenient = _lines(resolver, "--lenient", *files)
    assert [line["verdict"] for line in lenient] == ["VALID", "VALID"]
    assert lenient[0]["checks"][2]["code"] == "proof.jwt_tolerated"
    assert lenient[1]["checks"][0]["code"] == "structure.passed_first"
    shown = " ".join(_run(resolver, "--lenient", *files).stdout.split())
    assert "The token does not repeat what it must about the badge (sub)" in shown
    assert "the first of several" in shown


def test_explain(folder: Path, resolver: Path) -> None:
    path = folder / "a.json"
    path.write_bytes(JSON)
    (plain,) = _lines(resolver, path)
    (told,) = _lines(resolver, "--explain", "--recipient", badges.EMAIL, path)
    assert not any("explanation" in check for check in plain["checks"])
    for check in told["checks"]:
        explained = check.pop("explanation")
        assert set(explained) == {"looked_at", "proves", "does_not_prove", "section"}
        assert all(explained.values())
    assert [check["name"] for check in told["checks"]] == [check["name"] for check in plain["checks"]]
    shown = " ".join(_run(resolver, "--explain", path).stdout.split())
    assert f"Looked at: Place 94567 in the list for revocation at {badges.LIST}." in shown
    assert "Does not prove: That the issuer is who its name says." in shown
    assert 'Standard: Open Badges 3.0, "Dereferencing the Public Key"' in shown
    path.write_bytes(CHANGED)
    shown = " ".join(_run(resolver, "--explain", path).stdout.split())
    assert "Would prove: Not a letter was changed" in shown
    assert "Proves: Not a letter was changed" not in shown
    assert "94567" not in shown, "a list that was not asked was not looked at"


def test_explaining_a_badge_cannot_write_on_the_screen(folder: Path, resolver: Path) -> None:
    badge = badges.signed(badges.small()).document
    badge["proof"]["verificationMethod"] = "did:x:\x1b[2J\u202e[bold]"
    badge["@context"] = badge["@context"] + [f"https://x.example/\x1b{number}" for number in range(1_000)]
    (folder / "evil.json").write_text(json.dumps(badge))
    shown = _run(resolver, "--explain", folder / "evil.json").stdout
    assert not set("\x1b\u202e") & set(shown)
    assert len(shown) < 10_000


def test_an_older_badge_is_named(folder: Path, resolver: Path) -> None:
    (folder / "old.json").write_text('{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}')
    assert "Open Badges 2" in " ".join(_run(resolver, folder / "old.json").stdout.split())


def test_what_cannot_be_opened(folder: Path, resolver: Path) -> None:
    missing = _run(resolver, "--json", folder / "absent.zip", folder / "absent\x1b[2J")
    assert missing.exit_code == 2
    assert missing.stderr.splitlines()[0].endswith("absent.zip: No such file or directory")
    assert "\x1b" not in missing.stderr
