"""Recipient identifiers, plain and as salted hashes (Open Badges 3.0, IdentityHash). No lookups, no storage of
addresses.

The specification has no rule for capitals. On issue an e-mail address is trimmed and lower-cased; on reading it counts
as given and lower-cased, since others hash what somebody once typed.
"""

import hashlib
import re
from hmac import compare_digest

_HASH = re.compile(r"sha256\$[0-9A-Fa-f]{64}|md5\$[0-9A-Fa-f]{32}")


def hash_identity(identifier: str, salt: str, *, fold: bool = True) -> str:
    """`sha256$` and the lower-case hex SHA-256 of UTF-8 `identifier + salt`, the salt appended.

    An e-mail address is trimmed and lower-cased first unless `fold` is false: people type their own address in more
    than one way.
    """
    text = folded(identifier) if fold else identifier
    return "sha256$" + hashlib.sha256((text + salt).encode("utf-8")).hexdigest()


def is_address(identifier: str) -> bool:
    """Whether this is meant as an e-mail address rather than a name, a number or a URI."""
    return "@" in identifier and ":" not in identifier


def folded(identifier: str) -> str:
    """The form of an e-mail address that is hashed on issue; anything else is only trimmed.

    A letter outside ASCII never becomes one inside it: the Kelvin sign lower-cased is the letter k, so whoever owns
    the one address would own the other.
    """
    text = identifier.strip()
    if "@" not in text:
        return text
    return "".join(map(_lower, text)) if any(map(_turns_ascii, text)) else text.lower()


def matches_plain(identifier: str, identity: str) -> bool:
    """Whether both name the same recipient: addresses whatever their capitals, all else letter by letter."""
    return compare_digest(_bytes(folded(identifier)), _bytes(folded(identity)))


def matches_hash(identifier: str, salt: str, identity_hash: str) -> bool:
    """Whether `identity_hash` is of `identifier` as given, trimmed or folded; MD5 is read, never written (spec:
    IdentityHash). What is no hash in either form matches nobody."""
    if not _HASH.fullmatch(identity_hash):
        return False
    scheme, _, digest = identity_hash.lower().partition("$")
    found = False
    for text in dict.fromkeys((identifier, identifier.strip(), folded(identifier))):
        found |= compare_digest(_digest(scheme, _bytes(text + salt)), digest)
    return found


def _digest(scheme: str, data: bytes) -> str:
    if scheme == "md5":
        return hashlib.md5(data, usedforsecurity=False).hexdigest()
    return hashlib.sha256(data).hexdigest()


def _lower(letter: str) -> str:
    return letter if _turns_ascii(letter) else letter.lower()


def _turns_ascii(letter: str) -> bool:
    return not letter.isascii() and letter.lower()[0].isascii()


def _bytes(text: str) -> bytes:
    """Half a character, which a console can hand over, matches nothing but does no harm."""
    return text.encode("utf-8", "surrogatepass")
