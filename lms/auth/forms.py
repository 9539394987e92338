"""Forms of signing in and of the profile."""

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from courses.accounts.rules import LONGEST, SHORTEST
from courses.people.rules import MAX_ADDRESS
from courses.reminders.models import Pace, ReminderKind
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


#: Dutch is asked more closely: words about school differ on either side of the border.
PROFILE_LANGUAGES = (
    ("nl-BE", "Nederlands (België)"),
    ("nl-NL", "Nederlands (Nederland)"),
    *((code, name) for code, name in LANGUAGES.items() if code != "nl"),
)


def profile_language(tag: str) -> str:
    """The choice of the form nearest to a person's language tag."""
    known = [code for code, _ in PROFILE_LANGUAGES]
    return next((code for code in known if code in (tag, tag.split("-")[0])), known[0])


class ProfileForm(Form):
    """Name and language."""

    name = StringField(
        lazy_gettext("Name"),
        description=lazy_gettext("As your trainer sees it. It is on a badge only if you choose so."),
        validators=[InputRequired(lazy_gettext("Fill in your name.")), Length(max=120)],
    )
    language = SelectField(
        lazy_gettext("Language"), choices=[SelectChoice(value=tag, label=name) for tag, name in PROFILE_LANGUAGES]
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


HOURS = [SelectChoice(value=hour, label=f"{hour}.00") for hour in range(24)]
KINDS = {
    ReminderKind.SESSION: lazy_gettext("A session of mine is near"),
    ReminderKind.WORK: lazy_gettext("My practice work is due"),
    ReminderKind.OPENS: lazy_gettext("A part opens that I can read before a session"),
    ReminderKind.AWAY: lazy_gettext("I have not been here for three weeks"),
    ReminderKind.TO_READ: lazy_gettext("Work waits for me to read it"),
    ReminderKind.WISHES: lazy_gettext("A session that I give is near, and there are questions"),
}
FOR_TRAINERS = frozenset({ReminderKind.TO_READ, ReminderKind.WISHES})


class RemindersForm(Form):
    """When somebody wants to be reminded, and of what."""

    pace = RadioField(
        lazy_gettext("How often"),
        choices=[
            SelectChoice(value=Pace.DAILY.value, label=lazy_gettext("At most once a day, everything together")),
            SelectChoice(value=Pace.AT_ONCE.value, label=lazy_gettext("Each thing at its own moment")),
            SelectChoice(value=Pace.NONE.value, label=lazy_gettext("Never")),
        ],
        validators=[InputRequired(lazy_gettext("Choose one of these."))],
    )
    hour = SelectField(lazy_gettext("The day's mail comes at"), coerce=int, choices=HOURS)
    quiet_from = SelectField(lazy_gettext("No mail from"), coerce=int, choices=HOURS)
    quiet_until = SelectField(
        lazy_gettext("No mail until"),
        description=lazy_gettext("The same hour twice: mail may come all day."),
        coerce=int,
        choices=HOURS,
    )
    weekend = BooleanField(lazy_gettext("Mail may come at weekends too"))
    kinds = SelectMultipleField(
        lazy_gettext("What we remind you of"),
        choices=[SelectChoice(value=kind.value, label=words) for kind, words in KINDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class DeleteForm(Form):
    """The last question before an account goes."""

    sure = BooleanField(
        lazy_gettext("I understand that this cannot be undone"),
        validators=[InputRequired(lazy_gettext("Tick this if you are sure."))],
    )
