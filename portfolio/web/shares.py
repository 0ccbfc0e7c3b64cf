"""Links for readers without an account: making, listing and revoking them, and what they open."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask import url_for as url_of
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from portfolio.actions.revoke_share import revoke_share
from portfolio.actions.share_progress import share_progress
from portfolio.actions.use_share import use_share
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.domain.shares import Share, ShareDraft, ShareState
from portfolio.screens import progress, shared
from portfolio.web import (
    delivery_sentences,
    exports,
    here,
    places,
    progress_words,
    sentences,
    share_tokens,
    week_words,
)
from portfolio.web.access import access, public
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext
from portfolio.web.okr_words import in_words

blueprint = Blueprint("shares", __name__)
DAYS = (7, 30, 90)
PARTS = ("objectives", "week", "delivery", "risks")
TO_OBJECTIVE = re.compile(r"/okrs/(\d+)(?:[?#].*)?")
TO_KEY_RESULT = re.compile(r"/okrs/key-results/(\d+)(?:[?#].*)?")


@blueprint.get("/shares")
@access(Deed.SHARE)
def index() -> str:
    """Show one's own links, and the form for another."""
    return _page({})


@blueprint.get("/shares.<kind>")
@access(Deed.SHARE)
def table(kind: str) -> Response:
    """Answer one's own links as CSV or XLSX."""
    columns = (
        _("Title"), _("Quarter"), _("By"), _("State"), _("Made"), _("Expires"), _("Last used"),
    )  # fmt: skip
    now = here.now()
    rows = (
        (one.title, one.cycle_name, one.by_name, one.state(now).value, one.created_at,
         one.expires_at, one.last_used_at)
        for one in _links().shares
    )  # fmt: skip
    return exports.table("shares", kind, columns, rows)


@blueprint.post("/shares")
@access(Deed.SHARE)
def create() -> str | tuple[str, int]:
    """Make a link and show it, this once."""
    by, now = here.me(), here.now()
    try:
        draft = _draft(now)
        with here.writing() as tx:
            token = share_progress(tx, by, draft, now=now)
    except Refused as refused:
        return _page({name: in_words(fault) for name, fault in refused.faults.items()}), 422
    signed = share_tokens.sign(token, here.settings().secret_key)
    address = here.settings().base_address + url_of("shares.show", token=signed)
    # Answered to the POST itself and kept nowhere: neither in the session nor in an address.
    return render_template("shares/once.html", draft=draft, link=address), 201


@blueprint.post("/shares/<int:share_id>/revoke")
@access(Deed.SHARE)
def revoke(share_id: int) -> Answer:
    """Close a link at once."""
    by, now = here.me(), here.now()
    with here.writing() as tx:
        revoke_share(tx, by, share_id, now=now)
    flash(_("The link is revoked: whoever opens it reads that it is closed."), "ok")
    return redirect(url_of("shares.index"), 303)


@blueprint.get("/share/<token>")
@public
def show(token: str) -> Answer:
    """Show the progress page to whoever holds an open link."""
    return _shown(token, lambda found: _progress(found, token))


@blueprint.get("/share/<token>/okrs/<int:objective_id>")
@public
def objective(token: str, objective_id: int) -> Answer:
    """Show one objective with its key results to whoever holds an open link."""
    return _shown(token, lambda found: _objective(found, token, objective_id))


def _shown(token: str, page: Callable[[progress.Screen], str]) -> Answer:
    share = _opened(token)
    if share.state(here.now()) is ShareState.OPEN:
        found = shared.load(
            here.reading(),
            share,
            today=here.today(),
            zone=here.settings().zone,
            hidden=_("the note is not shown in a shared link"),
        )
        answer = make_response(page(found))
    else:
        answer = make_response(render_template("shares/closed.html"), 410)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _opened(token: str) -> Share:
    # A forged address costs the same look-up as a true one.
    known = share_tokens.opened(token, here.settings().secret_key)
    share = use_share(here.store(), known or "", now=here.now())
    if share is None or known is None:
        raise NotFound("page", request.path.partition("/share/")[0] or "/share")
    return share


