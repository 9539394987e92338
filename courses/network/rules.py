"""Pure rules of the network: how long words may be. Not here: the database."""

from courses.errors import N_
from courses.network.errors import BadWords

MAX_WORDS = 2_000


def words(text: str) -> str:
    """The text as it is kept; BadWords when there is none, or more than `MAX_WORDS` characters."""
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise BadWords(N_("Write something first."), field="body")
    if len(kept) > MAX_WORDS:
        raise BadWords(N_("Keep it short: at most %(limit)s characters."), field="body", limit=MAX_WORDS)
    return kept
