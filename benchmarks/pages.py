"""Ask every page of the product on a database as it is, first and again, and how long it takes.

python -m benchmarks.pages [--url sqlite:///large.sqlite] [--times 5] [--slow 100]
"""

import argparse
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Clock = Callable[[], float]
NO_PAGES = ("/static", "/plotly", "/sign-in", "/welcome", "/share/", "/healthz", "/readyz")
FILES = re.compile(r"\.(csv|xlsx|json)$|\.<kind>|/metrics|/openapi")
LINK = re.compile(r'href="(/[^"#]*)"')
VARIED = (
    "/backlog?q={word}", "/changes?q={word}", "/search?q={word}", "/delivery?team={team}",
    "/delivery?service={service}", "/backlog?page={number}", "/changes?service={service}",
)  # fmt: skip
WORDS = ("receipt", "queue", "limit", "journey", "webhook", "price", "sandbox", "retry")


@dataclass
class Asked:
    """How long the answers of one kind of page took, in milliseconds."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    codes: set[int] = field(default_factory=set)
    slowest: tuple[float, str] = (0.0, "")


def main() -> None:
    """Print a line a kind of page, the slowest first, and the figures over all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", default=os.environ.get("DATABASE_URL"))
    asked.add_argument("--times", type=int, default=5, help="addresses of each kind")
    asked.add_argument("--slow", type=float, default=0, help="show those above so many ms")
    asked.add_argument("--only", default="", help="only kinds that begin so")
    asked.add_argument(
        "--processor", action="store_true", help="processor time, where others keep it busy"
    )
    options = asked.parse_args()
    clock = time.process_time if options.processor else time.perf_counter
    os.environ.update(DATABASE_URL=options.url, PORTFOLIO_DEMO="1")
    from app import create_app

    app = create_app()
    client = app.test_client()
    _sign_in(client)
    kinds = _kinds(app, client, options.times)
    found = {
        kind: _ask(client, paths, clock)
        for kind, paths in kinds.items()
        if kind.startswith(options.only) and paths
    }
    _show(found, options.slow)


def _sign_in(client: Any) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    account = re.search(r'/demo/sign-in/(\d+)"(?:(?!/demo/).)*Product Owner', page, re.S)
    if not token or not account:
        raise SystemExit("the demo's sign-in page has changed")
    client.post(f"/demo/sign-in/{account[1]}", data={"csrf_token": token[1]})
    client.get("/account")  # from here on the session is what it stays


def _kinds(app: Any, client: Any, times: int) -> dict[str, list[str]]:
    """Walk the links from the home page on, and name each address by its rule."""
    walked: dict[str, list[str]] = {}
    seen, waiting = {"/"}, ["/", *_without_parts(app)]
    while waiting:
        path = waiting.pop(0)
        kind = _kind(app, path)
        if kind is None or len(walked.setdefault(kind, [])) >= times or path in walked[kind]:
            continue
        walked[kind].append(path)
        if len(walked[kind]) <= 2:
            text = client.get(path).get_data(as_text=True)
            new = [one.replace("&amp;", "&") for one in LINK.findall(text)]
            waiting += [one for one in dict.fromkeys(new) if one not in seen]
            seen.update(new)
    for form in VARIED:
        walked[form] = list(_varied(form, walked, times))
    client.application.extensions["shelf"].clear()
    return walked


def _without_parts(app: Any) -> list[str]:
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments
    )


def _kind(app: Any, path: str) -> str | None:
    plain = path.split("?")[0]
    if plain.startswith(NO_PAGES) or FILES.search(plain):
        return None
    try:
        rule, _ = app.url_map.bind("localhost").match(plain, method="GET", return_rule=True)
    except Exception:  # no page of ours
        return None
    return str(rule.rule)


def _varied(form: str, walked: dict[str, list[str]], times: int) -> Iterator[str]:
    teams = [path.split("/")[2] for path in walked.get("/teams/<slug>", ["/teams/rowan"])]
    for number in range(times):
        yield form.format(
            word=WORDS[number % len(WORDS)],
            team=teams[number % len(teams)].split("?")[0],
            service=f"service-{60 + number}",
            number=3 + 7 * number,
        )


def _ask(client: Any, paths: Sequence[str], clock: Clock) -> Asked:
    asked = Asked()
    for path in paths:
        spent, answer = _timed(client, path, {}, clock)
        asked.first.append(spent)
        asked.codes.add(answer.status_code)
        asked.slowest = max(asked.slowest, (spent, path))
        tag = answer.headers.get("ETag")
        for headers in ({"If-None-Match": tag} if tag else {}, {}):
            spent, answer = _timed(client, path, headers, clock)
            asked.again.append(spent)
            asked.codes.add(answer.status_code)
    return asked


def _timed(client: Any, path: str, headers: dict[str, str], clock: Clock) -> tuple[float, Any]:
    began = clock()
    answer = client.get(path, headers=headers)
    answer.get_data()
    return 1000 * (clock() - began), answer


def _show(found: dict[str, Asked], slow: float) -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; milliseconds")
    print(f"{'page':58} {'first':>7} {'most':>7} {'again':>7} {'most':>7}  codes")
    for kind, one in sorted(found.items(), key=lambda pair: -max(pair[1].first)):
        if max(one.first) >= slow:
            numbers: tuple[float, ...] = (statistics.median(one.first), max(one.first))
            numbers += (statistics.median(one.again), max(one.again))
            told = " ".join(f"{number:7.1f}" for number in numbers)
            print(f"{kind[:58]:58} {told}  {sorted(one.codes)} {one.slowest[1][:40]}")
    for name in ("first", "again"):
        values = [value for one in found.values() for value in getattr(one, name)]
        p50, p95 = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        a_second = 1000 * len(values) / sum(values)
        print(f"{name}: {len(values)} answers, p50 {p50:.1f}, p95 {p95:.1f}, {a_second:.0f}/s")


if __name__ == "__main__":
    main()
