"""What can go wrong around badges, in sentences for the person who asked. Not here: faults of a credential's
own text or signature (`credentials.errors`)."""

from courses.errors import N_, Conflict, DomainError, Invalid, NotFound


class RecognitionError(DomainError):
    """Base of this room's errors that are no other kind."""


class NoSigningKey(RecognitionError):
    """The issuer has no active key, so nothing can be promised in its name."""

    def __init__(self, issuer: str) -> None:
        super().__init__(N_("%(issuer)s has no active signing key."), issuer=issuer)


class NoSuchAward(NotFound):
    def __init__(self) -> None:
        super().__init__(N_("There is no badge at this address."))


class NoSuchBadge(NotFound):
    def __init__(self, name: str = "") -> None:
        super().__init__(N_("There is no badge called %(name)s."), name=name)


class NoSuchIssuer(NotFound):
    def __init__(self, name: str = "") -> None:
        super().__init__(N_("There is no issuer called %(name)s."), name=name)


class NoSuchKey(NotFound):
    def __init__(self, name: str = "") -> None:
        super().__init__(N_("There is no key called %(name)s."), name=name)


class AlreadyRevoked(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("This badge was already revoked. Nothing changed."))


class NotIssuedYet(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("This badge is still being signed. Try again in a moment."))


class CannotChange(Conflict):
    """A revoked, expired or erased badge is not reissued."""

    def __init__(self) -> None:
        super().__init__(N_("This badge cannot be changed any more: it was revoked, expired or erased."))


class AlreadyAwarded(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(N_("%(name)s already holds this badge."), name=name)


class OwnBadge(RecognitionError):
    """Nobody gives a badge to themselves."""

    def __init__(self) -> None:
        super().__init__(N_("You cannot give yourself a badge. Ask a colleague."))


class ReasonMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(N_("Write down why. The holder reads this too."), field="reason")


class AddressNotYours(Invalid):
    """Only a proven address of the holder is hashed into a badge."""

    def __init__(self) -> None:
        super().__init__(N_("Choose one of your own addresses that you have confirmed."), field="address")


class KeyInUse(Conflict):
    def __init__(self) -> None:
        super().__init__(
            N_("This key still has badges to sign, or is the only active one. Activate another key first.")
        )


class KeyTooYoung(Conflict):
    def __init__(self, hours: int) -> None:
        super().__init__(
            N_("This key has not been public for %(hours)s hours yet, so others may not know it."),
            hours=hours,
        )


class StatusListFull(RecognitionError):
    """Only after very many collisions in a row, which a list that is at most half full does not give."""

    def __init__(self) -> None:
        super().__init__(N_("No free place was found in the list of revoked badges. Try again."))


class NoCertificate(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("There is no certificate of this badge: it was revoked, or it does not verify."))


class NotRenewable(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("This badge cannot be renewed now."))


class NoSuchBatch(NotFound):
    def __init__(self) -> None:
        super().__init__(N_("There is no such act."))


class NobodyChosen(Invalid):
    def __init__(self) -> None:
        super().__init__(N_("Choose at least one."), field="wie")


class CauseMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(N_("Choose a reason. With “something else” you also write down what."), field="oorzaak")


class NothingChanges(Conflict):
    """The badge says this already, so a new one would say nothing new."""

    def __init__(self) -> None:
        super().__init__(N_("This badge says so already. Nothing changed."))


class TooLateToUndo(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("This can only be undone within an hour, and only once."))
