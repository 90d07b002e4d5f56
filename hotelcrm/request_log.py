"""The request log of django-structlog, without query strings: people are searched by name."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from common.models import ApiClient


class PathOnlyRequestMiddleware(RequestMiddleware):
    """Binds request id, person or machine, and address to every line; names a request by method and path alone."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """A machine is bound as `client`: its key is no person's."""
        user = getattr(request, "user", None)
        if isinstance(user, ApiClient):
            structlog.contextvars.bind_contextvars(user_id=None, client=user.name)
        else:
            RequestMiddleware.bind_user_id(request)
