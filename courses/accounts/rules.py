"""Pure decisions about signing in. No database, no hashing."""

import unicodedata
from datetime import timedelta

from courses.accounts.errors import PasswordRefused
from courses.errors import N_

LINK_MINUTES = 20
LINK_LIFE = timedelta(minutes=LINK_MINUTES)
SHORTEST, LONGEST = 8, 256

#: The start of every list of leaked passwords that has eight characters or more, with the words of our own trade.
COMMON = frozenset(
    [
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "87654321",
        "password",
        "passw0rd",
        "password1",
        "password123",
        "qwertyuiop",
        "qwerty123",
        "azertyuiop",
        "azerty123",
        "1q2w3e4r",
        "1qaz2wsx",
        "q1w2e3r4",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "trustno1",
        "letmein1",
        "welcome1",
        "welcome123",
        "welkom01",
        "welkom123",
        "welkom1234",
        "wachtwoord",
        "wachtwoord1",
        "wachtwoord123",
        "motdepasse",
        "motdepasse1",
        "bonjour1",
        "geheim123",
        "geheim1234",
        "leerkracht",
        "leerkracht1",
        "leraar123",
        "school123",
        "school1234",
        "leerspoor",
        "leerspoor1",
        "leerspoor123",
        "juffrouw",
        "belgie123",
        "vlaanderen",
        "nederland",
        "abcdefgh",
        "abcd1234",
        "aaaaaaaa",
        "zomer2024",
        "zomer2025",
        "zomer2026",
        "winter2025",
        "winter2026",
        "lente2026",
        "herfst2026",
        "changeme",
        "secret123",
    ]
)


def normalise_password(password: str) -> str:
    """NFKC, so that the same password typed on a phone and a laptop is the same text."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Raise PasswordRefused when it is too short, too long, well known, or one of the person's own `names`."""
    text = normalise_password(password)
    if len(text) < SHORTEST:
        raise PasswordRefused(N_("Take at least %(number)s characters."), number=SHORTEST)
    if len(text) > LONGEST:
        raise PasswordRefused(N_("Take at most %(number)s characters."), number=LONGEST)
    folded = text.casefold()
    if folded in COMMON or len(set(folded)) < 4:
        raise PasswordRefused(N_("Many people use this password. Take another one."))
    if any(folded == part.casefold() for part in names if part):
        raise PasswordRefused(N_("Your own name or address is too easy to guess. Take another one."))
