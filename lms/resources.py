"""Where templates and migrations lie: beside the packages in a checkout, inside `lms` in a wheel."""

from pathlib import Path

HERE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder `templates` or `migrations`. Raises FileNotFoundError when the installation is incomplete."""
    for base in (HERE.parent, HERE):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(name)
