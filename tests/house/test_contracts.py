"""The import contracts hold, and each of them breaks on a planted violation: a rule that cannot fail is no rule."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

#: For each contract, a file and a line that breaks it.
VIOLATIONS = {
    "house": ("credentials/errors.py", "import courses.base"),
    "floors": ("courses/people/models.py", "import courses.delivery.models"),
    "pure-credentials": ("credentials/errors.py", "import sqlalchemy"),
    "courses-without-web": ("courses/people/models.py", "import flask"),
    "strangers": ("lms/teach/__init__.py", "import lms.learn"),
    "no-sql-in-blueprints": ("lms/teach/__init__.py", "import sqlalchemy"),
    "door-cryptography": ("lms/settings.py", "import cryptography"),
} | {
    contract["id"]: ("lms/settings.py", f"import {contract['forbidden_modules'][0]}")
    for contract in CONTRACTS
    if contract["id"].startswith("door-") and contract["id"] != "door-cryptography"
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *chosen]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for room in ("lms", "courses", "credentials"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "static", "content"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


def test_each_contract_has_a_violation() -> None:
    assert set(VIOLATIONS) == {contract["id"] for contract in CONTRACTS}


@pytest.mark.parametrize("contract", sorted(VIOLATIONS))
def test_a_planted_violation_breaks_the_contract(copy: Path, contract: str) -> None:
    path, line = VIOLATIONS[contract]
    original = (copy / path).read_text()
    try:
        (copy / path).write_text(original + f"\n{line}\n")
        done = lint(copy, contract)
    finally:
        (copy / path).write_text(original)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout
