"""Files made to stop a verifier get a verdict within 3 s and 300 MB (A10, A12, A13)."""

import json
import time
from pathlib import Path

import pytest

from credentials.budget import WorkBudget
from credentials.errors import CanonicalisationError, StatusListError
from credentials.multibase import encode_base64url
from credentials.rdfc import Quad, Term, canonical_nquads
from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from tests.credentials import badges
from tests.credentials.hostile import HOSTILE, MIB, deflated_zeros, files, unnamed_tree
from tests.credentials.measured import MEGABYTES, SECONDS, measured


@pytest.mark.parametrize("what", HOSTILE)
def test_verdict_in_time(what: str) -> None:
    data = HOSTILE[what]()
    begin = time.process_time()
    report = badges.world().verify(data)
    assert time.process_time() - begin < SECONDS
    assert report.verdict in (Verdict.INVALID, Verdict.NO_CREDENTIAL)
    assert all(check.reason for check in report.checks)


def test_memory_of_the_command(tmp_path: Path) -> None:
    """All of them after each other in one process: the worst of them decides the peak."""
    paths = []
    for number, (_, data) in enumerate(files()):
        path = tmp_path / str(number)
        path.write_bytes(data)
        paths.append(str(path))
    done = measured("--json", "--resolver", _resolver(tmp_path), *paths)
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()].count("VALID") == 0
    assert len(done.stdout.splitlines()) == len(HOSTILE)
    assert done.returncode == 1
    assert done.megabytes < MEGABYTES


@pytest.mark.parametrize("what", ["100,000 nested brackets", "300 MB in zTXt", "300 MB in iTXt", "unnamed tree 8 x 8"])
def test_one_file_from_start_to_end(what: str, tmp_path: Path) -> None:
    path = tmp_path / "offered"
    path.write_bytes(HOSTILE[what]())
    done = measured("--json", "--resolver", _resolver(tmp_path), str(path))
    assert done.returncode == 1
    assert done.megabytes < MEGABYTES
    assert done.seconds < SECONDS


def test_a_file_larger_than_any_image_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "sparse.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(2048 * MIB)
    done = measured("--json", "--resolver", _resolver(tmp_path), str(path))
    assert json.loads(done.stdout)["verdict"] == "INVALID"
    assert done.megabytes < MEGABYTES


def _resolver(folder: Path) -> str:
    path = folder / "resolver.json"
    path.write_text(json.dumps(badges.plain(badges.world().documents)))
    return str(path)


def test_status_list_that_inflates_to_half_a_gigabyte(tmp_path: Path) -> None:
    """Signed by the issuer itself, so that the list is really opened."""
    made = badges.status_list().document
    unsigned = {name: value for name, value in made.items() if name != "proof"}
    packed = _bomb()
    unsigned["credentialSubject"] = unsigned["credentialSubject"] | {"encodedList": packed}
    documents = badges.plain(badges.world().documents) | {badges.LIST: badges.signed_list(unsigned)}
    path, badge = tmp_path / "documents.json", tmp_path / "badge.json"
    path.write_text(json.dumps(documents))
    badge.write_bytes(badges.signed().data)
    done = measured("--json", "--resolver", str(path), str(badge))
    report = json.loads(done.stdout)
    assert report["verdict"] == "STATUS_UNKNOWN"
    assert [check["code"] for check in report["checks"] if check["name"] == "status"] == ["status.list_too_long"]
    assert done.megabytes < MEGABYTES
    assert done.seconds < SECONDS


def test_uncapped_inflation_would_be_noticed() -> None:
    """The twin: with a higher cap the same list is inflated further."""
    packed = _bomb(8 * MIB)
    with pytest.raises(StatusListError, match="too long"):
        BitstringStatusList.decode(packed)
    assert len(BitstringStatusList.decode(packed, 8 * 8 * MIB)) == 8 * 8 * MIB


def _bomb(size: int = 512 * MIB) -> str:
    return encode_base64url(deflated_zeros(size, wbits=31))


def _clique(size: int) -> list[Quad]:
    predicate = Term("iri", "urn:p")
    nodes = [Term("blank", f"n{i}") for i in range(size)]
    return [Quad(a, predicate, b, None) for a in nodes for b in nodes if a != b]


@pytest.mark.parametrize("size", range(6, 13))
def test_complete_graphs_are_given_up(size: int) -> None:
    """The worst case of RDFC-1.0 (section "Dataset Poisoning"), at the level where no label is refused."""
    begin = time.process_time()
    with pytest.raises(CanonicalisationError):
        canonical_nquads(_clique(size), WorkBudget())
    assert time.process_time() - begin < SECONDS


def test_graphs_that_need_the_full_algorithm_are_done() -> None:
    """The budget leaves room for honest badges: small cliques and sixty alignments nobody can tell apart."""
    assert canonical_nquads(_clique(4), WorkBudget()).count("\n") == 12
    honest = badges.small()
    alignment = {"type": ["Alignment"], "targetName": "a", "targetUrl": "https://a.example/"}
    honest["credentialSubject"]["achievement"]["alignment"] = [alignment] * 60
    assert badges.world().verify(badges.signed(honest).data).verdict is Verdict.VALID


def test_without_a_budget_the_work_grows() -> None:
    """The twin: with ten times the budget the poison graph has still not ended, and took far more work."""
    spent = {}
    for calls in (200, 2_000):
        work = WorkBudget(steps=10**9, n_degree_calls=calls)
        with pytest.raises(CanonicalisationError):
            canonical_nquads(_clique(9), work)
        spent[calls] = 10**9 - work.steps
    assert spent[2_000] > 5 * spent[200]
    assert len(unnamed_tree(8, 8)) < 8_000
