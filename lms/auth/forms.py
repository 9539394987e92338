"""Forms of signing in and of the profile."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from courses.accounts.rules import LONGEST, SHORTEST
from courses.people.rules import MAX_ADDRESS
from lms.forms import Form
from lms.frame import LANGUAGES


def _strip(text: str | None) -> str | None:
    return text.strip() if text else text


_address = (
    InputRequired(_l("Fill in your e-mail address.")),
    Length(max=MAX_ADDRESS),
    Email(_l("This is not an e-mail address.")),
)


class SignInForm(Form):
    """One form for both ways: without a password a link is mailed."""

    address = EmailField(_l("E-mail address"), validators=_address, filters=(_strip,))
    password = PasswordField(
        _l("Password"),
        description=_l("Leave this empty and we mail you a link."),
        validators=[Optional(), Length(max=LONGEST)],
    )
    stay = BooleanField(_l("Keep me signed in on this device"), description=_l("Not on a shared computer."))
    next = HiddenField()


class ProfileForm(Form):
    """Name and language."""

    name = StringField(
        _l("Name"),
        description=_l("As your trainer sees it. It is on a badge only if you choose so."),
        validators=[InputRequired(_l("Fill in your name.")), Length(max=120)],
    )
    language = SelectField(
        _l("Language"), choices=[SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()]
    )


class AddressForm(Form):
    """One more address."""

    address = EmailField(_l("Another e-mail address"), validators=_address, filters=(_strip,))


class PasswordForm(Form):
    """A new password; the old one is asked when there is one."""

    current = PasswordField(_l("Your password now"), validators=[Optional(), Length(max=LONGEST)])
    password = PasswordField(
        _l("New password"),
        description=_l("At least 8 characters. Three or four words in a row are strong and easy to keep in mind."),
        validators=[
            InputRequired(_l("Fill in a new password.")),
            Length(min=SHORTEST, max=LONGEST, message=_l("Take at least 8 characters.")),
        ],
    )


class DeleteForm(Form):
    """The last question before an account goes."""

    sure = BooleanField(
        _l("I understand that this cannot be undone"),
        validators=[InputRequired(_l("Tick this if you are sure."))],
    )
