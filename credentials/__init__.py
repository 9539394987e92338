"""Open Badges 3.0 as a pure library: describe, sign, bake, read and verify badges.

    from credentials import issue, verify

Nothing here knows the web, a database, a queue, the network, the environment or the clock: documents and the
moment are given by the caller. It can be used without the rest of the project; see README.md in this folder.

A name is loaded with its module when it is first asked for (PEP 562), so that `import credentials` costs next to
nothing and who only describes badges loads no cryptography.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credentials.archive import Member, members
    from credentials.baking import Extracted, bake, extract
    from credentials.batch import issue_batch
    from credentials.comparing import newer, same_credential
    from credentials.controller import PublishedKey, controller_document
    from credentials.disclosing import disclose
    from credentials.elm import to_elm
    from credentials.errors import (
        ArchiveError,
        BakingError,
        CanonicalisationError,
        ContextError,
        CredentialError,
        ElmError,
        InputTooLargeError,
        KeyFormatError,
        NoCredentialError,
        ProofError,
        StatusListError,
        StructureError,
    )
    from credentials.explaining import Explanation, explain
    from credentials.extension import Extension, LearningOutcome, QualityAssurance, announced, extended, extension_of
    from credentials.identifiers import did_jwk, did_key, did_web, did_web_to_url
    from credentials.instants import format_instant, parse_instant
    from credentials.issuing import SignedCredential, issue
    from credentials.jwt_issuing import issue_jwt
    from credentials.keys import KeyKind, PublicKey, decode_jwk, decode_multikey
    from credentials.lint import Finding, findings
    from credentials.microcredential import Elements, Policy, elements, gate, missing
    from credentials.model import (
        Achievement,
        AchievementSubject,
        Address,
        Alignment,
        BitstringStatusListEntry,
        CredentialSchema,
        CredentialStatus,
        Criteria,
        EndorsementCredential,
        EndorsementSubject,
        Evidence,
        GeoCoordinates,
        IdentifierEntry,
        IdentityObject,
        Image,
        OpenBadgeCredential,
        Profile,
        Proof,
        RefreshService,
        Related,
        Result,
        ResultDescription,
        RubricCriterionLevel,
        SpecObject,
        TermsOfUse,
    )
    from credentials.reasons import SENTENCES, sentence
    from credentials.report import Check, Outcome, Verdict, VerificationReport
    from credentials.resolution import Found, NotFound, Refused, Resolution, Resolve, Unreachable, nothing
    from credentials.signers import EcdsaSigner, Ed25519Signer, RsaSigner, Signer
    from credentials.status_list import BitstringStatusList, status_list_credential
    from credentials.structure_fault import Fault
    from credentials.suites.ecdsa_sd_2023 import SelectiveDisclosure
    from credentials.verifying import verify

__all__ = [
    # issuing
    "issue",
    "SignedCredential",
    "issue_batch",
    "issue_jwt",
    # verifying, and what it answers
    "verify",
    "VerificationReport",
    "Verdict",
    "Check",
    "Outcome",
    "explain",
    "Explanation",
    # what `resolve` answers
    "Resolve",
    "Resolution",
    "Found",
    "NotFound",
    "Unreachable",
    "Refused",
    "nothing",
    # the badge itself
    "OpenBadgeCredential",
    "AchievementSubject",
    "IdentityObject",
    "Achievement",
    "Criteria",
    "Alignment",
    "Related",
    "ResultDescription",
    "RubricCriterionLevel",
    "Result",
    "Evidence",
    "Profile",
    "Image",
    "Address",
    "GeoCoordinates",
    "IdentifierEntry",
    "EndorsementCredential",
    "EndorsementSubject",
    "BitstringStatusListEntry",
    "CredentialStatus",
    "CredentialSchema",
    "RefreshService",
    "TermsOfUse",
    "Proof",
    "SpecObject",
    # keys
    "Signer",
    "Ed25519Signer",
    "EcdsaSigner",
    "RsaSigner",
    "KeyKind",
    "PublicKey",
    "decode_multikey",
    "decode_jwk",
    # issuers
    "PublishedKey",
    "controller_document",
    "did_key",
    "did_jwk",
    "did_web",
    "did_web_to_url",
    # showing a part
    "disclose",
    "SelectiveDisclosure",
    # inside images
    "bake",
    "extract",
    "Extracted",
    # in a ZIP
    "members",
    "Member",
    # withdrawing
    "BitstringStatusList",
    "status_list_credential",
    # two of the same
    "same_credential",
    "newer",
    # before signing
    "findings",
    "Finding",
    "Fault",
    # microcredentials
    "gate",
    "missing",
    "elements",
    "Elements",
    "Policy",
    "Extension",
    "LearningOutcome",
    "QualityAssurance",
    "extended",
    "extension_of",
    "announced",
    "to_elm",
    # moments and words
    "format_instant",
    "parse_instant",
    "sentence",
    "SENTENCES",
    # errors
    "CredentialError",
    "StructureError",
    "InputTooLargeError",
    "ContextError",
    "CanonicalisationError",
    "KeyFormatError",
    "ProofError",
    "StatusListError",
    "BakingError",
    "ArchiveError",
    "NoCredentialError",
    "ElmError",
]

_HOMES = MappingProxyType(
    {
        name: module
        for module, names in {
            "issuing": "issue SignedCredential",
            "batch": "issue_batch",
            "jwt_issuing": "issue_jwt",
            "verifying": "verify",
            "report": "VerificationReport Verdict Check Outcome",
            "explaining": "explain Explanation",
            "resolution": "Resolve Resolution Found NotFound Unreachable Refused nothing",
            "model": (
                "OpenBadgeCredential AchievementSubject IdentityObject Achievement Criteria Alignment "
                "Related ResultDescription RubricCriterionLevel Result Evidence Profile Image Address "
                "GeoCoordinates IdentifierEntry EndorsementCredential EndorsementSubject "
                "BitstringStatusListEntry CredentialStatus CredentialSchema RefreshService TermsOfUse Proof "
                "SpecObject"
            ),
            "signers": "Signer Ed25519Signer EcdsaSigner RsaSigner",
            "keys": "KeyKind PublicKey decode_multikey decode_jwk",
            "controller": "PublishedKey controller_document",
            "identifiers": "did_key did_jwk did_web did_web_to_url",
            "disclosing": "disclose",
            "suites.ecdsa_sd_2023": "SelectiveDisclosure",
            "baking": "bake extract Extracted",
            "archive": "members Member",
            "status_list": "BitstringStatusList status_list_credential",
            "comparing": "same_credential newer",
            "lint": "findings Finding",
            "structure_fault": "Fault",
            "microcredential": "gate missing elements Elements Policy",
            "extension": "Extension LearningOutcome QualityAssurance extended extension_of announced",
            "elm": "to_elm",
            "instants": "format_instant parse_instant",
            "reasons": "sentence SENTENCES",
            "errors": (
                "CredentialError StructureError InputTooLargeError ContextError CanonicalisationError "
                "KeyFormatError ProofError StatusListError BakingError ArchiveError NoCredentialError ElmError"
            ),
        }.items()
        for name in names.split()
    }
)
"""The module of each public name."""


def __getattr__(name: str) -> Any:
    """The public `name`, loaded now and kept; AttributeError for any other."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    """What is public, loaded or not, beside what a module always has."""
    return sorted({*globals(), *__all__})
