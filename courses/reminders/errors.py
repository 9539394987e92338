"""What can be refused when somebody chooses how to be reminded."""

from courses.errors import Invalid


class BadChoice(Invalid):
    """A choice that cannot be; `field` names the part."""
