"""The administrator's page of the mail: a test, and what could not be sent."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.try_mail import try_mail
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed
from portfolio.screens import mail as screen
from portfolio.web import exports, here, letters
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("mail", __name__)


@blueprint.get("/admin/mail")
@access(Deed.MANAGE_ACCOUNTS)
def index() -> str:
    """Show whether mail goes, and what waits or was given up."""
    settings = here.settings()
    return render_template(
        "mail/index.html",
        screen=screen.load(here.reading(), now=here.now()),
        carrier=settings.mail,
        sender=settings.mail_from,
        base=settings.base_address,
    )


@blueprint.get("/admin/mail.<kind>")
@access(Deed.MANAGE_ACCOUNTS)
def table(kind: str) -> Response:
    """Answer what was not sent, as CSV or XLSX."""
    columns = (_("To"), _("About"), _("Written"), _("Tries"), _("Fault"), _("Given up"))
    rows = (
        (one.address, one.letter.subject, one.created_at, one.tries, one.fault, one.given_up_at)
        for one in screen.load(here.reading(), now=here.now()).unsent
    )
    return exports.table("mail", kind, columns, rows)


@blueprint.post("/admin/mail/test")
@access(Deed.MANAGE_ACCOUNTS)
def send_test() -> Answer:
    """Write a letter to oneself."""
    if here.settings().mail is None:
        raise Refused(_("No mail is sent: set PORTFOLIO_MAIL and PORTFOLIO_MAIL_FROM first."))
    by, now = here.me(), here.now()
    letter = letters.trial(by.name)
    with here.writing() as tx:
        try_mail(tx, by, now=now, letter=letter)
    flash(_("The test is on its way to %(address)s.", address=by.email), "ok")
    return redirect(url_for("mail.index"), 303)


@blueprint.post("/admin/mail/<int:mail_id>/again")
@access(Deed.MANAGE_ACCOUNTS)
def again(mail_id: int) -> Answer:
    """Let a mail that was given up be tried again."""
    by, now = here.me(), here.now()
    with here.writing() as tx:
        try_mail(tx, by, now=now, mail_id=mail_id)
    flash(_("It is tried again."), "ok")
    return redirect(url_for("mail.index"), 303)
