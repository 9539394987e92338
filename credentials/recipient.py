"""Whether a badge is made out to somebody: the recipient check.

Source: Open Badges 3.0, "Verification" step 5 and IdentityHash. Possession of an address is for the caller
to show.
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from credentials.identity import is_address, matches_hash, matches_plain
from credentials.report import Check, failed, passed, skipped

_MAILTO = "mailto:"


def check_recipient(document: Mapping[str, Any], recipient: str | None) -> Check:
    """The recipient check of a well-formed badge: against the subject's id and each of its identifiers.

    `recipient` is an e-mail address (with or without `mailto:`), a DID or another id or identifier.
    """
    if recipient is None:
        return skipped("recipient", "recipient.none")
    subject = document["credentialSubject"]
    identifiers = subject.get("identifier", [])
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    asked = _without_scheme(recipient)
    if asked.strip() and (_is_id(subject.get("id"), asked) or any(_matches(item, asked) for item in listed)):
        return passed("recipient", "recipient.passed", recipient=recipient)
    return failed("recipient", "recipient.other", recipient=recipient)


def _is_id(subject_id: str | None, asked: str) -> bool:
    """An id is compared letter by letter, but an address that stands as one is an address."""
    if subject_id is None:
        return False
    named = _without_scheme(subject_id)
    if is_address(asked) and is_address(named):
        return matches_plain(asked, named)
    return compare_digest(subject_id.encode("utf-8"), asked.strip().encode("utf-8", "surrogatepass"))


def _matches(identity: Mapping[str, Any], asked: str) -> bool:
    """Only an identifier of the same type counts: an address that stands as a name is not an address."""
    if (identity["identityType"] == "emailAddress") != is_address(asked):
        return False
    value = str(identity["identityHash"])
    if identity["hashed"]:
        return matches_hash(asked, str(identity.get("salt", "")), value)
    return matches_plain(asked, value)


def _without_scheme(text: str) -> str:
    rest = text.strip()
    return rest[len(_MAILTO) :] if rest[: len(_MAILTO)].lower() == _MAILTO else text
