"""What uvicorn serves: websockets for writing together, and pages where no gunicorn stands beside it.

Pages keep their threads and their connections to the database (docs/decisions/0003).
"""

from typing import TYPE_CHECKING, cast

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack

from ros_portal.wsgi import application as pages

# After the pages: only then the apps are loaded.
from strategy.routing import urlpatterns

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp

PAGES_AT_ONCE = 8

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(cast("WSGIApp", pages), workers=PAGES_AT_ONCE),
        "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(URLRouter(urlpatterns))),
    }
)
