"""The home of who is signed in."""

from flask import Blueprint, render_template

from portfolio.domain.people import Deed
from portfolio.web.access import access

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access(Deed.SEE)
def index() -> str:
    """Show the home of the viewer's role."""
    return render_template("home/index.html")
