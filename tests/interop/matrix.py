"""`python -m tests.interop.matrix`: what others say of our badges, and we of theirs, for each proof and shape.

A cell of the first table is one badge of ours at one peer; of the second, one badge that the peer issued at our
verifier. What is expected of each is in `expected.py`; what others do wrong is told in docs/interop.md.
"""

import sys
from collections.abc import Iterator
from typing import Any

import time_machine

from credentials.disclosing import disclose
from credentials.errors import CredentialError
from tests.credentials.badges import CREATED, NOW
from tests.interop.peers import NODE, PEERS, Answer, ask_node, issued, judged, node_issue, node_task
from tests.interop.pieces import BASE, DERIVED, PROOFS, SHAPES, ours, shown, unsigned, world

Cell = tuple[str, str, str]
"""Peer, kind of proof, shape."""
CELLS: list[Cell] = [(peer, proof, shape) for peer in PEERS for proof in PROOFS for shape in SHAPES]
_SIGNS = {"accepted": "yes", "refused": "NO", "cannot": "-"}


def tables() -> tuple[dict[Cell, Answer], dict[Cell, Answer]]:
    """Every badge of ours at every peer, and every badge that a peer issues at our verifier."""
    there: dict[Cell, Any] = {}
    made: dict[Cell, Any] = {}
    for peer, proof, shape in CELLS:
        if peer in NODE:
            there[peer, proof, shape] = node_task(peer, proof, ours(proof, shape))
            made[peer, proof, shape] = node_issue(peer, proof, unsigned(shape))
        else:
            with time_machine.travel(NOW, tick=False):
                there[peer, proof, shape] = judged(peer, proof, ours(proof, shape))
            with time_machine.travel(CREATED, tick=False):
                made[peer, proof, shape] = issued(peer, proof, unsigned(shape))
    _ask(there, made)
    return there, {cell: _here(cell, answer) for cell, answer in made.items()}


def _ask(*asked: dict[Cell, Any]) -> None:
    """Puts answers in the place of the questions, all in one run of Node."""
    open_questions = [
        (answers, cell) for answers in asked for cell, task in answers.items() if not isinstance(task, Answer)
    ]
    found = ask_node([answers[cell] for answers, cell in open_questions])
    for (answers, cell), answer in zip(open_questions, found, strict=True):
        answers[cell] = answer


def _here(cell: Cell, answer: Answer) -> Answer:
    """Our verdict on what a peer made; of a base proof, on the part that we take from it."""
    if answer.made is None:
        return Answer("cannot", answer.reason)
    _, proof, shape = cell
    made = answer.made
    if proof in (BASE, DERIVED):
        try:
            made = disclose(made, shown(unsigned(shape)) if proof == DERIVED else []).document
        except CredentialError as error:
            return Answer("refused", f"{error.code}: {error}")
    for strict in (True, False):
        report = world().verify(made, strict=strict)
        if report.verdict == "VALID":
            return Answer("accepted", "" if strict else "leniently")
    worst = next(check for check in report.checks if check.outcome in ("failed", "unknown"))
    return Answer("refused", f"{report.verdict} {worst.code}: {worst.reason}")


def table(answers: dict[Cell, Answer]) -> Iterator[str]:
    """Lines of text: a row for each peer and proof, a column for each shape, and the reasons below."""
    yield f"{'':20}{'':24}" + "".join(f"{shape:17}" for shape in SHAPES)
    for peer in PEERS:
        for proof in PROOFS:
            row = [answers[peer, proof, shape] for shape in SHAPES]
            signs = [_SIGNS[answer.outcome] + ("*" if answer.reason == "leniently" else "") for answer in row]
            yield f"{peer:20}{proof:24}" + "".join(f"{sign:17}" for sign in signs)
            for reason in dict.fromkeys(answer.reason for answer in row if answer.outcome != "accepted"):
                yield f"{'':22}{' '.join(reason.split())[:150]}"


def main() -> None:
    titles = ("Our badges there", "Their badges here (* leniently)")
    for title, answers in zip(titles, tables(), strict=True):
        counts = {outcome: [answer.outcome for answer in answers.values()].count(outcome) for outcome in _SIGNS}
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        sys.stdout.write("\n".join([f"\n{title}: {len(answers)} cells, {told}", *table(answers), ""]))


if __name__ == "__main__":
    main()
