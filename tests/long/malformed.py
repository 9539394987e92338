"""Malformed input for `verify`, strictly and leniently: a verdict for each, within 3 s and 300 MB, and never an error.

Three sources: hypothesis (badges with any JSON in any place, tokens with any header, images with any chunk), bytes
changed blindly in badges of every carrier, and atheris where it is installed, which looks for input that reaches new
code. Each source runs in a process of its own (`python -m tests.long.malformed SOURCE COUNT`), whose memory is its own.
"""

import importlib.util
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from credentials.report import Verdict, VerificationReport
from tests.long.result import Result
from tests.shared import ROOT

COUNT = 100_000
"""At scale 1."""
SECONDS, MEGABYTES = 3.0, 300
_SEED = 20261122
_SLICE = 1_500
_SHARES = {"hypothesis": 0.3, "bytes": 0.4, "atheris": 0.3}
_HAS_ATHERIS = importlib.util.find_spec("atheris") is not None


class Watch:
    """Offers input to `verify` and keeps what came of it."""

    def __init__(self, verify: Callable[..., VerificationReport]) -> None:
        self.verify = verify
        self.verdicts: Counter[str] = Counter()
        self.slowest = 0.0
        self.faults: list[str] = []

    def offer(self, data: Any) -> None:
        """Once strictly and once leniently, in turn."""
        begin = time.process_time()
        try:
            report = self.verify(data, strict=self.verdicts.total() % 2 == 0)
            self.verdicts[report.verdict] += 1
            if report.verdict is not Verdict.VALID and not all(check.reason for check in report.checks):
                self._fault("a check without a reason", data)
        except Exception as error:
            self.verdicts["raised"] += 1
            self._fault(f"{type(error).__name__}: {error}", data)
        taken = time.process_time() - begin
        self.slowest = max(self.slowest, taken)
        if taken > SECONDS:
            self._fault(f"{taken:.1f} s", data)

    def _fault(self, what: str, data: Any) -> None:
        if len(self.faults) < 20:
            self.faults.append(f"{what} on {data!r}"[:1500])

    def tell(self) -> None:
        """As JSON, for the process that started this one."""
        lines = Path("/proc/self/status").read_text().splitlines()
        peak = int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
        if peak > MEGABYTES:
            self.faults.append(f"{peak:.0f} MB at most")
        found = {"verdicts": self.verdicts, "slowest": self.slowest, "peak": peak, "faults": self.faults}
        sys.stdout.write(f"\n{json.dumps(found)}\n")
        sys.stdout.flush()


def seeds() -> list[bytes]:
    """Valid badges in every carrier."""
    from credentials.baking import bake_png, bake_svg
    from tests.credentials.carriers import SVG, pdf, pdf_object, picture
    from tests.interop.pieces import DERIVED, ours

    proofs = ("eddsa-rdfc-2022", "ecdsa-rdfc-2019 P-256", DERIVED)
    plain = [json.dumps(ours(proof, "endorsed"), ensure_ascii=False).encode() for proof in proofs]
    small = [json.dumps(ours(proof, "minimal")).encode() for proof in proofs]
    held = [ours(proof, "minimal").encode() for proof in ("JWT RS256", "JWT ES256", "JWT EdDSA")]
    carried = [
        wrapped
        for badge in (small[0], held[2])
        for wrapped in (bake_png(picture(), badge), bake_svg(SVG, badge), pdf(pdf_object(1, badge)))
    ]
    return [*plain, *small, *held, *carried]


def changed_bytes(count: int) -> Iterator[bytes]:
    """Seeds with one to six pieces overwritten, removed, said twice, or exchanged for syntax."""
    chance = random.Random(_SEED)
    given = seeds()
    syntax = [
        *b'{}[]",:\\<>&;.=\0\n',
        b'"@id"',
        b"null",
        b'"@graph":',
        b"-1e400",
        b"\\ud800",
        b"\xff\xfe",
        b"<!DOCTYPE x>",
    ]
    pieces = [bytes([item]) if isinstance(item, int) else item for item in syntax]
    for _ in range(count):
        data = bytearray(chance.choice(given))
        for _ in range(chance.randint(1, 6)):
            start = chance.randrange(len(data) + 1)
            end = start + int(chance.expovariate(0.1))
            other = (chance.choice(pieces), b"", chance.randbytes(end - start), bytes(data[start:end]) * 2)
            data[start:end] = chance.choice(other)
        yield bytes(data)


