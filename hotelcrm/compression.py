"""Pages leave compressed."""

from django.middleware.gzip import GZipMiddleware


class CompressPagesMiddleware(GZipMiddleware):
    """Django's, padded against BREACH, but for answers with an ETag: compressing would weaken the tag, and a
    machine that sends it back in If-Match would be refused."""

    def process_response(self, request, response):
        if response.has_header("ETag"):
            return response
        return super().process_response(request, response)
