"""A page as a test reads it, what is wrong with it, and a client that lints every page it gets."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "source", "track", "wbr"),
}
LANGUAGES = ("en", "es")
UNLABELLED = ("hidden", "submit", "button", "image", "reset")


@dataclass
class Element:
    """An element of a page with what is inside of it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """Return an attribute, "" where it has no value, None where it is not there."""
        return self.attributes.get(name)

    def walk(self) -> Iterator["Element"]:
        """Yield the element and everything in it, in the order of the page."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [child for child in reversed(one.children) if isinstance(child, Element)]

    @cached_property
    def inside(self) -> list["Element"]:
        """What is in the element, in the order of the page; a page is asked for it many times."""
        return list(self.walk())[1:]

    def all(self, *tags: str) -> list["Element"]:
        """Return the elements of these tags inside of it."""
        return [one for one in self.inside if one.tag in tags]

    @property
    def text(self) -> str:
        """The words inside, with single spaces; what a script holds is not shown."""
        if self.tag == "script":
            return ""
        parts = (one if isinstance(one, str) else one.text for one in self.children)
        return " ".join(" ".join(parts).split())

    def above(self) -> Iterator["Element"]:
        """Yield what the element stands in, from the nearest."""
        one = self.parent
        while one is not None:
            yield one
            one = one.parent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.open = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _ in attrs)
        self.faults += [f"<{tag}> has {name} twice" for name, n in names.items() if n > 1]
        made = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(made)
        if tag not in VOID:
            self.open = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open.tag}>")
            if tag not in [one.tag for one in self.open.above()]:
                return
            while self.open.tag != tag and self.open.parent is not None:
                self.open = self.open.parent
        self.open = self.open.parent or self.root

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def read(html: str) -> Element:
    """Return the page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def faults(html: str, *, language: str | None = None) -> list[str]:
    """Return what is wrong with a page, or with a fragment of one; nothing is [].

    A page has one h1, whose words its title holds, and says its language; for both: labels,
    unique ids that references find, CSRF tokens, captions and scopes, texts in place of
    pictures, names for links and buttons, nothing inline that the security policy forbids.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = reader.root
    found = list(reader.faults)
    if page.all("html"):
        found += _frame(page, language)
    for check in (_ids, _labels, _inline, _forms, _tables, _pictures, _names, _words):
        found += check(page)
    return found


class LintedClient(FlaskClient):
    """A client for whom a page with a fault in it is a failed request."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for a page and lint it where it is HTML."""
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 307, 308):
            wrong = faults(answer.get_data(as_text=True))
            path = answer.request.path
            assert not wrong, f"{path} ({answer.status_code}):\n- " + "\n- ".join(wrong)
        return answer


def _frame(page: Element, language: str | None) -> list[str]:
    found = []
    said = page.all("html")[0].get("lang")
    if said not in LANGUAGES or (language and said != language):
        found.append(f"the page's language is {said!r}")
    heads = page.all("h1")
    titles = [one for one in page.all("title") if not any(up.tag == "svg" for up in one.above())]
    if len(heads) != 1:
        found.append(f"the page has {len(heads)} h1: {[one.text for one in heads]}")
    elif len(titles) != 1 or not heads[0].text or heads[0].text not in titles[0].text:
        words = [one.text for one in titles]
        found.append(f"the title {words} does not hold the h1 {heads[0].text!r}")
    if len(page.all("main")) != 1:
        found.append("the page has not one main")
    return found


def _ids(page: Element) -> list[str]:
    ids = Counter(one.get("id") for one in page.walk() if one.get("id") is not None)
    found = [f"the id {name!r} is there {n} times" for name, n in ids.items() if n > 1]
    if not page.all("html"):
        return found
    for one in page.walk():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list"):
            for wanted in (one.get(name) or "").split():
                if wanted not in ids:
                    found.append(f"<{one.tag} {name}> refers to {wanted!r}, which is nowhere")
        target = one.get("href") or ""
        if one.tag == "a" and target.startswith("#") and target[1:] not in ids:
            found.append(f"the link {target} leads nowhere on the page")
    return found


def _labels(page: Element) -> list[str]:
    labelled = {one.get("for") for one in page.all("label") if one.text}
    found = []
    for one in page.all("input", "select", "textarea"):
        if one.tag == "input" and one.get("type") in UNLABELLED:
            continue
        wrapped = any(up.tag == "label" and up.text for up in one.above())
        named = one.get("aria-label") or one.get("aria-labelledby")
        if not (wrapped or named or one.get("id") in labelled):
            found.append(f"<{one.tag} name={one.get('name')!r}> has no label")
    return found


def _inline(page: Element) -> list[str]:
    found = []
    for one in page.walk():
        for name in one.attributes:
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                found.append(f"<{one.tag}> has an inline {name}")
        if one.tag == "style":
            found.append("the page has a <style>")
        if one.tag == "script" and not one.get("src") and one.get("type") != "application/json":
            found.append("the page has an inline script")
        for name in ("href", "src", "action"):
            if (one.get(name) or "").strip().lower().startswith("javascript:"):
                found.append(f"<{one.tag} {name}> is a script")
    return found


def _forms(page: Element) -> list[str]:
    found = []
    for form in page.all("form"):
        if any(up.tag == "form" for up in form.above()):
            found.append("a form stands in a form")
        names = {one.get("name") for one in form.all("input")}
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in names:
            found.append(f"the form to {form.get('action')!r} has no CSRF token")
        if (form.get("method") or "get").lower() == "get" and "csrf_token" in names:
            found.append(f"the form to {form.get('action')!r} puts its CSRF token into the address")
    return found


def _tables(page: Element) -> list[str]:
    found = []
    for table in page.all("table"):
        captions = [one for one in table.all("caption") if one.text]
        if not captions:
            found.append(f"a table has no caption: {table.text[:60]!r}")
        found += [
            f"<th>{one.text}</th> has no scope"
            for one in table.all("th")
            if one.get("scope") not in ("col", "row", "colgroup", "rowgroup")
        ]
    return found


def _pictures(page: Element) -> list[str]:
    found = [f"<img src={one.get('src')!r}> has no alt" for one in page.all("img")
             if one.get("alt") is None]  # fmt: skip
    for one in page.all("svg"):
        hidden = one.get("aria-hidden") == "true"
        named = one.get("aria-label") or one.get("aria-labelledby") or one.all("title")
        hidden = hidden or any(up.get("aria-hidden") == "true" for up in one.above())
        if not hidden and not (one.get("role") == "img" and named):
            found.append("an <svg> is neither hidden nor named")
    return found


def _names(page: Element) -> list[str]:
    found = []
    for one in page.all("a", "button", "summary"):
        named = one.text or one.get("aria-label") or one.get("title") or one.get("aria-labelledby")
        pictured = any(inner.get("aria-label") or inner.get("alt") for inner in one.walk())
        if not (named or pictured):
            found.append(f"<{one.tag} href={one.get('href')!r}> has no name")
        if one.tag == "a" and one.get("href") in ("", "#"):
            found.append(f"the link {one.text!r} leads nowhere")
    return found


def _words(page: Element) -> list[str]:
    shown = (page.all("body") or [page])[0]
    bad = re.findall(r"%\(\w+\)[sd]|\{\{|\}\}|<\w+ object at", shown.text)
    return [f"the text shows {word!r}" for word in dict.fromkeys(bad)]
