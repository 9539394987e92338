"""Places where a test can make this process die, to see that nothing is lost or done twice.

Armed by `LEERSPOOR_FAILPOINT=name[:n]`, which production refuses. The process gets no chance to clean up.
Not here: the tests, and any other way to fail.
"""

import os
import signal
from dataclasses import dataclass
from threading import Lock


@dataclass
class _Armed:
    name: str = ""
    left: int = 0


_armed = _Armed()
_lock = Lock()


def arm(spec: str) -> None:
    """`name` dies the first time, `name:3` the third time; empty disarms."""
    name, _, count = spec.partition(":")
    with _lock:
        _armed.name = name
        _armed.left = int(count or 1)


def hit(name: str) -> None:
    """Die here when this point is armed and its count is reached; otherwise nothing."""
    if _armed.name != name:
        return
    with _lock:
        _armed.left -= 1
        if _armed.left > 0:
            return
    os.kill(os.getpid(), signal.SIGKILL)
