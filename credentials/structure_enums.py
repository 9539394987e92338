"""The closed and open word lists of Open Badges 3.0 (document version 1.4.5), "Data Models" > "Enumerations"."""

from collections.abc import Mapping
from types import MappingProxyType


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
"""Those that also take `ext:` terms."""
