"""Whether a credential counts at a given moment: the dates check, of badges and of endorsements.

Sources: W3C VC Data Model 2.0, section "Validity Period", and 1.1, sections "Issuance Date" and "Expiration"; Open
Badges 3.0, "Verification" step 4.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentials.instants import parse_instant
from credentials.report import Check, failed, passed
from credentials.vcdm1 import period


def check_dates(document: Mapping[str, Any], now: datetime) -> Check:
    """The dates check of a well-formed credential."""
    start, end = period(document)
    if end is not None and parse_instant(end) < now:
        return failed("dates", "dates.expired", until=end)
    if start is None or parse_instant(start) > now:
        return failed("dates", "dates.not_yet", since=start)
    if end is None:
        return passed("dates", "dates.passed", since=start)
    return passed("dates", "dates.passed_until", since=start, until=end)
