"""Strike something out of a quarter: the form, the deed, and the way to take it back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from werkzeug.wrappers import Response as Answer

from portfolio.domain.errors import Refused
from portfolio.web import here
from portfolio.web.forms.okrs import StrikeForm


def strike_out(
    act: Callable[..., Any],
    row_id: int,
    *,
    page: Callable[[StrikeForm], str],
    text: str,
    undo: Callable[[int], str],
    back: str,
) -> Answer | tuple[str, int]:
    """Do what was sent by the action `act` and go `back`, with a button that undoes it.

    What makes no sense comes back on `page` with its sentence; `undo` gives the address for a
    version.
    """
    form = StrikeForm()
    if not form.validate():
        return page(form), 422
    said = {"on": form.on.data, "version": form.version.data, "reason": form.reason.data}
    try:
        with here.writing() as tx:
            act(tx, here.me(), row_id, now=here.now(), **said)
    except Refused as refused:
        form.tell(refused)
        return page(form), 422
    message: Any = {"text": text, "undo": undo(form.version.data + 1)}  # the frame shows the button
    flash(message)
    return redirect(back, 303)
