"""Only UTF-8 comes in. Before Django: it looks a charset up while it makes the request."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

UTF_8 = {"utf-8", "utf8", "us-ascii"}
REFUSAL = "Het portaal leest alleen tekst in UTF-8. Ga terug en probeer het opnieuw.\n"


def only_utf8(application: WSGIApplication) -> WSGIApplication:
    def checked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _reads_as_utf8(environ):
            return application(environ, start_response)
        body = REFUSAL.encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ]
        start_response("400 Bad Request", headers)
        return [body]

    return checked


def _reads_as_utf8(environ: WSGIEnvironment) -> bool:
    sent = Message()
    sent["Content-Type"] = environ.get("CONTENT_TYPE") or "text/plain"
    # A NUL is no text: PostgreSQL refuses it wherever it is searched for.
    return (sent.get_content_charset() or "utf-8") in UTF_8 and "%00" not in environ.get(
        "QUERY_STRING", ""
    )
