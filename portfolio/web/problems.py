"""Faults as machines read them: application/problem+json (RFC 9457), with each field's fault."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Response

from portfolio.domain.errors import PortfolioError


class TooLarge(PortfolioError):
    """More was sent than is taken at once."""


def answer(code: int, detail: str, *, faults: Mapping[str, str] | None = None) -> Response:
    """Return a fault: its status, what it is called, what is wrong, and where."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
    }
    if faults:
        document["errors"] = [{"field": name, "detail": text} for name, text in faults.items()]
    return Response(json.dumps(document), status=code, mimetype="application/problem+json")
