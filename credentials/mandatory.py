"""What must be seen of a credential whatever else its holder leaves out, as JSON pointers.

For a badge: what Open Badges requires of one, so that every part of it still is a badge, and what limits its word (how
long it counts, where it can be withdrawn, under which terms), so that nobody can leave out that it no longer counts.
An `id` and a `type` are always kept and need no pointer. An issuer who has more that must not be left out, such as
results, names it in `SelectiveDisclosure(mandatory=...)`. Sources: Open Badges 3.0, "Data Models"; W3C VC Data Model
2.0, sections "Validity Period", "Status" and "Terms of Use".
"""

from collections.abc import Mapping
from typing import Any

_CREDENTIAL = (
    "issuer",
    "validFrom",
    "validUntil",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
)
_ACHIEVEMENT = ("name", "description", "criteria")
_BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def mandatory_pointers(document: Mapping[str, Any]) -> list[str]:
    """The pointers for `document`; all of it (`""`) for what is no badge, such as an endorsement or a status list."""
    types, subject = document.get("type"), document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    if not isinstance(types, list) or not _BADGES & set(map(str, types)):
        return [""]
    if not isinstance(subject, Mapping) or not isinstance(achievement, Mapping):
        return [""]
    found = [f"/{name}" for name in _CREDENTIAL if name in document]
    if "id" not in subject and "identifier" in subject:
        found.append("/credentialSubject/identifier")
    return found + [f"/credentialSubject/achievement/{name}" for name in _ACHIEVEMENT if name in achievement]
