"""Every cell of the matrix is as expected, and nobody accepts a badge of which one letter was changed.

`make interop` prints the same cells.
"""

import json
import re
from typing import Any

import pytest
import time_machine

from tests.credentials.badges import NOW
from tests.credentials.mutations import leaves, name, one_letter, replaced
from tests.interop import matrix
from tests.interop.expected import OURS_THERE, REASONS, THEIRS_HERE, cells
from tests.interop.peers import NODE, Answer, ask_node, judged, node_task
from tests.interop.pieces import DERIVED, SHAPES, is_token, ours, world

pytestmark = pytest.mark.node
Told = dict[matrix.Cell, Answer]
THERE, HERE = (cells(text, list(SHAPES)) for text in (OURS_THERE, THEIRS_HERE))
CHANGED_IN_NODE = [
    ("digitalbazaar", "ecdsa-rdfc-2019 P-256", "non-ASCII"),
    ("digitalbazaar", "ecdsa-rdfc-2019 P-384", "minimal"),
    ("digitalcredentials", "eddsa-rdfc-2022", "non-ASCII"),
    ("digitalcredentials", "ecdsa-rdfc-2019 P-256", "minimal"),
    ("digitalcredentials", DERIVED, "minimal"),
]
CHANGED_IN_PYTHON = [
    ("openvc", "eddsa-rdfc-2022", "non-ASCII"),
    ("openvc", "ecdsa-rdfc-2019 P-256", "minimal"),
    ("openvc", "ecdsa-rdfc-2019 P-384", "minimal"),
    ("openvc", DERIVED, "minimal"),
    ("openbadgeslib", "eddsa-rdfc-2022", "minimal"),
    ("openbadgeslib", "JWT ES256", "minimal"),
    ("pyjwt", "JWT RS256", "non-ASCII"),
]
"""eddsa-rdfc-2022 and a derived proof at Digital Bazaar's, and PyJWT's EdDSA, are in the tests beside."""


@pytest.fixture(scope="module")
def told() -> tuple[Told, Told]:
    return matrix.tables()


def _sign_fits(sign: str, answer: Answer) -> bool:
    if sign in "+*":
        return answer.outcome == "accepted" and answer.reason == ("leniently" if sign == "*" else "")
    return answer.outcome != "accepted" and re.search(REASONS[sign], answer.reason) is not None


def test_every_cell_is_as_expected(told: tuple[Told, Told]) -> None:
    for expected, found in zip((THERE, HERE), told, strict=True):
        assert expected.keys() == found.keys()
        other = [cell for cell in found if not _sign_fits(expected[cell], found[cell])]
        assert {cell: (expected[cell], found[cell]) for cell in other} == {}


def test_every_reason_is_met(told: tuple[Told, Told]) -> None:
    """A reason that no cell has any more is one to take out of the table and of docs/interop.md."""
    assert {*THERE.values(), *HERE.values()} - {*"+*"} == set(REASONS)


def test_a_sign_says_yes_and_no() -> None:
    """The twin: an answer that is not the one expected does not pass."""
    accepted, refused = Answer("accepted"), Answer("refused", "the node is described again inside it")
    assert _sign_fits("+", accepted)
    assert _sign_fits("E", refused)
    assert not any((_sign_fits("+", refused), _sign_fits("E", accepted), _sign_fits("*", accepted)))
    assert not _sign_fits("G", refused)


def _changes(offered: Any) -> dict[str, Any]:
    """The badge with one letter of one value changed; of a token, one letter in every so many."""
    if isinstance(offered, dict):
        return {name(path): replaced(offered, path, one_letter(value)) for path, value in leaves(offered)}
    ends = {index - 1 for index, letter in enumerate(f"{offered}.") if letter == "."}
    places = [place for place, letter in enumerate(offered) if letter != "." and place not in ends]
    return {
        str(place): f"{offered[:place]}{'A' if offered[place] != 'A' else 'B'}{offered[place + 1 :]}"
        for place in places[::11]
    }


def test_one_letter_is_refused_by_both_node_libraries() -> None:
    """All in one run; the last task of each is the badge unchanged, or a refusal would say nothing."""
    asked: dict[tuple[str, str], Any] = {}
    for peer, proof, shape in CHANGED_IN_NODE:
        offered = ours(proof, shape)
        for where, changed in [*_changes(offered).items(), ("unchanged", offered)]:
            asked[f"{peer} {proof} {shape}", where] = node_task(peer, proof, changed)
    answers = dict(zip(asked, ask_node(list(asked.values())), strict=True))
    accepted = [cell for cell, answer in answers.items() if answer.outcome == "accepted"]
    assert accepted == [(" ".join(cell), "unchanged") for cell in CHANGED_IN_NODE]
    assert len(answers) > 200


@pytest.mark.parametrize("cell", CHANGED_IN_PYTHON, ids=" ".join)
def test_one_letter_is_refused_by_python_libraries_and_here(cell: matrix.Cell) -> None:
    peer, proof, shape = cell
    offered = ours(proof, shape)
    changes = _changes(offered)
    with time_machine.travel(NOW, tick=False):
        assert judged(peer, proof, offered).outcome == "accepted"
        assert [where for where, changed in changes.items() if judged(peer, proof, changed).outcome != "refused"] == []
    verdicts = {where: world().verify(changed).verdict for where, changed in changes.items()}
    assert [where for where, verdict in verdicts.items() if verdict == "VALID"] == []
    assert len(changes) > 20


def test_the_judges_are_who_they_say() -> None:
    """Each peer of the table is asked through its own library."""
    assert {peer for peer, _, _ in THERE} == {*NODE, "openvc", "openbadgeslib", "pyjwt"}
    assert all(is_token(proof) == isinstance(ours(proof, "minimal"), str) for _, proof, _ in THERE)
    assert json.dumps(ours(DERIVED, "full")) != json.dumps(ours("ecdsa-sd-2023 base", "full"))
