"""The example in credentials/README.md runs and says what it should; the library stands on its own."""

import re
import subprocess
import sys

import pytest

from tests.shared import ROOT

README = ROOT / "credentials" / "README.md"


def test_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text()
    assert len(text.splitlines()) <= 40
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(example, str(README), "exec"), {})
    assert capsys.readouterr().out.startswith("VALID ['structure', 'context', 'proof', 'issuer', 'dates']")


def test_nothing_of_the_application_or_the_network_is_loaded() -> None:
    """In a process of its own: the whole library imported, and what came along."""
    code = (
        "import sys, pkgutil, importlib, credentials\n"
        "for m in pkgutil.walk_packages(credentials.__path__, 'credentials.'): importlib.import_module(m.name)\n"
        "print(*sorted({n.partition('.')[0] for n in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"credentials", "pyld", "cryptography"} <= loaded
    assert not loaded & {"flask", "sqlalchemy", "celery", "lms", "courses", "requests", "urllib3", "PIL", "click"}
