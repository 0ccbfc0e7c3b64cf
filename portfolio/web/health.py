"""Is the process there, is the database ready, and what to count."""

from flask import Blueprint, Response

from portfolio.screens import health as screen
from portfolio.web import here
from portfolio.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """Answer that the process runs; no database is asked."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> tuple[dict[str, str], int]:
    """Answer whether the database answers and stands at this program's schema."""
    state = screen.readiness(here.store())
    return {"status": state}, 200 if state == screen.READY else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Answer a few counts in Prometheus' text form; nothing of a person or a plan is in them."""
    lines = [
        f"portfolio_{name} {value}"
        for name, value in screen.counts(here.reading(), now=here.clock()).items()
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
