"""Other people's documents, through the one safe fetcher: what a badge needs to be verified, or a badge at an address.

Not here: which addresses are safe (`lms.fetching`), and the budget of one verification (`lms.resolving`).
"""

from credentials.resolution import Resolve
from lms.badges.answers import VC_TYPES
from lms.badges.words import _
from lms.fetching import FetchError, FetchRefused, fetch
from lms.resolving import app_resolver
from lms.wiring import wiring


def resolver() -> Resolve:
    """For one verification: own database, cache, then the network."""
    return app_resolver(wiring())


def badge_at(address: str) -> tuple[bytes, str]:
    """The bytes at somebody else's address, or why there are none."""
    try:
        return fetch(address, settings=wiring().settings, accept=", ".join(VC_TYPES)).body, ""
    except FetchRefused:
        return b"", _("We do not open this address: it is not a public https address.")
    except FetchError:
        return b"", _("This address does not answer with a badge. Try again later, or offer the file.")
