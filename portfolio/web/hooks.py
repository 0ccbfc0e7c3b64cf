"""Where other tools send their events: stored at once, read later."""

from flask import Blueprint, request

from portfolio.actions.receive_event import receive_event
from portfolio.domain.errors import NotAllowed, NotFound
from portfolio.domain.inbox import LARGEST_BODY, Received
from portfolio.web import here
from portfolio.web.access import public

blueprint = Blueprint("hooks", __name__)
Answer = tuple[dict[str, str], int]


@blueprint.post("/hooks/<source>")
@public
def receive(source: str) -> Answer:
    """Take an event: 202 once it is on disk, the same answer where it was there already."""
    if (request.content_length or 0) > LARGEST_BODY:
        return _told(413, f"An event may have {LARGEST_BODY // 2**20} MB.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    received = Received(headers, request.get_data(cache=False))
    if not received.body:
        return _told(400, "The body is empty.")
    try:
        is_new = receive_event(
            here.store(), source, received, secret_key=here.settings().secret_key, now=here.clock()
        )
    except NotFound:
        return _told(404, "Nobody set up this address. An administrator does so under Imports.")
    except NotAllowed as fault:
        return _told(401, str(fault))
    return {"status": "stored" if is_new else "known"}, 202


def _told(code: int, detail: str) -> Answer:
    return {"status": "refused", "detail": detail}, code
