"""`.env.example` and the settings are about the same things."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Read by docker-compose.yml alone, before Django starts.
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "WEB_PUBLISH"}


def names_read_by(source: str) -> set[str]:
    """First arguments of `env.str("NAME", …)`, `env("NAME")` and `secret("NAME", …)`."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if isinstance(called, ast.Name) and called.id in {"env", "secret"}:
            names.add(node.args[0].value)
    return names


def names_documented_in(text: str) -> set[str]:
    return set(re.findall(r"(?m)^#?([A-Z][A-Z0-9_]*)=", text))


SETTINGS = names_read_by((ROOT / "hotelcrm" / "settings.py").read_text())
DOCUMENTED = names_documented_in((ROOT / ".env.example").read_text())


def test_every_setting_is_documented():
    assert set() == SETTINGS - DOCUMENTED


def test_nothing_is_documented_that_nobody_reads():
    assert set() == DOCUMENTED - SETTINGS - COMPOSE_ONLY


def test_what_only_compose_reads_is_read_by_compose():
    compose = (ROOT / "docker-compose.yml").read_text()
    assert {name for name in COMPOSE_ONLY if f"${{{name}" not in compose} == set()


def test_the_reader_of_settings_sees_each_way_of_asking():
    source = 'A = env.str("ONE", default="x")\nB = secret("TWO", "dev")\nC = env("THREE")\nD = other("FOUR")'
    assert names_read_by(source) == {"ONE", "TWO", "THREE"}
