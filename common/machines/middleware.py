"""What must happen to an API request before and after its view."""

from django.conf import settings
from django.http import JsonResponse

from common.machines.problems import CONTENT_TYPE, problem_body, problem_for_status

API = "/api/"


class MachineMiddleware:
    """Refuses bodies over the limit before reading them; turns Django's own error pages into problems."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(API):
            return self.get_response(request)
        if _content_length(request) > settings.API_MAX_BODY_BYTES:
            detail = f"At most {settings.API_MAX_BODY_BYTES} bytes."
            return JsonResponse(problem_body("too-large", detail), status=413, content_type=CONTENT_TYPE)
        response = self.get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return problem_for_status(response.status_code)
        return response


def _content_length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
