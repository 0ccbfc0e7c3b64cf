"""Text that no database can hold is refused at the door: the character zero."""

from flask import Flask, request

from portfolio.domain.errors import NotFound, Refused

ZERO = "\0"


def install(app: Flask) -> None:
    """Look at each request's address and fields before anything else reads them."""
    app.before_request(_refuse_zero)


def _refuse_zero() -> None:
    if ZERO in request.path:
        raise NotFound("page", request.path.replace(ZERO, ""))
    # What a machine sends is judged by its raw bytes, which reading it as a form would use up.
    is_raw = request.path.startswith(("/hooks/", "/api/"))
    for fields in (request.args,) if is_raw else (request.args, request.form):
        for name, value in fields.items(multi=True):
            if ZERO in name or ZERO in value:
                raise Refused(
                    "A field holds a character that cannot be stored (NUL). Type it again."
                )
