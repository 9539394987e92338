"""The examples in credentials/README.md run and say what they should; the library stands on its own."""

import ast
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.source import sources
from tests.shared import ROOT

README = ROOT / "credentials" / "README.md"
TEXT = README.read_text()
NEEDS = {"cryptography", "pyld", "nacl", "cbor2", "orjson"}
OF_THESE = {"cffi", "_cffi_backend", "_sodium", "c14n", "cachetools", "frozendict", "lxml"}
"""What the four bring along for themselves."""

STRANGER = f"""
import sys

class Elsewhere:
    "Stands for a place where nothing else is installed."

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in sys.stdlib_module_names | {NEEDS | OF_THESE | {"credentials"}!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Elsewhere())
"""


def run(code: str) -> str:
    """What `code` prints where only the four packages are installed."""
    command = [sys.executable, "-c", STRANGER + code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """The output of each example, run one after the other."""
    examples = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) == 5
    assert max(len(example.splitlines()) for example in examples) <= 60
    return run('\nprint("---")\n'.join(examples)).split("---\n")


def test_issue_and_verify(printed: list[str]) -> None:
    verdict, *checks = printed[0].splitlines()
    assert verdict == "VALID"
    assert [line.split()[0] for line in checks if line.split()[1] == "passed"] == [
        "structure",
        "context",
        "proof",
        "issuer",
        "dates",
    ]
    assert [line.split()[1] for line in checks].count("skipped") == 4


def test_issue_as_a_token(printed: list[str]) -> None:
    assert re.fullmatch(r"b'eyJ\w+' VALID\n", printed[1])


def test_hide_the_address_and_withdraw_the_badge(printed: list[str]) -> None:
    assert printed[2] == "VALID passed\nREVOKED passed\n"


def test_bake_into_a_picture_and_read_it(printed: list[str]) -> None:
    assert printed[3] == "True VALID\n"


def test_microcredential_and_a_part_of_a_badge(printed: list[str]) -> None:
    *missing, hidden, shown = printed[4].splitlines()
    assert len(missing) == 4
    assert all(line.startswith("A microcredential must say") for line in missing)
    assert (hidden, shown) == ("VALID False", "VALID True")


def test_each_module_is_on_the_map() -> None:
    drawn = set(re.findall(r"`(\w+)/?`", TEXT.partition("## Map")[2]))
    modules = {module.name for module in pkgutil.iter_modules([str(ROOT / "credentials")])}
    assert len(modules) > 60
    assert drawn == modules


def imports() -> Iterator[tuple[str, str]]:
    """Each file of the library with the outermost package of each of its imports."""
    for source in sources("credentials"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import):
                yield from ((str(source.path), alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield str(source.path), str(node.module).partition(".")[0]


def test_the_library_imports_nothing_else() -> None:
    found = {name: path for path, name in imports() if name not in sys.stdlib_module_names}
    assert set(found) == NEEDS | {"credentials"}, found


def test_nothing_but_what_is_needed_is_loaded() -> None:
    """The whole library imported where nothing else is installed, and what came along."""
    loaded = run(
        "import pkgutil, importlib, credentials\n"
        "for m in pkgutil.walk_packages(credentials.__path__, 'credentials.'): importlib.import_module(m.name)\n"
        "print(*sorted({n.partition('.')[0] for n in sys.modules}))"
    ).split()
    assert set(loaded) >= NEEDS | {"credentials"}
    assert not set(loaded) & {"flask", "sqlalchemy", "celery", "lms", "courses", "requests", "urllib3", "PIL", "click"}


def test_the_stranger_has_nothing_else() -> None:
    with pytest.raises(AssertionError, match="No module named 'flask'"):
        run("import flask")
