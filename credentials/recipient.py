"""Whether a badge is made out to somebody: the recipient check.

Source: Open Badges 3.0, "Verification" step 5 and IdentityHash. Possession of an address is for the caller
to show.
"""

from collections.abc import Mapping
from typing import Any

from credentials.identity import folded, is_address, matches_hash
from credentials.report import Check, failed, passed, skipped


def check_recipient(document: Mapping[str, Any], recipient: str | None) -> Check:
    """The recipient check of a well-formed badge: against the subject's id and each of its identifiers."""
    if recipient is None:
        return skipped("recipient", "recipient.none")
    subject = document["credentialSubject"]
    identifiers = subject.get("identifier", [])
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    ids = {recipient, f"mailto:{recipient}"}
    if subject.get("id") in ids or any(_matches(identity, recipient) for identity in listed):
        return passed("recipient", "recipient.passed", recipient=recipient)
    return failed("recipient", "recipient.other", recipient=recipient)


def _matches(identity: Mapping[str, Any], recipient: str) -> bool:
    """Only an identifier of the same type counts: an address that stands as a name is not an address."""
    if (identity["identityType"] == "emailAddress") != is_address(recipient):
        return False
    value = str(identity["identityHash"])
    if identity["hashed"]:
        return matches_hash(recipient, str(identity.get("salt", "")), value)
    return folded(value) == folded(recipient)
