"""Forged tokens, each with a way to take out the defence that should stop it; the tests are in `test_forgeries.py`.

Sources: RFC 8725 and what lies behind it (CVE-2015-9235, CVE-2016-5431, CVE-2018-0114, CVE-2022-21449,
CVE-2022-29217, CVE-2022-39227).
"""

from tests.credentials.forgeries.base import Attack
from tests.credentials.forgeries.claims import CLAIMS
from tests.credentials.forgeries.headers import CARRIED
from tests.credentials.forgeries.names import NAMED
from tests.credentials.forgeries.signatures import NO_SIGNATURE, SWAPS
from tests.credentials.forgeries.spelling import SPELLED, WRAPPED

ATTACKS = [*NO_SIGNATURE, *SWAPS, *CARRIED, *NAMED, *CLAIMS, *SPELLED, *WRAPPED]

__all__ = ["ATTACKS", "Attack"]
