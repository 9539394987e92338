"""Recipient identifiers as salted hashes (Open Badges 3.0, IdentityHash). No lookups, no storage of
addresses."""

import hashlib


def hash_identity(identifier: str, salt: str, *, fold: bool = True) -> str:
    """`sha256$` and the lower-case hex SHA-256 of UTF-8 `identifier + salt`, the salt appended.

    An e-mail address is trimmed and lower-cased first unless `fold` is false: the specification has no
    rule, and people type their own address in more than one way.
    """
    text = folded(identifier) if fold else identifier
    return "sha256$" + hashlib.sha256((text + salt).encode("utf-8")).hexdigest()


def is_address(identifier: str) -> bool:
    """Whether this is meant as an e-mail address rather than a name, a number or a URI."""
    return "@" in identifier and ":" not in identifier


def folded(identifier: str) -> str:
    """The form of an e-mail address that is hashed on issue; anything else is only trimmed."""
    text = identifier.strip()
    return text.lower() if "@" in text else text


def matches_hash(identifier: str, salt: str, identity_hash: str) -> bool:
    """Whether `identity_hash` is of `identifier` as given or folded; MD5 is read, never written (spec:
    IdentityHash)."""
    scheme, _, digest = identity_hash.partition("$")
    for text in (identifier, folded(identifier)):
        data = (text + salt).encode("utf-8", "surrogatepass")
        if scheme == "sha256" and hashlib.sha256(data).hexdigest() == digest.lower():
            return True
        if scheme == "md5" and hashlib.md5(data, usedforsecurity=False).hexdigest() == digest.lower():
            return True
    return False
