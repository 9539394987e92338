"""Adding a badge to a LinkedIn profile: a link that fills in their form, and the same as fields to copy.

LinkedIn reads no Open Badges and no longer promises to take the prefilled values, so the fields are there to be
copied. Nothing of LinkedIn is loaded on our pages.
"""

from urllib.parse import urlencode

from courses.recognition.queries import AwardView
from lms.badges.words import _
from lms.dates import format_month, on_clock

_FORM = "https://www.linkedin.com/profile/add"


def profile_link(award: AwardView, name: str) -> str:
    """The address of their form, filled in."""
    awarded = on_clock(award.awarded_at)
    values = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": award.issuer_name,
        "issueYear": str(awarded.year),
        "issueMonth": str(awarded.month),
        "certUrl": award.badge_url,
        "certId": award.public_id,
    }
    if award.valid_until is not None:
        until = on_clock(award.valid_until)
        values |= {"expirationYear": str(until.year), "expirationMonth": str(until.month)}
    return f"{_FORM}?{urlencode(values)}"


def profile_fields(award: AwardView, name: str) -> list[tuple[str, str]]:
    """Their fields and what to put in each."""
    fields = [
        (_("Name"), name),
        (_("Issuing organisation"), award.issuer_name),
        (_("Date of issue"), format_month(award.awarded_at)),
        (_("Credential ID"), award.public_id),
        (_("Credential URL"), award.badge_url),
    ]
    if award.valid_until is not None:
        fields.insert(3, (_("Expiry date"), format_month(award.valid_until)))
    return fields
