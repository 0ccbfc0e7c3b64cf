"""What machines send with a token: values of key results."""

import json
from typing import Any

from flask import Blueprint, Response, request

from portfolio.actions.push_values import Conflict, key_result_there, push_values
from portfolio.actions.use_token import UnknownToken, use_token
from portfolio.domain.errors import NotAllowed, NotFound, Refused
from portfolio.web import here, problems, pushed_values
from portfolio.web.access import public

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
LARGEST_BODY = 2**20
LONGEST_KEY = 200
SCOPE = "key_result:write"


@blueprint.post("/key-results/<int:key_result_id>/values")
@public  # a token opens it, not a session
def push(key_result_id: int) -> Response:
    """Take a value of a key result, or a list of them: 201 for something new, else 200.

    The same again changes nothing. Faults are problem+json, by place and field.
    """
    try:
        token_id = _token_id()
        with here.store().reading() as tx:
            key_result_there(tx, key_result_id)
        values = pushed_values.read(_body())
        with here.writing() as tx:
            answer = push_values(
                tx,
                token_id,
                key_result_id,
                values,
                now=here.now(),
                today=here.today(),
                sent_key=_sent_key(),
            )
    except UnknownToken as fault:
        refused = problems.answer(401, str(fault))
        refused.headers["WWW-Authenticate"] = 'Bearer realm="portfolio"'
        return refused
    except NotAllowed as fault:
        return problems.answer(403, str(fault))
    except NotFound as fault:
        return problems.answer(404, str(fault))
    except Conflict as fault:
        return problems.answer(409, str(fault))
    except problems.TooLarge as fault:
        return problems.answer(413, str(fault))
    except Refused as fault:
        return problems.answer(422, str(fault), faults=fault.faults)
    return _json(answer.document, 201 if answer.is_new else 200)


def _token_id() -> int:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnknownToken("Send a token: Authorization: Bearer pf_...")
    with here.store().writing() as tx:
        return use_token(tx, token.strip(), SCOPE, now=here.clock())


def _body() -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise problems.TooLarge("Send at most 1 MB at once.")
    body = request.stream.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise problems.TooLarge("Send at most 1 MB at once.")
    return body


def _sent_key() -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        fault = "Send up to 200 printable ASCII characters."
        raise Refused("The Idempotency-Key cannot be taken.", {"Idempotency-Key": fault})
    return key


def _json(document: dict[str, Any], code: int) -> Response:
    return Response(json.dumps(document), status=code, mimetype="application/json")
