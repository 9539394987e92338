"""`python -m tests.bench [NAME...]`: runs the benchmarks of this folder and prints one table each."""

import sys
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    """Each module `bench_<name>.py` has a function `main()` that prints its figures."""
    wanted = sys.argv[1:] or sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    for name in wanted:
        sys.stdout.write(f"\n{name}\n")
        import_module(f"tests.bench.bench_{name}").main()


main()
