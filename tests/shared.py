"""Where the reference material lies that some tests compare with; the product itself never needs it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ABSENT = "reference material is not here"
SHARED = Path(os.environ.get("LEERSPOOR_SHARED", ROOT.parent / "shared"))


def shared_path(relative: str) -> Path:
    """The file or folder `relative` below the reference folder, or a skip that the run's summary names."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"{ABSENT}: {relative} (set LEERSPOOR_SHARED)")
    return path
