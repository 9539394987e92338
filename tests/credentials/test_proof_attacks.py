"""No proof can be bent, nor made with somebody else's key. Each attack runs against the library, and against a twin
with one defence taken out, which must be fooled."""

import pytest

from credentials.report import Verdict
from tests.credentials.attacks import Attack
from tests.credentials.proof_attacks import PROOF_ATTACKS, Part, _shown

IDS = [attack.name for attack in PROOF_ATTACKS]


@pytest.mark.parametrize("attack", PROOF_ATTACKS, ids=IDS)
def test_attack_is_noticed(attack: Attack) -> None:
    world, offered = attack.build()
    assert world.verify(offered).verdict is attack.expected


@pytest.mark.parametrize("attack", PROOF_ATTACKS, ids=IDS)
def test_weakened_twin_is_fooled(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    world, offered = attack.build()
    attack.weaken(monkeypatch)
    assert world.verify(offered).verdict is Verdict.VALID


def test_the_forger_of_parts_can_make_a_good_one() -> None:
    """The tool of the attacks: with nothing changed, what it puts together is the part itself."""
    shown = _shown("/credentialSubject/creditsEarned", "/credentialSubject/achievement/alignment")
    part = Part(shown)
    assert part.forged(part.document) == shown
