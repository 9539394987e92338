"""A withdrawn badge cannot be kept valid by what is put in the place of its list, nor a good one withdrawn by others.

Each attack is also tried on a twin with one defence taken out, which must be fooled.
"""

import pytest

from credentials.report import Verdict
from tests.credentials import badges, status_lists
from tests.credentials.attacks import Attack
from tests.credentials.badges import DID, ENDORSER, LIST, signer
from tests.credentials.status_attacks import ATTACKS, OWN
from tests.credentials.status_lists import REVOCATIONS, bits, revocations

IDS = [attack.name for attack in ATTACKS]


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_attack_is_noticed(attack: Attack) -> None:
    world, offered = attack.build()
    assert world.verify(offered).verdict is attack.expected


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_weakened_twin_is_fooled(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    world, offered = attack.build()
    attack.weaken(monkeypatch)
    report = world.verify(offered)
    assert report.verdict is Verdict.VALID, report.to_dict()


def test_nobody_else_can_withdraw_a_badge() -> None:
    """What another says on a list counts as little as that it says nothing."""
    foreign = badges.status_list(bits(), issuer_id=ENDORSER, signer=signer(7, ENDORSER)).data
    world = badges.endorsed_world()
    world.documents[LIST] = foreign
    assert world.verify(badges.signed().document).verdict is Verdict.STATUS_UNKNOWN
    named = revocations({"id": OWN}, issuer=ENDORSER)
    world = status_lists.world(**{REVOCATIONS: named})
    assert world.verify(status_lists.revocable()).verdict is Verdict.STATUS_UNKNOWN


def test_nobody_is_asked_for_the_keys_of_a_list_of_others() -> None:
    foreign = badges.status_list(bits(), issuer_id=ENDORSER, signer=signer(7, ENDORSER)).data
    world = badges.endorsed_world()
    world.documents[LIST] = foreign
    world.verify(badges.signed().document)
    assert world.asked == [DID, LIST]
