"""The one error tree of the credential library, so a caller can catch broad or narrow.

Every error carries a stable `code` (see `reasons.py`) and the `params` of its sentence; `str(error)` is
that sentence in plain English. What a verifier finds wrong with somebody's badge is no error but a check in
a `VerificationReport`; these errors say that a step could not be done. No error of another library leaves
this room.
"""

from typing import Any

from credentials.reasons import sentence


class CredentialError(Exception):
    """Base of all; `code` names the reason, `params` fill its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(sentence(code, params))
        self.code = code
        self.params = params


class StructureError(CredentialError):
    """The document is not a well-formed credential; `faults` lists each place (see `structure.Fault`)."""

    def __init__(self, code: str, faults: tuple[Any, ...] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.faults = faults


class InputTooLargeError(StructureError):
    """Bytes, depth or number of values beyond what a badge can need."""


class ContextError(CredentialError):
    """A JSON-LD context is not one of the pinned ones, or its bytes are not what was pinned."""


class CanonicalisationError(CredentialError):
    """The document holds something the contexts do not define, or is too costly to canonicalise."""


class KeyFormatError(CredentialError):
    """A key is not what it says it is, or of a kind this library does not read."""


class ProofError(CredentialError):
    """A proof cannot be made or does not hold."""


class StatusListError(CredentialError):
    """A status list is too short, too long, or not one."""


class BakingError(CredentialError):
    """An image cannot carry, or does not properly carry, a credential."""


class ArchiveError(CredentialError):
    """A ZIP is damaged, empty, or more than may be looked through."""


class NoCredentialError(CredentialError):
    """What was offered holds no Open Badges 3.0 credential; the code says what it is instead, where known."""


class ElmError(CredentialError):
    """A badge lacks what the European Learning Model cannot do without."""
