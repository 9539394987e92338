"""Why a file is not accepted, each with a sentence that says what to do instead."""

from courses.errors import N_, Conflict, DomainError, Invalid, NotFound


class FileError(DomainError):
    """The root of this room's errors."""


class FileRefused(FileError, Invalid):
    """The file cannot be accepted; the sentence says why and what would be."""


class UploadGone(FileError, NotFound):
    """There is no such upload (any more), or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__(N_("This upload is not there any more. Choose the file again."))


class OutOfStep(FileError, Conflict):
    """The part does not follow on what is there; `received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(N_("Part of this file is there already. We go on from there."))
        self.received = received


class BeingChecked(FileError, Conflict):
    """All bytes are there and somebody is looking at them already."""

    def __init__(self) -> None:
        super().__init__(N_("We are still looking at this file. Wait a moment."))