def _by_bytes(watch: Watch, count: int) -> None:
    for data in changed_bytes(count):
        watch.offer(data)


def _by_hypothesis(watch: Watch, count: int) -> None:
    """In slices: hypothesis remembers all that it tried, and the memory measured is to be that of `verify`."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from tests.long.strategies import offered

    for start in range(0, count, _SLICE):

        @seed(_SEED + start)
        @settings(
            max_examples=min(_SLICE, count - start),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=HealthCheck,
        )
        @given(offered())
        def offer(data: Any) -> None:
            watch.offer(data)

        offer()


def _by_atheris(watch: Watch, count: int) -> None:
    """Ends the process itself: the fuzzer never gives it back."""
    import atheris

    corpus = Path(mkdtemp())

    def offer(data: bytes) -> None:
        watch.offer(data)
        if watch.verdicts.total() == count:
            watch.tell()
            rmtree(corpus)
            os._exit(0)

    for number, badge in enumerate(seeds()):
        (corpus / str(number)).write_bytes(badge)
    options = [f"-seed={_SEED}", "-max_len=32768", "-rss_limit_mb=1024", "-print_final_stats=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], offer)
    atheris.Fuzz()


_SOURCES = {"bytes": _by_bytes, "hypothesis": _by_hypothesis, "atheris": _by_atheris}


def run(scale: float) -> Result:
    """Offers `COUNT * scale` inputs, in a process for each source, all at once."""
    result = Result("Malformed input")
    wanted = _SHARES if _HAS_ATHERIS else {"hypothesis": 0.5, "bytes": 0.5}
    with TemporaryDirectory() as folder:
        running = {
            source: _start(Path(folder), source, round(COUNT * scale * share)) for source, share in wanted.items()
        }
        codes = {source: process.wait() for source, process in running.items()}
        told = {source: (code, _written(Path(folder), source)) for source, code in codes.items()}
    for source, (code, (out, error)) in told.items():
        try:
            found = json.loads(next(line for line in out.splitlines() if line.startswith('{"verdicts"')))
        except StopIteration:
            result.faults.append(f"{source} ended with {code}: {error[-1500:]}")
            continue
        result.faults += [f"{source}: {fault}" for fault in found["faults"]]
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in found["verdicts"].items())
        result.figures.append(
            f"{sum(found['verdicts'].values())} by {source}, slowest {found['slowest']:.2f} s, {found['peak']:.0f} MB: "
            f"{verdicts}"
        )
    result.require(_twin_is_caught(), "a verifier that raises, and takes its time, was not noticed")
    if not _HAS_ATHERIS:
        result.figures.append("without atheris, which is not installed for this Python")
    return result


def _start(folder: Path, source: str, count: int) -> subprocess.Popen[bytes]:
    """A process whose words go into files: a pipe that nobody reads meanwhile would stop it."""
    command = [sys.executable, "-m", "tests.long.malformed", source, str(count)]
    with (folder / f"{source}.out").open("wb") as out, (folder / f"{source}.err").open("wb") as error:
        return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=error)


def _written(folder: Path, source: str) -> tuple[str, str]:
    return (folder / f"{source}.out").read_text(), (folder / f"{source}.err").read_text(errors="replace")


def _twin_is_caught() -> bool:
    """A verifier that fails on everything is found out."""

    def careless(data: bytes, *, strict: bool) -> VerificationReport:
        raise KeyError(strict)

    watch = Watch(careless)
    watch.offer(b"{}")
    return [fault[:8] for fault in watch.faults] == ["KeyError"]


def main() -> None:
    source, count = sys.argv[1], int(sys.argv[2])
    if source == "atheris":
        import atheris

        with atheris.instrument_imports(include=["credentials"]):
            from tests.interop.pieces import world
    else:
        from tests.interop.pieces import world
    watch = Watch(world().verify)
    _SOURCES[source](watch, count)
    watch.tell()


if __name__ == "__main__":
    main()
