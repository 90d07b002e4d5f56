"""The base of every address of the API: token, scope, rate limit, JSON, problems."""

import pghistory
from django.utils.cache import patch_vary_headers
from rest_framework.views import APIView

from common.machines.problems import Problem
from common.machines.throttling import count_request


class MachineView(APIView):
    """Declare `required_scopes = {"GET": "guests:read", …}`; a method without one is closed."""

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

    def has_scope(self, scope: str) -> bool:
        return scope in self.request.user.scopes
