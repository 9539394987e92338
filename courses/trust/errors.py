"""What can go wrong with known issuers."""

from courses.errors import N_, Conflict, NotFound


class UnknownIssuer(NotFound):
    def __init__(self, issuer: str) -> None:
        super().__init__(N_("%(issuer)s is not on the list of known issuers."), issuer=issuer)


class NotAnIssuerId(Conflict):
    def __init__(self, issuer: str) -> None:
        super().__init__(N_("%(issuer)s is neither a DID nor an https address."), issuer=issuer)
