"""What a build adds: compiled translations, and in a wheel the folders that lie outside the packages.

Not here: anything else about packaging; that is in `pyproject.toml`.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(root: Path) -> list[Path]:
    """Write a .mo beside every .po below `root`; answers with the files written."""
    written = []
    for source in sorted(root.glob("**/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written


#: From the checkout into the wheel; an editable install reads them where they are (`lms.resources`).
OUTSIDE = {"templates": "lms/templates", "migrations": "lms/migrations", "wsgi.py": "lms/wsgi.py"}


class LeerspoorHook(BuildHookInterface[Any]):
    """Hatch calls this before every build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, so that the wheel's `artifacts` exist; `version` is `standard` or `editable`."""
        if version != "editable":
            build_data["force_include"] |= {str(Path(self.root) / here): there for here, there in OUTSIDE.items()}
        compile_translations(Path(self.root) / "lms" / "translations")
