"""Search, and the list of the command palette."""

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portfolio.domain.people import Deed
from portfolio.screens import search as screen
from portfolio.web import here
from portfolio.web.access import access
from portfolio.web.language import gettext as _
from portfolio.web.places import address, kind_name, pages

blueprint = Blueprint("search", __name__)
LONGEST = 200


@blueprint.get("/search")
@access(Deed.SEE)
def index() -> ResponseReturnValue:
    """Show what was found; the key of one item goes straight to it."""
    words = request.args.get("q", "")[:LONGEST]
    found = screen.load(here.reading(), words)
    exact = [
        hit
        for group in found.groups
        for hit in group.hits
        if hit.kind == "item" and hit.key.lower() == found.words.lower()
    ]
    if len(exact) == 1:
        return redirect(address("item", exact[0].key), 303)
    return render_template("search/index.html", screen=found, address=address, kind_name=kind_name)


@blueprint.get("/palette.json")
@access(Deed.SEE)
def palette() -> ResponseReturnValue:
    """Answer every page, team, area and objective: [{title, kind, url, words}]."""
    listed = [
        {"title": title, "kind": _("Page"), "url": path, "words": words}
        for title, path, words in pages()
    ]
    for hit in screen.named(here.reading()):
        url = address(hit.kind, hit.key)
        listed.append(
            {"title": hit.title, "kind": kind_name(hit.kind), "url": url, "words": hit.more}
        )
    for cycle in reversed(here.shell_of_request().cycles):
        listed.append(
            {
                "title": cycle.label,
                "kind": _("Quarter"),
                "url": f"/?cycle={cycle.name}",
                "words": "",
            }
        )
    return jsonify(listed)
