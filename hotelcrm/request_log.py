"""The request log of django-structlog, without query strings: people are searched by name."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from common.callers import address_of
from common.models import ApiClient

#: What stands behind them opens a guest's survey, or his own page, without signing in: it belongs in no log.
OPENING = ("/s/", "/me/open/")


class PathOnlyRequestMiddleware(RequestMiddleware):
    """Binds request id, person or machine, and address to every line; names a request by method and path alone."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        opening = next((start for start in OPENING if request.path.startswith(start)), "")
        return f"{request.method} {f'{opening}…' if opening else request.path}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=address_of(request))

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """A machine is bound as `client`: its key is no person's."""
        user = getattr(request, "user", None)
        if isinstance(user, ApiClient):
            structlog.contextvars.bind_contextvars(user_id=None, client=user.name)
        else:
            RequestMiddleware.bind_user_id(request)
