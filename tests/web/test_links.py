"""Every link of every page leads to a page: walked from the home, as different people."""

from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.pages import read
from tests.web.stage import Stage

MOST_ALIKE = 4  # pages of one kind that are walked
MOST = 250


@pytest.mark.parametrize("role", ["planner", "lead", "executive", "administrator"])
def test_every_link_leads_to_a_page(stage: Stage, role: str) -> None:
    client = stage.client(role)
    waiting, seen, alike = deque(["/"]), {"/"}, Counter[str]()
    broken: list[str] = []
    source: dict[str, str] = {}
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        for found in _followed(client, path, broken, source.get(path, "")):
            source.setdefault(found, path)
            kind = _kind(stage, found)
            if found in seen or alike[kind] >= MOST_ALIKE:
                continue
            seen.add(found)
            alike[kind] += 1
            waiting.append(found)
    assert broken == []
    assert len(seen) > 40


def _followed(client: FlaskClient, path: str, broken: list[str], source: str) -> list[str]:
    """Ask for a page and return where its links lead on this site; note what is broken."""
    answer = client.get(path)
    answer.close()
    if answer.status_code in (301, 302, 303, 307, 308):
        return [urljoin(path, answer.location)]
    if answer.status_code != 200:
        broken.append(f"{path} is {answer.status_code}, linked from {source}")
        return []
    if answer.mimetype != "text/html":
        return []
    links = [one.get("href") or "" for one in read(answer.get_data(as_text=True)).all("a")]
    whole = [urlsplit(urljoin(path, link)) for link in links if link]
    return [f"{one.path}{'?' if one.query else ''}{one.query}" for one in whole if not one.netloc]


def _kind(stage: Stage, path: str) -> str:
    parts = urlsplit(path)
    names = sorted(name.split("=")[0] for name in parts.query.split("&"))
    try:
        endpoint, _ = stage.app.url_map.bind("localhost").match(parts.path, "GET")
    except HTTPException:
        return path  # it leads nowhere, and is asked for to say so
    return f"{endpoint}?{','.join(names)}"