def _progress(found: progress.Screen, token: str) -> str:
    names = _names(found)
    parts = {part: _part(part, found, token, names) for part in PARTS}
    return render_template("shares/show.html", token=token, parts=parts, **names)


def _objective(found: progress.Screen, token: str, objective_id: int) -> str:
    one = shared.branch(found, objective_id)
    why, doing = "", ""
    if one.danger:
        lead = _lead(found, token)
        why = Markup(share_tokens.closed_in(progress_words.why(one.danger), lead))  # noqa: S704
        said = progress_words.doing(one.danger.doing, one.danger.heard_on, found.on)
        doing = Markup(share_tokens.closed_in(said, lead))  # noqa: S704 - made of escaped parts
    names = _names(found)
    return render_template(
        "shares/objective.html", token=token, one=one, why=why, doing=doing, **names
    )


def _names(found: progress.Screen) -> dict[str, object]:
    """Return what the parts of the progress page are made with; see web/progress.py."""
    return {
        "screen": found,
        "news": week_words.sentences(found.week, found.cycle),
        "say": sentences,
        "words": progress_words,
        "metric_words": delivery_sentences.pulse,
        "address": places.address,
        "as_of_query": "",
        "kept": "",
    }


def _part(name: str, found: progress.Screen, token: str, names: dict[str, object]) -> Markup:
    html = render_template("shares/_part.html", part=name, **names)
    return Markup(share_tokens.closed_in(html, _lead(found, token)))  # noqa: S704


def _lead(found: progress.Screen, token: str) -> Callable[[str], str | None]:
    """Return where an address of the product leads inside the share; None: nowhere."""
    ids = {line.id for line in found.goals.lines}

    def lead(address: str) -> str | None:
        if (to := TO_OBJECTIVE.fullmatch(address)) and int(to[1]) in ids:
            return url_of("shares.objective", token=token, objective_id=int(to[1]))
        if to := TO_KEY_RESULT.fullmatch(address):
            owner = shared.objective_of(found, int(to[1]))
            if owner is not None:
                return url_of(
                    "shares.objective", token=token, objective_id=owner, _anchor=f"kr{to[1]}"
                )
        return None

    return lead


def _links() -> shared.Shares:
    everybody = here.allowed(Deed.MANAGE_ACCOUNTS)
    return shared.links(here.reading(), None if everybody else here.me().account_id)


def _page(faults: dict[str, str]) -> str:
    found, cycle = _links(), here.cycle()
    asked = request.form.get("quarter") or (cycle.name if cycle else "")
    return render_template(
        "shares/index.html",
        screen=found,
        faults=faults,
        asked=asked,
        offered_quarters=[(one.name, one.label) for one in reversed(found.cycles)],
        offered_days=[(one, ngettext("%(num)d day", "%(num)d days", one)) for one in DAYS],
    )


def _draft(now: datetime) -> ShareDraft:
    sent = request.form
    quarter = next((one for one in _links().cycles if one.name == sent.get("quarter")), None)
    if quarter is None:
        raise Refused("Choose a quarter.", {"quarter": "Choose a quarter."})
    return ShareDraft((sent.get("title") or "").strip(), quarter.id, _until(now))


def _until(now: datetime) -> datetime:
    sent = request.form
    if sent.get("until"):
        try:
            last = date.fromisoformat(sent["until"])
            # Its whole day, in the product's time zone.
            end = datetime.combine(last + timedelta(days=1), time(), here.settings().zone)
        except (ValueError, OverflowError):
            fault = "Write the day as 2027-03-31."
            raise Refused(fault, {"until": fault}) from None
        return end.astimezone(UTC)
    days = sent.get("days", type=int)
    if days not in DAYS:
        raise Refused("Choose how long it opens.", {"days": "Choose how long it opens."})
    return now + timedelta(days=days)
