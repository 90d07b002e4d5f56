"""The request log of django-structlog, without query strings: people are searched by name."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class PathOnlyRequestMiddleware(RequestMiddleware):
    """Binds request id, user and address to every line; names a request by method and path alone."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
