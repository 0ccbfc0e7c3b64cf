"""A form whose own words (“not a valid choice”) are in the page's language, as the rest is."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.i18n import get_translations

from portfolio.web import language


class SpokenForm(FlaskForm):
    """The form that the forms of this room are made of."""

    class Meta(FlaskForm.Meta):
        """WTForms brings its own catalogues; without this they are never asked."""

        def get_translations(self, form: Any) -> Any:
            """Return WTForms' words in the page's language."""
            return get_translations([language.current()])
