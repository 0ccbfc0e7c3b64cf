"""Pages that were asked before and are unchanged since: told in one line, or given again."""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from uuid import uuid4

from flask import Flask, Response, current_app, g, request, session

from portfolio.domain.people import Deed
from portfolio.screens import shell
from portfolio.web import access, here
from portfolio.web.headers import UNKEPT

MOST_BYTES = 64 * 2**20
LARGEST_PAGE = 2 * 2**20
KEPT = "private, no-cache"  # the browser keeps it, and asks each time whether it still holds
PROCESS = uuid4().hex  # another start of the program may have other templates
PARTS = ("X-Fragment", "X-Preview")  # ask for a part of a page under the page's own address
HEADERS = ("Content-Type", "Content-Disposition", "Content-Language", "Vary")


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    headers: tuple[tuple[str, str], ...]


class Shelf:
    """The pages given last, each under a name that holds all it depends on."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.size = most, 0
        self.pages: OrderedDict[str, _Page] = OrderedDict()
        self.lock = Lock()

    def get(self, name: str) -> _Page | None:
        """Return a page that is there."""
        with self.lock:
            found = self.pages.get(name)
            if found is not None:
                self.pages.move_to_end(name)
            return found

    def put(self, name: str, page: _Page) -> None:
        """Keep a page; those that nobody asked for the longest make room."""
        with self.lock:
            old = self.pages.pop(name, None)
            self.size += len(page.body) - (len(old.body) if old else 0)
            self.pages[name] = page
            while self.size > self.most:
                _, gone = self.pages.popitem(last=False)
                self.size -= len(gone.body)

    def clear(self) -> None:
        """Forget all pages."""
        with self.lock:
            self.pages.clear()
            self.size = 0


def install(app: Flask) -> None:
    """Hang it before the door: a page is named by who asks, so that nobody gets another's."""
    app.extensions["shelf"] = Shelf()
    app.before_request(_look)
    app.after_request(_keep)


def _look() -> Response | None:
    """Answer what was answered before where nothing it depends on has changed."""
    if not _may_be_kept():
        return None
    name = _name()
    if name in request.if_none_match:
        return _tagged(Response(status=304), name)
    found = _shelf().get(name)
    if found is None:
        g.page_name, g.page_session = name, dict(session)
        return None
    return _tagged(Response(found.body, headers=list(found.headers)), name)


def _keep(answer: Response) -> Response:
    if request.endpoint == "account.end":
        answer.headers["Clear-Site-Data"] = '"cache"'  # nobody reads them by going back
    name = g.pop("page_name", None)
    if (
        name is None
        or answer.status_code != 200
        or answer.is_streamed
        or answer.direct_passthrough
        or answer.headers.get("Cache-Control") != UNKEPT
        or dict(session) != g.page_session
    ):
        return answer
    body = answer.get_data()
    if len(body) <= LARGEST_PAGE:
        headers = [(one, answer.headers[one]) for one in HEADERS if one in answer.headers]
        _shelf().put(name, _Page(body, tuple(headers)))
    return _tagged(answer, name)


def _may_be_kept() -> bool:
    """Only pages of people who are signed in, and none that shows a message once."""
    if request.method != "GET" or request.endpoint is None or here.SESSION not in session:
        return False
    rule = access.rule_of(current_app, request.endpoint)
    return isinstance(rule, Deed) and "_flashes" not in session


def _name() -> str:
    """All that a page depends on: data, person, address, language, and the minute it tells."""
    parts = (
        PROCESS,
        shell.data_version(here.reading()),
        here.clock().strftime("%Y-%m-%d %H:%M"),
        repr(sorted(session.items())),
        request.full_path,
        request.host_url,
        request.headers.get("Accept-Language", ""),
        request.headers.get("Accept", ""),
        request.cookies.get("language", ""),
        *(request.headers.get(one, "") for one in PARTS),
    )
    return sha256("\0".join(parts).encode()).hexdigest()[:40]


def _tagged(answer: Response, name: str) -> Response:
    answer.set_etag(name)
    answer.headers["Cache-Control"] = KEPT
    answer.vary.update(PARTS)
    return answer


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["shelf"]
    return shelf
