"""Hostile requests of every kind against the API's own description, for each set of scopes (Schemathesis)."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from common.machines.scopes import SCOPES
from common.models import ApiClient
from hotelcrm.bench.http import web_server
from hotelcrm.bench.report import Figure

SOURCE = "fuzz"
#: Requests of each kind and address; the whole takes some minutes.
EXAMPLES = 12
SECONDS = 90
#: A cursor, a key used before or a date that no hotel knows is well-formed and refused all the same: 422 says so.
NOT_CHECKED = "positive_data_acceptance"
#: A batch is answered 207 and refuses each unusable item by itself.
CONFIGURATION = """
[checks.negative_data_rejection]
expected-statuses = [207, 400, 401, 403, 404, 405, 406, 409, 415, 422, 428, 429]
"""
SCOPE_SETS: dict[str, Sequence[str]] = {
    "every scope": tuple(SCOPES),
    "reading only": tuple(scope for scope in SCOPES if scope.endswith(":read")),
    "no scope": (),
}


def run() -> Iterable[Figure]:
    """Failures of each scope set; a run that could not be made counts as one."""
    with web_server() as port, tempfile.TemporaryDirectory() as folder:
        description = Path(folder) / "openapi.json"
        description.write_text(json.dumps(_description(port)))
        (Path(folder) / "schemathesis.toml").write_text(CONFIGURATION)
        for name, scopes in SCOPE_SETS.items():
            failed = _attack(port, description, _token(name, scopes))
            yield Figure(f"API attacked with {name}: failures", failed, "", goal=0)


def _description(port: int) -> dict:
    """As served, with the one source that the client may use."""
    address = f"http://127.0.0.1:{port}/api/v1/schema/?format=json"
    with urllib.request.urlopen(address) as answer:  # nosec B310: our own server
        described = json.load(answer)
    for item in described["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "source":
                    parameter["schema"] = {"type": "string", "enum": [SOURCE]}
    return described


def _token(name: str, scopes: Sequence[str]) -> str:
    printed = StringIO()
    options = [option for scope in scopes for option in ("--scope", scope)]
    call_command(
        "create_api_client", "--name", f"fuzz: {name}", "--source", SOURCE, *options, "--json", stdout=printed
    )
    ApiClient.objects.filter(source=SOURCE).update(rate_limit=1_000_000)
    return json.loads(printed.getvalue())["token"]


def _attack(port: int, description: Path, token: str) -> int:
    """1 where Schemathesis found something or did not run; its words are printed."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", str(description)]
    command += ["--url", f"http://127.0.0.1:{port}", "--header", f"Authorization: Bearer {token}"]
    command += ["--exclude-checks", NOT_CHECKED, "--max-examples", str(EXAMPLES), "--max-time", str(SECONDS)]
    found = subprocess.run(
        [*command, "--seed", "1", "--no-color"], capture_output=True, text=True, cwd=description.parent
    )
    if found.returncode:
        sys.stdout.write(f"{found.stdout[-6000:]}{found.stderr[-2000:]}\n")
    return int(found.returncode != 0)
