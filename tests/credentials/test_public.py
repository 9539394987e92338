"""`from credentials import ...`: what is public, that it is loaded only when asked for, and that it is explained."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import credentials
from tests.shared import ROOT

HEAVY = {"pyld", "cryptography", "nacl", "cbor2"}
SOURCE = ROOT / "credentials" / "__init__.py"


def loaded_by(code: str) -> set[str]:
    """The modules that are there after `code`, in a process of its own."""
    whole = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", whole], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_library_loads_nothing_of_it() -> None:
    loaded = loaded_by("import credentials")
    assert "credentials" in loaded
    assert {name for name in loaded if name.startswith("credentials.")} == set()
    assert not loaded & HEAVY


def test_describing_a_badge_loads_no_cryptography() -> None:
    loaded = loaded_by("from credentials import Achievement, OpenBadgeCredential, StructureError, sentence")
    assert "credentials.model" in loaded
    assert not loaded & HEAVY


def test_issuing_and_verifying_load_what_they_need() -> None:
    assert loaded_by("from credentials import issue, verify") >= HEAVY - {"cbor2"}


def type_checker_sees() -> Iterator[tuple[str, str]]:
    """Each name that is imported for type checkers only, with its module."""
    for statement in ast.parse(SOURCE.read_text()).body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            for line in statement.body:
                assert isinstance(line, ast.ImportFrom)
                for alias in line.names:
                    yield alias.name, str(line.module).removeprefix("credentials.")


def test_type_checkers_and_the_interpreter_find_the_same_names_in_the_same_modules() -> None:
    assert dict(type_checker_sees()) == dict(credentials._HOMES)
    assert sorted(credentials.__all__) == sorted(credentials._HOMES)
    assert len(set(credentials.__all__)) == len(credentials.__all__) > 80


@pytest.mark.parametrize("name", credentials.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(credentials, name) is not None
    assert name in dir(credentials)


def test_the_words_of_the_public_names_are_no_modules() -> None:
    """`import credentials.x` would put the module in the place of the name."""
    modules = {module.name for module in pkgutil.iter_modules(credentials.__path__)}
    assert {"issuing", "verifying"} <= modules
    assert not modules & set(credentials.__all__)


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="'credentials' has no attribute 'isue'"):
        _ = credentials.isue
    with pytest.raises(ImportError, match="verifi"):
        exec("from credentials import verifi")


def test_the_model_and_the_errors_are_public_as_a_whole() -> None:
    from credentials import errors, model

    read_only = {"OpenBadgeCredentialv1p1", "EndorsementCredentialv1p1", "Json"}
    assert set(model.__all__) - read_only <= set(credentials.__all__)
    raised = {
        name for name, value in vars(errors).items() if inspect.isclass(value) and value.__module__ == errors.__name__
    }
    assert raised <= set(credentials.__all__)


def public_members() -> Iterator[tuple[str, Any]]:
    """Every public class and function, and of each class the methods and properties written in it."""
    for name in credentials.__all__:
        value = getattr(credentials, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            yield name, value
        if inspect.isclass(value):
            for member, it in vars(value).items():
                if not member.startswith("_") and isinstance(
                    it, property | classmethod | staticmethod | type(public_members)
                ):
                    yield f"{name}.{member}", it


def test_everything_public_is_explained() -> None:
    generated = ("An enumeration.", "Create a collection")
    silent = [
        name for name, it in public_members() if not it.__doc__ or it.__doc__.startswith((f"{name}(", *generated))
    ]
    assert silent == []
