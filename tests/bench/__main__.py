"""`python -m tests.bench`: measures everybody in turn, prints the tables and writes the file named by BENCH_JSON."""

import json
import os
import sys
from pathlib import Path
from statistics import median
from typing import Any

from credentials.issuing import issue
from tests.bench.contests import PEOPLE, RATIOS, Ratio, contenders
from tests.bench.node import running
from tests.bench.pages import pages
from tests.bench.rounds import ROUNDS, Contender, measured, ratio
from tests.bench.subject import CREATED, SIGNER, badge

UNIT = "microseconds"


def main() -> None:
    """The two tables and, where it is asked for, the file."""
    badges = [badge(number) for number in range(PEOPLE)]
    signed = [issue(each, SIGNER, created=CREATED).data for each in badges]
    with running(badges, signed) as node, pages() as drawn:
        everybody = [*contenders(node, badges, signed), *drawn]
        found = measured(everybody)
    sys.stdout.write(f"medians of {ROUNDS} rounds, everybody in turn in each; a badge of {len(signed[0])} bytes\n\n")
    sys.stdout.write(_times(everybody, found) + "\n" + _ratios(found))
    target = os.environ.get("BENCH_JSON")
    if target:
        Path(target).write_text(json.dumps({"ratios": [_entry(each, found) for each in RATIOS]}, indent=2) + "\n")


def _entry(asked: Ratio, found: dict[str, list[float]]) -> dict[str, Any]:
    ours, theirs = found[asked.ours], found[asked.theirs]
    return {
        "name": asked.name,
        "ratio": round(ratio(theirs, ours) if asked.more else ratio(ours, theirs), 3),
        "ours": round(median(ours) * 1e6, 2),
        "theirs": round(median(theirs) * 1e6, 2),
        "unit": UNIT,
    }


def _times(everybody: list[Contender], found: dict[str, list[float]]) -> str:
    lines = [f"  {'':28}{UNIT:>12}  what is checked"]
    lines += [f"  {each.name:28}{median(found[each.name]) * 1e6:12.1f}  {each.checks}" for each in everybody]
    return "\n".join(lines) + "\n"


def _ratios(found: dict[str, list[float]]) -> str:
    lines = [f"  {'':36}{'ratio':>8}  {'asked':>9}{'next':>7}"]
    for asked in RATIOS:
        value = _entry(asked, found)["ratio"]
        reached = value >= asked.goal if asked.more else value <= asked.goal
        sign = ">=" if asked.more else "<="
        mark = "" if reached else "   not reached"
        lines.append(f"  {asked.name:36}{value:8.2f}  {sign}{asked.goal:7g}{asked.stretch:7g}{mark}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
