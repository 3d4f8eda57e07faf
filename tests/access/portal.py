"""Addresses of no room."""

from tests.access import EVERYBODY, SIGNED_IN, TO_SIGN_IN, Row

ROWS = [
    Row("overview", SIGNED_IN),
    Row("progress", {**TO_SIGN_IN, "lead@*": 200, "*": 403}),
    Row("progress_moved", {**TO_SIGN_IN, "lead@*": 200, "*": 403}),
    Row("help_page", EVERYBODY),
    Row("help_page", EVERYBODY, args=lambda world: ["editor"]),
    Row("help_page", {"*": 404}, args=lambda world: ["nobody"]),
    Row("accessibility", EVERYBODY),
    Row("privacy", EVERYBODY),
    Row("security", EVERYBODY),
    Row("security_txt", EVERYBODY),
    Row("favicon", {"*": 302}),
    Row("healthz", EVERYBODY),
    Row("set_language", {"*": 302}, method="POST", data=lambda world: {"language": "en"}),
]
