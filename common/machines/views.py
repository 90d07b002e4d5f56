"""The base of every address of the API: token, scope, rate limit, JSON, problems."""

import pghistory
from django.utils.cache import patch_vary_headers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.views import APIView

from common.machines.problems import Problem
from common.machines.shapes import Reading, Record
from common.machines.throttling import count_request


class JSONNegotiation(DefaultContentNegotiation):
    """There is one kind of answer: what most clients say is understood without weighing media types."""

    def select_renderer(self, request, renderers, format_suffix=None):
        if not request.META.get("QUERY_STRING") and request.META.get("HTTP_ACCEPT", "*/*") in PLAIN_ACCEPTS:
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


PLAIN_ACCEPTS = ("*/*", "application/json")


class MachineView(APIView):
    """Declare `required_scopes = {"GET": "guests:read", …}`; a method without one is closed."""

    content_negotiation_class = JSONNegotiation
    required_scopes: dict[str, str] = {}
    allowance = None

    def perform_authentication(self, request):
        super().perform_authentication(request)
        if request.user is not None:
            # Changes are the client's; its key is no person's, though the history's middleware takes it for one.
            pghistory.context(user=None, user_name=request.user.name)

    def check_throttles(self, request):
        self.allowance = count_request(request.user)
        if self.allowance.is_exceeded:
            raise Problem("too-many", retry_after=self.allowance.reset)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance:
            for name, value in self.allowance.headers().items():
                response[name] = value
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Authorization"])
        return response

    def read(self, record: Record) -> tuple[dict, Reading]:
        """The body of the request as `record` reads it; raises Problem with everything that is wrong in it."""
        reading = Reading()
        said = record.read(self.request.data, "", reading)
        if reading.errors:
            raise Problem("invalid", errors=reading.errors)
        return said, reading

    def has_scope(self, scope: str) -> bool:
        return scope in self.request.user.scopes
