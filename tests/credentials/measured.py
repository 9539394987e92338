"""`leerspoor verify` in a process of its own, with what it took."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from tests.shared import ROOT

SECONDS = 3.0
MEGABYTES = 300
_RUN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from lms.cli.verify import verify_command
try:
    verify_command()
finally:
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print("PEAK", peak.split()[1], resource.getrusage(resource.RUSAGE_SELF).ru_utime, file=sys.stderr)
"""


@dataclass(frozen=True)
class Measured:
    """`megabytes` is the most memory it held, `seconds` its time on the processor."""

    returncode: int
    stdout: str
    megabytes: float
    seconds: float


def measured(*arguments: str, data: Iterable[bytes] = ()) -> Measured:
    """A run with these arguments; `data` goes through a pipe to its standard input, as far as it reads that."""
    command = [sys.executable, "-c", _RUN, *arguments]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdin is not None
    try:
        for part in data:
            process.stdin.write(part)
        process.stdin.flush()
    except BrokenPipeError:
        pass
    out, err = process.communicate(timeout=60)
    peak, seconds = err.decode().rpartition("PEAK")[2].split()
    return Measured(process.returncode, out.decode(), int(peak) / 1024, float(seconds))
