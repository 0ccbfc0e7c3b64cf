"""The demo's way in: one account a role, no password. Registered in demo mode alone."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from portfolio.actions.sign_in import begin_session
from portfolio.domain.errors import NotFound
from portfolio.screens import account as screen
from portfolio.web import here
from portfolio.web.access import public, safe_next
from portfolio.web.account import enter

blueprint = Blueprint("demo", __name__)


@blueprint.post("/demo/sign-in/<int:account_id>")
@public
def begin(account_id: int) -> Response:
    """Sign in as one of the demo's accounts."""
    if account_id not in {one.id for one in screen.demo_accounts(here.reading())}:
        raise NotFound("account", account_id)
    with here.writing() as tx:
        token = begin_session(tx, account_id, now=here.clock())
    enter(token)
    return redirect(safe_next(request.form.get("next")), 303)
