"""The API is described as it is: every example runs, every answer fits its schema, the page keeps our CSP."""

import json
import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.api.bookings import booking

pytestmark = pytest.mark.django_db
METHODS = ("get", "put", "post")


@pytest.fixture(scope="module")
def described():
    return Client().get("/api/v1/schema/?format=json").json()


def operations(described):
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def check(schema, value, described, where="answer"):
    """As much of JSON Schema as our description uses."""
    if "$ref" in schema:
        return check(
            described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], value, described, where
        )
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    assert any(isinstance(value, types[kind]) for kind in kinds), f"{where}: {value!r} is not {kinds}"
    if isinstance(value, dict):
        assert set(schema.get("required", [])) <= set(value), f"{where} lacks something"
        unknown = set(value) - set(schema.get("properties", {}))
        assert not unknown, f"{where} has undescribed {unknown}"
        for name, item in value.items():
            check(schema["properties"][name], item, described, f"{where}/{name}")
    if isinstance(value, list):
        for item in value:
            check(schema["items"], item, described, f"{where}[]")
    return None


def test_every_example_is_accepted_and_answered_as_described(pms, described):
    run = 0
    for method, path, operation in operations(described):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for name, example in content.get("examples", {}).items():
            place = path.removeprefix("/api/v1").replace("{source}", "pms").replace("{external_id}", "PMS-1")
            answer = pms.call(method.upper(), place, example["value"])
            assert answer.status_code in (200, 201, 207), f"{name}: {answer.content}"
            schema = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
            check(schema, answer.json(), described, name)
            assert not answer.json().get("refused"), name
            run += 1
    assert run >= 5


@pytest.mark.parametrize(
    "path",
    ["/guests", "/guests/{number}", "/guests/{number}/stays", "/guests/{number}/preferences",
     "/guests/{number}/timeline", "/guests/{number}/value", "/recognition?guest={number}", "/nightly/runs",
     "/reservations/pms/B1"],
)  # fmt: skip
def test_every_list_and_page_is_answered_as_described(pms, described, path):
    from guests.models import Guest

    pms.put("/reservations/pms/B1", booking(status="checked_out"))
    number = Guest.objects.get().number
    pattern = "/api/v1" + path.split("?")[0].replace("pms/B1", "{source}/{external_id}")
    answer = pms.get(path.replace("{number}", number))
    schema = described["paths"][pattern]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    check(schema, answer.json(), described, path)


def test_problems_are_answered_as_described(pms, described):
    check({"$ref": "#/components/schemas/Problem"}, pms.put("/reservations/pms/B1", {}).json(), described)


def test_the_description_is_openapi_3_1_and_every_reference_in_it_leads_somewhere(described):
    assert described["openapi"].startswith("3.1")
    names = set(re.findall(r'#/components/schemas/([^"]+)"', json.dumps(described)))
    assert names <= set(described["components"]["schemas"])
    for _method, path, operation in operations(described):
        assert operation["security"] == [{"token": []}], path
        assert operation.get("summary"), path


def test_the_page_of_the_api_holds_no_inline_script_and_no_foreign_host(client):
    page = client.get(reverse("api-docs")).content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert "//" not in re.sub(r"<!DOCTYPE[^>]*>", "", page)
    script = re.search(r'src="(/api/v1/docs/[^"]*)"', page)[1]
    answer = client.get(script.replace("&amp;", "&"))
    assert answer["Content-Type"].startswith("application/javascript")
    assert "SwaggerUIBundle" in answer.content.decode()


def test_the_commands_of_the_guide_work_as_printed(pms):
    text = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    commands = [
        words
        for block in blocks
        for line in re.split(r"\n(?=curl)", block)
        if (words := shlex.split(line.replace("\\\n", " "), comments=True)) and words[0] == "curl"
    ]
    assert len(commands) >= 9
    for words in commands:
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        path = next(word for word in words if word.startswith("$API")).removeprefix("$API")
        body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
        answer = pms.call(method, path, body)
        assert answer.status_code in (200, 201, 207), (words, answer.content)
        if answer.status_code == 207:
            assert answer.json()["refused"] == 0
