"""Administration: accounts with their roles, tokens, workers and jobs."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from portfolio.actions.change_role import change_role
from portfolio.actions.create_token import create_token
from portfolio.actions.disable_account import disable_account
from portfolio.actions.enable_account import enable_account
from portfolio.actions.invite_account import invite_account
from portfolio.actions.renew_link import renew_link
from portfolio.actions.revoke_token import revoke_token
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Role
from portfolio.screens import admin as screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.admin import InviteForm, RoleForm, TokenForm
from portfolio.web.language import gettext as _

blueprint = Blueprint("admin", __name__)
Answer = str | tuple[str, int] | AnyResponse


@blueprint.get("/admin")
@access(Deed.MANAGE_ACCOUNTS)
def index() -> str:
    """Show accounts, tokens, workers and jobs."""
    found = screen.load(here.reading(), now=here.clock())
    sends_mail = here.settings().mail is not None
    return render_template("admin/index.html", screen=found, sends_mail=sends_mail)


@blueprint.get("/admin/<name>.<kind>")
@access(Deed.MANAGE_ACCOUNTS)
def export(name: str, kind: str) -> Response:
    """Answer the accounts or the tokens as a file."""
    found = screen.load(here.reading(), now=here.clock())
    if name == "tokens":
        columns: tuple[str, ...] = (
            "Name", "Scopes", "State", "Created", "Expires", "Last used",
        )  # fmt: skip
        rows: list[tuple[object, ...]] = [
            (t.token.name, " ".join(t.token.scopes), t.state, t.token.created_at,
             t.token.expires_at, t.used_at)
            for t in found.tokens
        ]  # fmt: skip
    else:
        columns = ("Address", "Name", "Role", "Teams", "Areas", "State", "Last seen")
        rows = [
            (one.account.email, one.account.name, one.account.role.value, ", ".join(one.teams),
             ", ".join(one.areas), one.state, one.seen_at)
            for one in found.accounts
        ]  # fmt: skip
    return exports.table(name if name == "tokens" else "accounts", kind, columns, rows)


@blueprint.get("/admin/accounts/new")
@access(Deed.MANAGE_ACCOUNTS)
def new_account() -> str:
    """Show the form of a new account."""
    return _account_page(InviteForm(formdata=None, role=Role.MEMBER.value), None)


@blueprint.post("/admin/accounts/new")
@access(Deed.MANAGE_ACCOUNTS)
def invite() -> Answer:
    """Add an account and show its one-time link, this once."""
    by, form = here.me(), InviteForm()
    form.offer(screen.form(here.reading()))
    if not form.validate_on_submit():
        return _account_page(form, None), 422
    try:
        with here.writing() as tx:
            token = invite_account(
                tx,
                by,
                (form.email.data or "").strip(),
                Role(form.role.data),
                now=here.clock(),
                name=(form.name.data or "").strip(),
                team_ids=form.team_ids.data or (),
                area_ids=form.area_ids.data or (),
            )
    except Refused as fault:
        form.email.errors = [_(str(fault))]
        return _account_page(form, None), 422
    return _link_page(token, form.email.data or "")


@blueprint.get("/admin/accounts/<int:account_id>")
@access(Deed.MANAGE_ACCOUNTS)
def account(account_id: int) -> str:
    """Show an account with its role and reach."""
    found = screen.form(here.reading(), account_id)
    assert found.account is not None
    data = {
        "role": found.account.role.value,
        "team_ids": list(found.reach.team_ids),
        "area_ids": list(found.reach.area_ids),
        "version": found.account.version,
    }
    return _account_page(RoleForm(formdata=None, data=data), account_id)


@blueprint.post("/admin/accounts/<int:account_id>")
@access(Deed.MANAGE_ACCOUNTS)
def save_role(account_id: int) -> Answer:
    """Save the role and the reach of an account."""
    by, form = here.me(), RoleForm()
    form.offer(screen.form(here.reading(), account_id))
    if not form.validate_on_submit():
        return _account_page(form, account_id), 422
    try:
        with here.writing() as tx:
            change_role(
                tx,
                by,
                account_id,
                Role(form.role.data),
                version=form.version.data or 0,
                now=here.clock(),
                team_ids=form.team_ids.data or (),
                area_ids=form.area_ids.data or (),
            )
    except Refused as fault:
        form.role.errors = [_(str(fault))]
        return _account_page(form, account_id), 422
    flash(_("The role is saved, and holds at once."), "ok")
    return redirect(url_for("admin.index"), 303)


@blueprint.post("/admin/accounts/<int:account_id>/disable")
@access(Deed.MANAGE_ACCOUNTS)
def disable(account_id: int) -> AnyResponse:
    """Let an account sign in no more."""
    by, version = here.me(), request.form.get("version", 0, type=int)
    with here.writing() as tx:
        disable_account(tx, by, account_id, version=version, now=here.clock())
    flash(_("The account is disabled, and its sessions are over."), "ok")
    return redirect(url_for("admin.index"), 303)


@blueprint.post("/admin/accounts/<int:account_id>/enable")
@access(Deed.MANAGE_ACCOUNTS)
def enable(account_id: int) -> AnyResponse:
    """Let an account sign in again."""
    by, version = here.me(), request.form.get("version", 0, type=int)
    with here.writing() as tx:
        enable_account(tx, by, account_id, version=version, now=here.clock())
    flash(_("The account can sign in again."), "ok")
    return redirect(url_for("admin.index"), 303)


@blueprint.post("/admin/accounts/<int:account_id>/link")
@access(Deed.MANAGE_ACCOUNTS)
def link(account_id: int) -> Answer:
    """Make a new one-time link and show it, this once."""
    by = here.me()
    with here.writing() as tx:
        token = renew_link(tx, by, account_id, now=here.clock())
    found = screen.form(here.reading(), account_id)
    return _link_page(token, found.account.email if found.account else "")


@blueprint.get("/admin/tokens/new")
@access(Deed.MANAGE_ACCOUNTS)
def new_token() -> str:
    """Show the form of a new token."""
    return render_template("admin/token.html", form=TokenForm(formdata=None))


@blueprint.post("/admin/tokens/new")
@access(Deed.MANAGE_ACCOUNTS)
def add_token() -> Answer:
    """Make a token and show it, this once."""
    by, form = here.me(), TokenForm()
    if not form.validate_on_submit():
        return render_template("admin/token.html", form=form), 422
    with here.writing() as tx:
        token = create_token(
            tx,
            by,
            form.name.data or "",
            form.scopes.data or (),
            days=form.days.data or 0,
            now=here.clock(),
        )
    return _once_page(_("The token of %(name)s", name=form.name.data), token)


@blueprint.post("/admin/tokens/<int:token_id>/revoke")
@access(Deed.MANAGE_ACCOUNTS)
def revoke(token_id: int) -> AnyResponse:
    """Make a token useless."""
    by = here.me()
    with here.writing() as tx:
        revoke_token(tx, by, token_id, now=here.clock())
    flash(_("The token is revoked."), "ok")
    return redirect(url_for("admin.index"), 303)


def _account_page(form: FlaskForm, account_id: int | None) -> str:
    offered = screen.form(here.reading(), account_id)
    form.offer(offered)
    return render_template("admin/account.html", form=form, screen=offered)


def _link_page(token: str, email: str) -> Answer:
    url = url_for("account.welcome", token=token, _external=True)
    return _once_page(_("The one-time link of %(email)s", email=email), url, is_link=True)


def _once_page(title: str, secret: str, *, is_link: bool = False) -> Answer:
    # Answered to the POST itself and kept nowhere: neither in the session nor in an address.
    page = render_template("admin/once.html", title=title, secret=secret, is_link=is_link)
    return page, 201
