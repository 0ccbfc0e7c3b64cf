"""Signing in and out, the one-time link, and one's own account."""

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from portfolio.actions.choose_mail import choose_mail
from portfolio.actions.choose_password import choose_password
from portfolio.actions.choose_preferences import choose_preferences
from portfolio.actions.sign_in import begin_session, sign_in
from portfolio.actions.sign_out import sign_out
from portfolio.domain.errors import Refused
from portfolio.domain.mail import Wishes
from portfolio.domain.people import Deed
from portfolio.screens import account as screen
from portfolio.web import here
from portfolio.web.access import access, public, safe_next
from portfolio.web.digest import digest
from portfolio.web.forms.account import PasswordForm, SignInForm
from portfolio.web.language import COOKIE, SUPPORTED
from portfolio.web.language import gettext as _

blueprint = Blueprint("account", __name__)
THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600


@blueprint.get("/sign-in")
@public
def sign_in_form() -> str | Response:
    """Show the form; in the demo one account a role, with a button each."""
    if here.viewer() is not None:
        return redirect(safe_next(request.args.get("next")), 303)
    return _sign_in_page(SignInForm())


@blueprint.post("/sign-in")
@public
def begin() -> Response | tuple[str, int]:
    """Check the password and begin a session."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    try:
        token = sign_in(
            here.store(),
            form.email.data or "",
            form.password.data or "",
            address=request.remote_addr or "",
            now=here.clock(),
        )
    except Refused as fault:
        form.password.errors = [_(str(fault))]
        return _sign_in_page(form), 422
    enter(token)
    return redirect(safe_next(request.form.get("next")), 303)


@blueprint.post("/sign-out")
@access(Deed.OWN_ACCOUNT)
def end() -> Response:
    """End the session on the server."""
    by, token = here.me(), str(session.get(here.SESSION))
    with here.writing() as tx:
        sign_out(tx, by, token, now=here.clock())
    session.clear()
    return redirect(url_for("account.sign_in_form"), 303)


@blueprint.get("/welcome/<token>")
@public
def welcome(token: str) -> str | tuple[str, int]:
    """Show the form to choose a password, to whoever holds a one-time link."""
    if not screen.link_is_open(here.reading(), token, now=here.clock()):
        return render_template("account/link_old.html"), 404
    return render_template("account/welcome.html", form=PasswordForm())


@blueprint.post("/welcome/<token>")
@public
def choose(token: str) -> Response | tuple[str, int]:
    """Store the password and sign in."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("account/welcome.html", form=form), 422
    try:
        with here.writing() as tx:
            account_id = choose_password(tx, token, form.password.data or "", now=here.clock())
            session_token = begin_session(tx, account_id, now=here.clock())
    except Refused as fault:
        form.password.errors = [_(str(fault))]
        return render_template("account/welcome.html", form=form), 422
    enter(session_token)
    return redirect(url_for("home.index"), 303)


@blueprint.get("/account")
@access(Deed.OWN_ACCOUNT)
def show() -> str:
    """Show one's own account: role, reach, language, theme, mail."""
    return render_template(
        "account/show.html",
        screen=screen.load(here.reading(), here.me()),
        sends_mail=here.settings().mail is not None,
    )


@blueprint.post("/account/settings")
@access(Deed.OWN_ACCOUNT)
def settings() -> Response:
    """Store language, theme, density and shortcuts, each where it was sent."""
    me, sent = here.me(), request.form
    locale = sent["language"] if sent.get("language") in SUPPORTED else me.locale
    theme = me.theme
    if "theme" in sent:
        theme = sent["theme"] if sent["theme"] in THEMES else None
    with here.writing() as tx:
        choose_preferences(tx, me, locale=locale, theme=theme)
    answer = make_response(redirect(safe_next(sent.get("next")), 303))
    _remember(answer, COOKIE, locale)
    _remember(answer, "theme", theme)
    for name, values in (("density", ("comfortable",)), ("shortcuts", ("off",))):
        if name in sent:
            _remember(answer, name, sent[name] if sent[name] in values else None)
    flash(_("Saved."), "ok")
    return answer


@blueprint.post("/account/mail")
@access(Deed.OWN_ACCOUNT)
def wish() -> Response:
    """Store what the account gets by mail, and in which language."""
    me, sent = here.me(), request.form
    locale = sent["language"] if sent.get("language") in SUPPORTED else me.locale
    wishes = Wishes(reminders="reminders" in sent, digest="digest" in sent)
    with here.writing() as tx:
        choose_mail(tx, me, wishes, locale=locale)
    answer = make_response(redirect(url_for("account.show"), 303))
    _remember(answer, COOKIE, locale)
    flash(_("Saved."), "ok")
    return answer


@blueprint.get("/account/digest")
@access(Deed.OWN_ACCOUNT)
def preview() -> str:
    """Show the digest as it would be sent today."""
    return render_template("account/digest.html", letter=digest())


def enter(token: str) -> None:
    """Hand the browser its session; whatever it carried before is thrown away."""
    session.clear()
    session[here.SESSION] = token
    session.permanent = True


def _sign_in_page(form: SignInForm) -> str:
    accounts = screen.demo_accounts(here.reading()) if here.settings().demo else ()
    return render_template("account/sign_in.html", form=form, accounts=accounts)


def _remember(answer: Response, name: str, value: str | None) -> None:
    if value is None:
        answer.delete_cookie(name)
        return
    answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=name != "theme")
