"""`SCALE=1 python -m tests.long [NAME...]`: runs what this folder holds, and fails on any fault."""

import os
import sys
import time
from importlib import import_module

NAMES = ("mutating", "malformed", "canonicalising", "grading")


def main() -> int:
    """Each module of NAMES has a function `run(scale)`."""
    scale = float(os.environ.get("SCALE", "1"))
    faults = 0
    for name in sys.argv[1:] or NAMES:
        begin = time.monotonic()
        result = import_module(f"tests.long.{name}").run(scale)
        faults += len(result.faults)
        sys.stdout.write("\n".join([*result.lines(), f"  {time.monotonic() - begin:.0f} s\n"]))
        sys.stdout.flush()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
