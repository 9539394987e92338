"""Signing and verifying a badge against a bare Ed25519 signature over the same number of bytes, in the same run.

A badge costs far more than its signature: JSON-LD and RDF canonicalisation. The ratios show how much, and tell when a
change makes it worse, whatever machine it runs on.
"""

import gc
import sys
import time
from collections.abc import Callable
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.canonical import canonicalize
from credentials.strictjson import read_json
from credentials.structure import faults
from tests.credentials import badges

ROUNDS = 9
AIM = {"issue": 130.0, "verify": 30.0, "verify with status": 60.0}
"""Ratios above these are worth a look (measured about half of each)."""


def seconds(work: Callable[[], object], times: int) -> float:
    """The median over rounds of the time of one call."""
    work()
    found = []
    gc.disable()
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - begin) / times)
    gc.enable()
    return median(found)


def measure() -> dict[str, tuple[float, float]]:
    """Per piece of work: seconds, and the ratio to the bare signature or bare check it is built around."""
    key = Ed25519PrivateKey.generate()
    message = bytes(64)
    signature, public = key.sign(message), key.public_key()
    sign = seconds(lambda: key.sign(message), 300)
    check = seconds(lambda: public.verify(signature, message), 300)
    badge, world, plain = badges.rich(), badges.world(), badges.signed(badges.small())
    made = badges.signed(badge)
    unsigned = badge.to_dict()
    work = {
        "issue": (seconds(lambda: badges.signed(badge), 10), sign),
        "verify": (seconds(lambda: world.verify(plain.data), 10), check),
        "verify with status": (seconds(lambda: world.verify(made.data), 10), check),
        "of which reading": (seconds(lambda: read_json(made.data), 30), check),
        "of which structure": (seconds(lambda: faults(unsigned, "OpenBadgeCredential"), 30), check),
        "of which canonical": (seconds(lambda: canonicalize(unsigned), 10), check),
    }
    bare = {"bare Ed25519 sign": (sign, 1.0), "bare Ed25519 verify": (check, 1.0)}
    return bare | {name: (took, took / unit) for name, (took, unit) in work.items()}


def main() -> None:
    """Prints milliseconds of this machine and the ratios."""
    for name, (took, ratio) in measure().items():
        aim = f"   aim below {AIM[name]:.0f}" if name in AIM else ""
        sys.stdout.write(f"  {name:22} {took * 1000:9.3f} ms   x {ratio:8.1f}{aim}\n")
