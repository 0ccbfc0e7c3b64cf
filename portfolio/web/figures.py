"""Serve plotly.js out of the installed plotly package, compressed once and cached for a year."""

import gzip
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import brotli
from flask import Blueprint, Response, request, url_for

from portfolio.web.access import public

blueprint = Blueprint("figures", __name__)
A_YEAR = "public, max-age=31536000, immutable"
# Quality 11 saves another sixth of the bytes and costs half a minute at the first request.
BROTLI_QUALITY = 6


@blueprint.app_context_processor
def _address() -> dict[str, str]:
    return {"plotly_url": url_for("figures.plotly", release=release())}


@blueprint.get("/plotly-<release>.js")
@public
def plotly(release: str) -> Response:
    """Answer the script; the address names the release, so it may be kept for ever."""
    encoding = request.accept_encodings.best_match(("br", "gzip"))
    if encoding:
        return _answer(compressed(encoding), encoding)
    return _answer(script().read_bytes(), None)


@lru_cache(maxsize=1)
def release() -> str:
    """The release of the installed package."""
    return version("plotly")


def script() -> Path:
    """Where the package keeps plotly.js; the package itself is not imported."""
    found = find_spec("plotly")
    if found is None or found.origin is None:
        raise RuntimeError("the plotly package is not installed")
    return Path(found.origin).parent / "package_data" / "plotly.min.js"


@lru_cache(maxsize=2)
def compressed(encoding: str) -> bytes:
    """The script, compressed once in the life of the process."""
    content = script().read_bytes()
    if encoding == "br":
        return bytes(brotli.compress(content, quality=BROTLI_QUALITY))
    return gzip.compress(content, 6, mtime=0)


def _answer(content: bytes, encoding: str | None) -> Response:
    answer = Response(content, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = A_YEAR
    answer.headers["Vary"] = "Accept-Encoding"
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    return answer
