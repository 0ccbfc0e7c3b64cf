"""How each exception answers: a page in the product's words, never a bare 500."""

from typing import Any

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.web import problems

Answer = tuple[Any, int]
PAGES = {400, 403, 404, 405, 409, 413, 422, 429}


def install(app: Flask) -> None:
    """Map the exception tree and HTTP's own errors to pages."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _not_found(fault: NotFound) -> Answer:
    return _page(404, str(fault))


def _not_allowed(fault: NotAllowed) -> Answer:
    current_app.logger.warning("refused %s on %s", fault.deed, request.path)
    return _page(403, str(fault))


def _refused(fault: Refused) -> Answer:
    return _page(422, str(fault), faults=fault.faults)


def _stale(fault: Stale) -> Answer:
    return _page(409, str(fault), fault=fault, back=request.referrer or request.path)


def _csrf(fault: CSRFError) -> Answer:
    return _page(400, "This form is too old to be sent. Go back, load the page again, and retry.")


def _http(fault: HTTPException) -> Answer:
    return _page(fault.code or 500, fault.description or "")


def _unexpected(fault: Exception) -> Answer:
    if current_app.testing or current_app.debug:
        raise fault
    current_app.logger.exception("unexpected fault on %s", request.path)
    return _page(500, "")


def _page(code: int, message: str, **names: Any) -> Answer:
    if request.path.startswith("/api/"):
        return problems.answer(code, message, faults=names.get("faults")), code
    if request.accept_mimetypes.best == "application/json" or request.path.endswith(".json"):
        return {"status": code, "detail": message}, code
    template = code if code in (400, 403, 404, 409, 422, 500) else 400
    return render_template(f"errors/{template}.html", code=code, message=message, **names), code
