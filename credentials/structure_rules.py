"""What Open Badges 3.0 asks of each class, as a table: property, kind of value, one or many, required.

The checker is `structure.py`; nothing here runs. Source: Open Badges 3.0 (document version 1.4.5), "Data
Models"; for the status list credential W3C Bitstring Status List 1.0, section 2.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TEXT, URI, INSTANT, DATE, LANGUAGE, NUMBER, BOOLEAN, OBJECT, TYPED = (
    "text", "uri", "instant", "date", "language", "number", "boolean", "object", "typed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is one of the words above, `enum:<name>`, or the name of a class; `or_uri` allows an address
    instead."""

    kind: str
    many: bool = False
    required: bool = False
    or_uri: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """What an object of the class must hold.

    `types` must all be in the object's `type`, of `any_of` at least one; with `closed_type` it is exactly the one.
    `closed`: no other members than those of `rules`.
    """

    section: str
    rules: Mapping[str, Rule]
    types: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    closed_type: bool = False
    closed: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENUMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "AchievementType": _words(
            """Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge
            BachelorDegree Certificate CertificateOfCompletion Certification CommunityService Competency
            Course CoCurricular Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment
            JourneymanCertificate LearningProgram License Membership ProfessionalDoctorate
            QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate
            SecondarySchoolDiploma"""
        ),
        "AlignmentTargetType": _words(
            """ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel
            CTDL"""
        ),
        "IdentifierType": _words(
            """name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn
            issn lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId
            ltiPlatformId ltiUserId identifier"""
        ),
        "ResultType": _words(
            """GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result
            RubricCriterion RubricCriterionLevel RubricScore ScaledScore Status"""
        ),
        "ResultStatus": _words("Completed Enrolled Failed InProgress OnHold Provisional Withdrew"),
    }
)
EXTENSIBLE = frozenset({"AchievementType", "AlignmentTargetType", "IdentifierType", "ResultType"})
"""Enumerations that also take `ext:` terms."""


def _texts(names: str) -> dict[str, Rule]:
    return {name: Rule(TEXT) for name in names.split()}


_CREDENTIAL: dict[str, Rule] = {
    "id": Rule(URI, required=True),
    "name": Rule(TEXT),
    "description": Rule(TEXT),
    "image": Rule("Image"),
    "awardedDate": Rule(INSTANT),
    "issuer": Rule("Profile", required=True, or_uri=True),
    "validFrom": Rule(INSTANT, required=True),
    "validUntil": Rule(INSTANT),
    "evidence": Rule("Evidence", many=True),
    "endorsement": Rule("EndorsementCredential", many=True),
    "endorsementJwt": Rule(TEXT, many=True),
    "proof": Rule(OBJECT, many=True),
    "credentialSchema": Rule("CredentialSchema", many=True),
    "credentialStatus": Rule("CredentialStatus", many=True),
    "refreshService": Rule("RefreshService"),
    "termsOfUse": Rule(TYPED, many=True),
}

