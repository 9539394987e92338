"""The objects of Open Badges 3.0 as frozen values that go to and from JSON without losing a member.

Names are the specification's in snake case (`Achievement.achievement_type` is `achievementType`); what is not
modelled stays in `extra` and comes back out. Nothing here judges: see `structure.py`. Moments are texts
(DateTimeZ, see `instants.py`), since a signed text must keep its literal form.
Source: Open Badges 3.0 (document version 1.4.5), "Data Models" > "Credential Data Models".
"""

from credentials.model.achievement import (
    Achievement,
    Alignment,
    Criteria,
    Related,
    ResultDescription,
    RubricCriterionLevel,
)
from credentials.model.base import Json, SpecObject
from credentials.model.credential import (
    BitstringStatusListEntry,
    CredentialSchema,
    CredentialStatus,
    EndorsementCredential,
    EndorsementCredentialv1p1,
    OpenBadgeCredential,
    OpenBadgeCredentialv1p1,
    Proof,
    RefreshService,
    TermsOfUse,
)
from credentials.model.profile import Address, GeoCoordinates, IdentifierEntry, Image, Profile
from credentials.model.subject import AchievementSubject, EndorsementSubject, Evidence, IdentityObject, Result

__all__ = [
    "OpenBadgeCredential",
    "AchievementSubject",
    "Achievement",
    "Criteria",
    "Alignment",
    "Related",
    "ResultDescription",
    "RubricCriterionLevel",
    "Result",
    "Evidence",
    "IdentityObject",
    "Profile",
    "IdentifierEntry",
    "Address",
    "GeoCoordinates",
    "Image",
    "EndorsementCredential",
    "EndorsementSubject",
    "Proof",
    "CredentialStatus",
    "BitstringStatusListEntry",
    "CredentialSchema",
    "RefreshService",
    "TermsOfUse",
    "OpenBadgeCredentialv1p1",
    "EndorsementCredentialv1p1",
    "SpecObject",
    "Json",
]
