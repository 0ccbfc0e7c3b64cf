"""Forms of signing in and of one's own account."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from portfolio.web.language import later


class SignInForm(FlaskForm):
    """Address and password."""

    email = EmailField(
        later("Address"),
        [InputRequired(later("Write your address.")), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        later("Password"),
        [InputRequired(later("Write your password.")), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        later("New password"),
        [InputRequired(later("Choose a password.")), Length(max=256)],
        description=later("At least 12 characters; a few words in a row are easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        later("The same again"),
        [
            InputRequired(later("Repeat the password.")),
            EqualTo("password", later("The two passwords differ.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
