"""Nothing that an operator can turn or call is undocumented."""

import pytest

from tests.architecture.project import ROOT, modules

COMMANDS = sorted(
    name.rpartition(".")[2]
    for name in modules()
    if ".management.commands." in name and not name.rpartition(".")[2].startswith("_")
)
SCRIPTS = sorted(path.name for path in (ROOT / "script").iterdir() if path.is_file())


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained_to_the_operator(command):
    assert f"`{command}" in text("operations.md")


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_explained_to_the_operator(script):
    assert f"script/{script}" in text("operations.md")


def test_every_endpoint_is_in_the_api_guide():
    from hotelcrm import api

    guide = text("api.md")
    paths = [str(entry.pattern).rstrip("/") for entry in api.urlpatterns]
    missing = [path for path in paths if path and path.split("<")[0].rstrip("/") not in guide]
    assert not missing


def test_every_decision_says_what_was_rejected():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    silent = [path.name for path in decisions if "reject" not in path.read_text().lower()]
    assert not silent
