"""The examples in docs/verify.md say what the command says, word for word."""

import doctest
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from credentials.baking import bake_png, bake_svg
from lms.cli.verify import verify_command
from tests.credentials import badges, tokens
from tests.credentials.carriers import JSON, SVG, cdata, pdf, pdf_object, picture, svg, zipped
from tests.shared import ROOT

DOCUMENT = ROOT / "docs" / "verify.md"
_ELLIPSIS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_CHANGED = JSON.replace(b"Arduino", b"Arduina", 1)
FILES = {
    "badge.json": JSON,
    "badge.jwt": tokens.forge(tokens.payload(), tokens.signer()).encode(),
    "badge.png": bake_png(picture(), JSON),
    "badge.svg": bake_svg(SVG, JSON),
    "certificate.pdf": pdf(pdf_object(1, JSON)),
    "klas.zip": zipped(("noor.png", bake_png(picture(), JSON)), ("sam.json", _CHANGED)),
    "klas/noor.png": bake_png(picture(), JSON),
    "klas/vorig jaar/sam.json": _CHANGED,
    "old.json": b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}',
    "two.svg": svg(cdata(JSON.decode()) + cdata("{}")),
}


def _examples() -> list[tuple[str, str]]:
    blocks = re.findall(r"```console\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    runs = [run for block in blocks for run in re.split(r"^\$ ", block, flags=re.MULTILINE) if run]
    return [(run.partition("\n")[0], run.partition("\n")[2]) for run in runs]


def test_there_is_an_example_of_each() -> None:
    said = " ".join(command for command, _ in _examples())
    options = [option for parameter in verify_command.params for option in parameter.opts if option != "paths"]
    untold = {"--strict", "--resolver"}
    """The default, and what every example here is run with."""
    assert [option for option in options if option not in said and option not in untold] == []
    assert [name for name in (*FILES, "- < ") if name.partition("/")[0] not in said] == []


@pytest.mark.parametrize(("command", "expected"), _examples(), ids=[command for command, _ in _examples()])
def test_example(command: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    documents = tmp_path.parent / "documents.json"
    documents.write_text(json.dumps(badges.plain(tokens.world().documents)))
    monkeypatch.chdir(tmp_path)
    words, _, given = command.partition(" < ")
    program, verb, *arguments = shlex.split(words)
    assert (program, verb) == ("leerspoor", "verify")
    options = ["--resolver", str(documents), "--now", "2026-11-22T09:30:00Z"]
    data = FILES[given] if given else None
    done = CliRunner().invoke(verify_command, [*options, *arguments], input=data, env={"COLUMNS": "120"})
    assert doctest.OutputChecker().check_output(expected, done.stdout, _ELLIPSIS), done.stdout
