"""Measuring in turn: in each round everybody does some work, and ratios are taken within the round.

So a machine that slows down slows everybody down, and a ratio stays what it is.
"""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from typing import Any

ROUNDS, TRIES = 15, 3


@dataclass(frozen=True)
class Contender:
    """Somebody who does a piece of work: `run(times)` gives the seconds that one took, and `times` is how many are done
    in a round. `checks` says in words what is checked on the way."""

    name: str
    run: Callable[[int], float]
    times: int
    checks: str


def python(name: str, work: Callable[[Any], object], on: Sequence[Any], times: int, checks: str) -> Contender:
    """A contender in this process, which takes in turn the things `on` which it works."""
    things = cycle(on)

    def run(times: int) -> float:
        given = [next(things) for _ in range(times)]
        begin = time.perf_counter()
        for thing in given:
            work(thing)
        return (time.perf_counter() - begin) / times

    return Contender(name, run, times, checks)


def measured(contenders: Sequence[Contender], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds for one piece of work, by name and round: the best of a few tries, since what else runs on a machine
    only adds to a time. Garbage is collected between the turns, for nobody in them."""
    for contender in contenders:
        contender.run(contender.times)
    found: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in (*contenders[turn:], *contenders[:turn]):
            gc.collect()
            gc.disable()
            found[contender.name].append(min(contender.run(contender.times) for _ in range(TRIES)))
            gc.enable()
    return found


def ratio(over: list[float], under: list[float]) -> float:
    """The median over the rounds of one time over another."""
    return median(first / second for first, second in zip(over, under, strict=True))
