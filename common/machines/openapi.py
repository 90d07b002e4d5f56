"""How the API is described beyond what its views say themselves: schemas by name, problems, the token."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from common.machines.problems import CONTENT_TYPE, KINDS
from common.machines.shapes import Record

PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "Stable; opens a page that explains it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "request_id": {"type": "string", "description": "Stands in our log too."},
    },
}
_components: dict[str, dict] = {"Problem": PROBLEM}

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="A repeated request with the same key gets the stored answer for 24 hours.",
)


def describe(name: str, schema: dict) -> dict:
    """Register a schema under a name; gives the reference to it."""
    _components[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def describe_record(record: Record) -> dict:
    """Register a record that machines send, with the records in it."""
    _components.update(record.components())
    return record.schema()


def add_components(result: dict, generator, request, public) -> dict:
    """drf-spectacular's post-processing hook: puts the registered schemas into the document."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(_components)
    return result


def problems(*statuses: int) -> dict:
    """Responses for these statuses and those that every address may give."""
    every = sorted({400, 401, 403, 404, 405, 406, 429, 503, *statuses})
    titles = {kind.status: kind.title for kind in reversed(KINDS.values())}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {(status, CONTENT_TYPE): OpenApiResponse(schema, titles.get(status, "")) for status in every}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "common.machines.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of an API client, shown once when it was created.",
        }
