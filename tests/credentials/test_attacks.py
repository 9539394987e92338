"""Nobody can change, move, hide or add anything in a signed badge and still have it called valid (A7, A8,
A9).

Each attack runs twice: against the library, and against a twin of it with one defence taken out. The twin
must be fooled, or the attack would prove nothing about that defence.
"""

import copy
import json
import re
from datetime import UTC
from typing import Any

import pytest
from pyld import jsonld

from credentials import canonical, rdf
from credentials.errors import CanonicalisationError, StatusListError
from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from tests.credentials import badges
from tests.credentials.attacks import ATTACKS, Attack
from tests.credentials.badges import DID, ENDORSER, LIST, NOW, World
from tests.credentials.mutations import dropped, name, nodes, renamed, replaced, variants

IDS = [attack.name for attack in ATTACKS]
SAME_MEANING = {
    "drop endorsement.0.issuer.name",
    "drop endorsement.0.issuer.type",
    "drop credentialSubject.achievement.endorsement.0.issuer.name",
}
"""Both endorsements name their one issuer, and a graph says a thing once: each is still signed by the
other. Without its type the endorsement no longer counts, which the badge does not depend on."""


def _mutants(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path, value in nodes(document):
        found.append((f"drop {name(path)}", dropped(document, path)))
        if isinstance(path[-1], str):
            found.append((f"rename {name(path)}", renamed(document, path, path[-1] + "x")))
        found += [(f"{kind} at {name(path)}", replaced(document, path, other)) for kind, other in variants(value)]
    return found


@pytest.mark.parametrize("badge", ["rich", "small", "endorsed"])
def test_no_node_can_be_dropped_or_changed(badge: str) -> None:
    """VER-attack: every node of three badges, in every way of `variants`."""
    made = badges.signed(getattr(badges, badge)()).document
    world = badges.endorsed_world()
    assert world.verify(made).verdict is Verdict.VALID
    inside = " endorsement" if badge == "endorsed" else " "
    mutants = [(what, mutant) for what, mutant in _mutants(made) if inside in what]
    assert len(mutants) > 300
    fooled = {what for what, mutant in mutants if mutant != made and _valid(world, mutant)}
    assert fooled <= SAME_MEANING


def _valid(world: World, offered: Any) -> bool:
    return world.verify(offered).verdict is Verdict.VALID


def test_what_means_the_same_still_holds() -> None:
    """Order of members, spaces and a list of one for what may be many are not part of the meaning."""
    made = badges.signed().document
    turned = json.loads(json.dumps(made), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    subject = copy.deepcopy(made)
    subject["credentialSubject"]["identifier"] = subject["credentialSubject"]["identifier"][0]
    for same in (turned, json.dumps(made, indent=3), replaced(made, ("proof",), [made["proof"]]), subject):
        assert badges.world().verify(same).verdict is Verdict.VALID


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_attack_is_noticed(attack: Attack) -> None:
    world, offered = attack.build()
    assert world.verify(offered).verdict is attack.expected


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_weakened_twin_is_fooled(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    world, offered = attack.build()
    attack.weaken(monkeypatch)
    assert world.verify(offered).verdict is Verdict.VALID


def test_an_address_cannot_swallow_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rules for addresses, one that holds `> .` and a line end could hide a whole statement
    (RDFC-1.0)."""
    honest = badges.small() | {"validUntil": "2026-11-21T00:00:00Z"}
    lines = canonical.canonicalize(honest).splitlines()
    expiry = next(line for line in lines if "validUntil" in line)
    before = lines[lines.index(expiry) - 1]
    datatype = before.rpartition("<")[2].removesuffix("> .")
    hidden = badges.small() | {
        "validFrom": {"@value": honest["validFrom"], "type": f"{datatype}> .\n{expiry.removesuffix('> .')}"}
    }
    with pytest.raises(CanonicalisationError):
        canonical.canonicalize(hidden)
    monkeypatch.setattr(rdf, "_IRI", re.compile(r"[^:]+:.+", re.DOTALL))
    monkeypatch.setattr(jsonld, "_is_absolute_iri", lambda iri: ":" in iri)
    assert canonical.canonicalize(hidden) == canonical.canonicalize(honest)


def test_proof_stripped() -> None:
    made = badges.signed().document
    report = badges.world().verify(dropped(made, ("proof",)))
    assert report.verdict is Verdict.INVALID
    assert report.check("proof").code == "proof.missing"


def test_many_proofs_are_not_tried() -> None:
    made = badges.signed().document
    report = badges.world().verify(made | {"proof": [made["proof"]] * 5})
    assert report.check("proof").code == "proof.too_many"


def test_nothing_is_looked_up_for_a_forged_badge() -> None:
    """A badge whose signature does not hold cannot make us ask for its status list."""
    world = badges.world()
    world.verify(badges.signed().document | {"name": "Anders"})
    assert world.asked == [DID]


def test_lookups_are_few_and_each_once() -> None:
    world = badges.endorsed_world()
    world.verify(badges.signed(badges.endorsed()).document)
    assert sorted(world.asked) == sorted({DID, LIST, ENDORSER})


def test_a_status_list_cannot_send_us_round_in_circles() -> None:
    """A status list with a status of its own, pointing at itself, is read once."""
    own = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": LIST,
    }
    made = badges.status_list()
    unsigned = {k: v for k, v in made.document.items() if k != "proof"} | {"credentialStatus": own}
    world = badges.world()
    world.documents[LIST] = badges.signed(unsigned).data
    assert world.verify(badges.signed().document).verdict is Verdict.VALID
    assert world.asked.count(LIST) == 1


def test_status_list_error_is_not_swallowed_elsewhere() -> None:
    with pytest.raises(StatusListError):
        BitstringStatusList()[131_072]
    assert NOW.tzinfo is UTC
