"""The verdicts as people read them, and the fixed words of those that need no names or days filled in.

Not here: which verdict a report leads to (`findings`).
"""

import enum
from collections.abc import Mapping

from courses.errors import N_


class Kind(enum.StrEnum):
    """The verdict as people read it; each has its own words."""

    VALID = "valid"
    UNKNOWN_ISSUER = "unknown_issuer"
    NO_STATUS = "no_status"
    STATUS_UNKNOWN = "status_unknown"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    KEY_UNRESOLVED = "key_unresolved"
    UNSUPPORTED = "unsupported"
    OTHER_PERSON = "other_person"
    KEY_WITHDRAWN = "key_withdrawn"
    FORGED = "forged"
    TAMPERED = "tampered"
    UNSIGNED = "unsigned"
    MALFORMED = "malformed"
    NOTHING = "nothing"
    PENDING = "pending"
    ERASED = "erased"


#: Title and text, as message ids.
FIXED: Mapping[Kind, tuple[str, str]] = {
    Kind.TAMPERED: (
        N_("This badge was changed after it was issued"),
        N_("Do not trust it, and ask the holder for the original."),
    ),
    Kind.FORGED: (
        N_("This badge is not from the issuer it names"),
        N_("The signature does not belong to that issuer. Do not trust it."),
    ),
    Kind.KEY_WITHDRAWN: (
        N_("The signature under this badge no longer counts"),
        N_("The issuer withdrew the key it was made with. Ask the holder for the new version."),
    ),
    Kind.UNSIGNED: (
        N_("This badge is not signed"),
        N_("Without a signature anybody can have made it. Do not trust it."),
    ),
    Kind.OTHER_PERSON: (
        N_("This badge does not belong to that address"),
        N_("The badge itself is properly signed, but made out to somebody else or to another address."),
    ),
    Kind.STATUS_UNKNOWN: (
        N_("We could not look up whether this badge was revoked"),
        N_("The list of the issuer does not answer. All the rest is right. Try again later."),
    ),
    Kind.NO_STATUS: (
        N_("This badge is genuine, but cannot be revoked"),
        N_("The issuer keeps no list of revoked badges. Ask the issuer whether it still counts."),
    ),
    Kind.KEY_UNRESOLVED: (
        N_("We could not check this badge just now"),
        N_("The key of the issuer was not found, or did not answer. Try again later."),
    ),
    Kind.NOT_YET: (
        N_("This badge does not count yet"),
        N_("It is genuine, but starts later than today."),
    ),
    Kind.SUSPENDED: (
        N_("This badge is suspended for now"),
        N_("The issuer has put it on hold. Ask the issuer before you use it as proof."),
    ),
    Kind.REPLACED: (
        N_("This badge was replaced by another one"),
        N_("The issuer put it right and gave the holder a new badge. Look at that one; this one no longer counts."),
    ),
    Kind.EXPIRED: (N_("This badge has expired"), N_("It is genuine, but no longer counts.")),
    Kind.NOTHING: (N_("No badge found"), ""),
    Kind.MALFORMED: (N_("This is not a proper badge"), ""),
    Kind.UNSUPPORTED: (N_("We cannot check this kind of badge yet"), ""),
    Kind.PENDING: (
        N_("This badge is being signed"),
        N_("It was earned just now. In a few seconds you can check it here."),
    ),
    Kind.ERASED: (
        N_("The holder had the data of this badge erased"),
        N_(
            "This number exists and was not revoked. Who holds the file can still have it checked with “Check a badge”."
        ),
    ),
}

#: A word or two, for a table.
SHORT: Mapping[Kind, str] = {
    Kind.VALID: N_("Valid"),
    Kind.UNKNOWN_ISSUER: N_("Unknown issuer"),
    Kind.NO_STATUS: N_("Cannot be revoked"),
    Kind.STATUS_UNKNOWN: N_("Status not known"),
    Kind.NOT_YET: N_("Not valid yet"),
    Kind.EXPIRED: N_("Expired"),
    Kind.SUSPENDED: N_("Suspended"),
    Kind.REVOKED: N_("Revoked"),
    Kind.REPLACED: N_("Replaced"),
    Kind.KEY_UNRESOLVED: N_("Not checked yet"),
    Kind.UNSUPPORTED: N_("Not supported"),
    Kind.OTHER_PERSON: N_("Another address"),
    Kind.KEY_WITHDRAWN: N_("Key withdrawn"),
    Kind.FORGED: N_("Not of this issuer"),
    Kind.TAMPERED: N_("Changed"),
    Kind.UNSIGNED: N_("Not signed"),
    Kind.MALFORMED: N_("Not a proper badge"),
    Kind.NOTHING: N_("No badge found"),
    Kind.PENDING: N_("Being signed"),
    Kind.ERASED: N_("Erased"),
}