CLASSES: Mapping[str, Class] = MappingProxyType(
    {
        "OpenBadgeCredential": Class(
            "OpenBadgeCredential",
            _CREDENTIAL | {"credentialSubject": Rule("AchievementSubject", required=True)},
            types=("VerifiableCredential",),
            any_of=("OpenBadgeCredential", "AchievementCredential"),
        ),
        "EndorsementCredential": Class(
            "EndorsementCredential",
            _CREDENTIAL
            | {
                "name": Rule(TEXT, required=True),
                "credentialSubject": Rule("EndorsementSubject", required=True),
            },
            types=("VerifiableCredential", "EndorsementCredential"),
        ),
        "BitstringStatusListCredential": Class(
            "BitstringStatusListCredential",
            _CREDENTIAL
            | {
                "id": Rule(URI),
                "validFrom": Rule(INSTANT),
                "issuer": Rule(OBJECT, required=True, or_uri=True),
                "credentialSubject": Rule("BitstringStatusList", required=True),
            },
            types=("VerifiableCredential", "BitstringStatusListCredential"),
        ),
        "BitstringStatusList": Class(
            "BitstringStatusList",
            {
                "id": Rule(URI),
                "statusPurpose": Rule(TEXT, many=True, required=True),
                "encodedList": Rule(TEXT, required=True),
                "ttl": Rule(NUMBER),
            },
            types=("BitstringStatusList",),
        ),
        "EndorsementSubject": Class(
            "EndorsementSubject",
            {"id": Rule(URI, required=True), "endorsementComment": Rule(TEXT)},
            types=("EndorsementSubject",),
        ),
        "AchievementSubject": Class(
            "AchievementSubject",
            {
                "id": Rule(URI),
                "achievement": Rule("Achievement", required=True),
                "activityStartDate": Rule(INSTANT),
                "activityEndDate": Rule(INSTANT),
                "creditsEarned": Rule(NUMBER),
                "identifier": Rule("IdentityObject", many=True),
                "image": Rule("Image"),
                "result": Rule("Result", many=True),
                "source": Rule("Profile"),
            }
            | _texts("licenseNumber narrative role term"),
            types=("AchievementSubject",),
        ),
        "Achievement": Class(
            "Achievement",
            {
                "id": Rule(URI, required=True),
                "name": Rule(TEXT, required=True),
                "description": Rule(TEXT, required=True),
                "criteria": Rule("Criteria", required=True),
                "alignment": Rule("Alignment", many=True),
                "achievementType": Rule("enum:AchievementType"),
                "creator": Rule("Profile"),
                "creditsAvailable": Rule(NUMBER),
                "endorsement": Rule("EndorsementCredential", many=True),
                "endorsementJwt": Rule(TEXT, many=True),
                "image": Rule("Image"),
                "otherIdentifier": Rule("IdentifierEntry", many=True),
                "related": Rule("Related", many=True),
                "resultDescription": Rule("ResultDescription", many=True),
                "tag": Rule(TEXT, many=True),
            }
            | {"inLanguage": Rule(LANGUAGE)}
            | _texts("fieldOfStudy humanCode specialization version"),
            types=("Achievement",),
        ),
        "Criteria": Class("Criteria", {"id": Rule(URI), "narrative": Rule(TEXT)}),
        "Alignment": Class(
            "Alignment",
            {
                "targetName": Rule(TEXT, required=True),
                "targetUrl": Rule(URI, required=True),
                "targetType": Rule("enum:AlignmentTargetType"),
            }
            | _texts("targetCode targetDescription targetFramework"),
            types=("Alignment",),
        ),
        "ResultDescription": Class(
            "ResultDescription",
            {
                "id": Rule(URI, required=True),
                "name": Rule(TEXT, required=True),
                "resultType": Rule("enum:ResultType", required=True),
                "alignment": Rule("Alignment", many=True),
                "allowedValue": Rule(TEXT, many=True),
                "requiredLevel": Rule(URI),
                "rubricCriterionLevel": Rule("RubricCriterionLevel", many=True),
            }
            | _texts("requiredValue valueMax valueMin"),
            types=("ResultDescription",),
        ),
        "RubricCriterionLevel": Class(
            "RubricCriterionLevel",
            {
                "id": Rule(URI, required=True),
                "name": Rule(TEXT, required=True),
                "alignment": Rule("Alignment", many=True),
            }
            | _texts("description level points"),
            types=("RubricCriterionLevel",),
        ),
        "Result": Class(
            "Result",
            {
                "achievedLevel": Rule(URI),
                "resultDescription": Rule(URI),
                "status": Rule("enum:ResultStatus"),
                "value": Rule(TEXT),
                "alignment": Rule("Alignment", many=True),
            },
            types=("Result",),
        ),
        "Evidence": Class(
            "Evidence",
            {"id": Rule(URI)} | _texts("narrative name description genre audience"),
            types=("Evidence",),
        ),
        "Image": Class(
            "Image",
            {"id": Rule(URI, required=True), "caption": Rule(TEXT)},
            types=("Image",),
            closed_type=True,
            closed=True,
        ),
        "Related": Class(
            "Related",
            {"id": Rule(URI, required=True), "inLanguage": Rule(LANGUAGE), "version": Rule(TEXT)},
            types=("Related",),
        ),
        "IdentifierEntry": Class(
            "IdentifierEntry",
            {
                "identifier": Rule(TEXT, required=True),
                "identifierType": Rule("enum:IdentifierType", required=True),
            },
            types=("IdentifierEntry",),
            closed_type=True,
            closed=True,
        ),
        "IdentityObject": Class(
            "IdentityObject",
            {
                "hashed": Rule(BOOLEAN, required=True),
                "identityHash": Rule(TEXT, required=True),
                "identityType": Rule("enum:IdentifierType", required=True),
                "salt": Rule(TEXT),
            },
            types=("IdentityObject",),
            closed_type=True,
            closed=True,
        ),
        "Profile": Class(
            "Profile",
            {
                "id": Rule(URI, required=True),
                "url": Rule(URI),
                "image": Rule("Image"),
                "address": Rule("Address"),
                "otherIdentifier": Rule("IdentifierEntry", many=True),
                "endorsement": Rule("EndorsementCredential", many=True),
                "endorsementJwt": Rule(TEXT, many=True),
                "parentOrg": Rule("Profile"),
                "dateOfBirth": Rule(DATE),
            }
            | _texts("name phone description email official familyName givenName additionalName")
            | _texts("patronymicName honorificPrefix honorificSuffix familyNamePrefix"),
            types=("Profile",),
        ),
        "Address": Class(
            "Address",
            {"geo": Rule("GeoCoordinates")}
            | _texts("addressCountry addressCountryCode addressRegion addressLocality streetAddress")
            | _texts("postOfficeBoxNumber postalCode"),
            types=("Address",),
        ),
        "GeoCoordinates": Class(
            "GeoCoordinates",
            {"latitude": Rule(NUMBER, required=True), "longitude": Rule(NUMBER, required=True)},
            types=("GeoCoordinates",),
            closed_type=True,
        ),
        "CredentialSchema": Class("CredentialSchema", {"id": Rule(URI, required=True), "type": Rule(TYPED)}),
        "CredentialStatus": Class("CredentialStatus", {"id": Rule(URI), "type": Rule(TYPED)}),
        "RefreshService": Class("RefreshService", {"id": Rule(URI, required=True), "type": Rule(TYPED)}),
    }
)
