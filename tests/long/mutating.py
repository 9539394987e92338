"""Twenty valid badges, each changed in one place in a hundred ways: none may still be VALID, strictly or leniently.

Where a change leaves the meaning as it was, it is in `SAME_MEANING`, and the canonical text must be the same too. The
forged tokens and the attacks of the normal run follow, with their weakened twins (below scale 1 a share of those).
"""

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import pytest

from credentials.canonical import canonicalize
from credentials.keys import PublicKey
from credentials.plan import PLANS
from credentials.report import Verdict
from tests.credentials import attacks, forgeries
from tests.credentials.mutations import dropped, name, nodes, renamed, replaced, variants
from tests.credentials.test_attacks import SAME_MEANING
from tests.interop.pieces import DERIVED, SHAPES, ours, world
from tests.long.result import Result

JSON = dict[str, Any]
MUTATIONS = 2_000
"""At scale 1."""
PROOFS = ("eddsa-rdfc-2022", "ecdsa-rdfc-2019 P-256", DERIVED)
BADGES = [
    *((proof, shape) for proof in PROOFS for shape in SHAPES),
    ("ecdsa-rdfc-2019 P-384", "minimal"),
    ("ecdsa-rdfc-2019 P-384", "endorsed"),
]
_SEED = 20261122
_TWIN_MUTATIONS = 20
_SHARE_OF_TWINS = 0.5


def mutants(document: JSON) -> Iterator[tuple[str, Callable[[], JSON]]]:
    """Every node dropped, renamed, and replaced by each of its `variants`; made when asked for."""
    for path, value in nodes(document):
        yield f"drop {name(path)}", partial(dropped, document, path)
        if isinstance(path[-1], str):
            yield f"rename {name(path)}", partial(renamed, document, path, path[-1] + "x")
        for kind, other in variants(value):
            yield f"{kind} at {name(path)}", partial(replaced, document, path, other)


def run(scale: float) -> Result:
    """Tries `MUTATIONS * scale` mutations, then every forgery and attack."""
    result = Result("Mutations and forgeries")
    chance = random.Random(_SEED)
    each = max(1, round(MUTATIONS * scale / len(BADGES)))
    chosen = [(badge, *mutant) for badge in BADGES for mutant in _some(chance, ours(*badge), each)]
    same = [_judge(result, *mutant) for mutant in chosen].count(True)
    told = f"{len(chosen)} mutations of {len(BADGES)} badges: {same} with the same meaning still hold, no other"
    result.figures.append(told)
    fooled = _fooled_twin(chosen[:: max(1, len(chosen) // _TWIN_MUTATIONS)])
    result.require(fooled > 0, "a verifier without signatures was fooled by no mutation")
    result.figures.append(f"a verifier that believes every signature is fooled by {fooled} of {_TWIN_MUTATIONS}")
    for what, tried in (("forged tokens", forgeries.ATTACKS), ("attacks", attacks.ATTACKS)):
        for attack in tried:
            _require_refused(result, attack)
        twins = [attack for attack in tried if attack.weaken is not None][:: max(1, round(_SHARE_OF_TWINS / scale))]
        for attack in twins:
            _require_fooled(result, attack)
        result.figures.append(f"{len(tried)} {what}: none is VALID; {len(twins)} weakened twins are fooled")
    result.require(len(forgeries.ATTACKS) >= 60, "fewer than 60 forged tokens")
    return result


def _some(chance: random.Random, document: JSON, count: int) -> Iterator[tuple[str, JSON]]:
    every = list(mutants(document))
    chance.shuffle(every)
    made = ((what, make()) for what, make in every)
    return islice(((what, mutant) for what, mutant in made if mutant != document), count)


def _judge(result: Result, badge: tuple[str, str], what: str, mutant: JSON) -> bool:
    """True where it still holds and may."""
    if not any(_valid(mutant, strict) for strict in (True, False)):
        return False
    listed = badge[1] == "endorsed" and what in SAME_MEANING
    result.require(listed, f"still VALID: {badge} {what}")
    if listed and badge[0] != DERIVED:
        before, after = (canonicalize(dropped(document, ("proof",))) for document in (ours(*badge), mutant))
        result.require(before == after, f"listed, yet of another meaning: {badge} {what}")
    return True


def _valid(offered: Any, strict: bool) -> bool:
    return world().verify(offered, strict=strict).verdict is Verdict.VALID


def _fooled_twin(mutants: list[Any]) -> int:
    """How many of these a verifier accepts that believes every signature."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PublicKey, "verifies", lambda *_: True)
        found = sum(_valid(mutant, strict=False) for _, _, mutant in mutants)
    PLANS.clear()
    return found


def _require_refused(result: Result, attack: Any) -> None:
    for options in ({}, {"strict": False}):
        surroundings, offered = attack.build()
        verdict = surroundings.verify(offered, **options).verdict
        result.require(verdict is not Verdict.VALID, f"VALID: {attack.name}")


def _require_fooled(result: Result, attack: Any) -> None:
    """The twin without the defence must accept it."""
    surroundings, offered = attack.build()
    with pytest.MonkeyPatch.context() as patch:
        attack.weaken(patch)
        verdict = surroundings.verify(offered, strict=False).verdict
    PLANS.clear()
    result.require(verdict is Verdict.VALID, f"its twin is not fooled: {attack.name}")
