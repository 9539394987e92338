"""No forged token is ever called valid, strictly or leniently, and each is by a verifier without the defence."""

import pytest

from credentials.report import Verdict
from tests.credentials import tokens
from tests.credentials.forgeries import ATTACKS, Attack
from tests.credentials.tokens import KINDS, forge, payload, signer

IDS = [attack.name for attack in ATTACKS]
NEEDS_TWIN = [attack for attack in ATTACKS if attack.weaken is not None]


def test_what_was_forged_is_good_when_it_is_not() -> None:
    """Otherwise the attacks below would fail for another reason than the one they are about."""
    for kind in KINDS:
        for strict in (True, False):
            report = tokens.world().verify(forge(payload(), signer(kind)), strict=strict)
            assert report.verdict is Verdict.VALID, report.to_dict()


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 60
    assert len(NEEDS_TWIN) >= 60


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_no_forgery_is_valid(attack: Attack) -> None:
    for strict in (True, False):
        world, offered = attack.build()
        assert world.verify(offered, strict=strict).verdict is not Verdict.VALID


@pytest.mark.parametrize("attack", NEEDS_TWIN, ids=[attack.name for attack in NEEDS_TWIN])
def test_a_weakened_twin_is_fooled(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    world, offered = attack.build()
    assert attack.weaken is not None
    attack.weaken(monkeypatch)
    report = world.verify(offered, strict=False)
    assert report.verdict is Verdict.VALID, report.to_dict()
