"""Forms of signing in and of the profile."""

from flask_babel import lazy_gettext
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
    InputRequired(lazy_gettext("Fill in your e-mail address.")),
    Length(max=MAX_ADDRESS),
    Email(lazy_gettext("This is not an e-mail address.")),
)


class SignInForm(Form):
    """One form for both ways: without a password a link is mailed."""

    address = EmailField(lazy_gettext("E-mail address"), validators=_address, filters=(_strip,))
    password = PasswordField(
        lazy_gettext("Password"),
        description=lazy_gettext("Leave this empty and we mail you a link."),
        validators=[Optional(), Length(max=LONGEST)],
    )
    stay = BooleanField(
        lazy_gettext("Keep me signed in on this device"), description=lazy_gettext("Not on a shared computer.")
    )
    next = HiddenField()


class ProfileForm(Form):
    """Name and language."""

    name = StringField(
        lazy_gettext("Name"),
        description=lazy_gettext("As your trainer sees it. It is on a badge only if you choose so."),
        validators=[InputRequired(lazy_gettext("Fill in your name.")), Length(max=120)],
    )
    language = SelectField(
        lazy_gettext("Language"), choices=[SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()]
    )


class AddressForm(Form):
    """One more address."""

    address = EmailField(lazy_gettext("Another e-mail address"), validators=_address, filters=(_strip,))


class PasswordForm(Form):
    """A new password; the old one is asked when there is one."""

    current = PasswordField(lazy_gettext("Your password now"), validators=[Optional(), Length(max=LONGEST)])
    password = PasswordField(
        lazy_gettext("New password"),
        description=lazy_gettext(
            "At least 8 characters. Three or four words in a row are strong and easy to keep in mind."
        ),
        validators=[
            InputRequired(lazy_gettext("Fill in a new password.")),
            Length(min=SHORTEST, max=LONGEST, message=lazy_gettext("Take at least 8 characters.")),
        ],
    )


class DeleteForm(Form):
    """The last question before an account goes."""

    sure = BooleanField(
        lazy_gettext("I understand that this cannot be undone"),
        validators=[InputRequired(lazy_gettext("Tick this if you are sure."))],
    )
