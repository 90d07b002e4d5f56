"""What production is started with: the compose file, the image, the settings."""

import os
import secrets
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
APPLICATION = {"migrate", "web", "worker", "beat"}
SECRETS = (
    "SECRET_KEY",
    "FIELD_ENCRYPTION_KEYS",
    "DOCUMENT_HASH_KEY",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
)


def production_environment() -> dict[str, str]:
    """Only what an administrator fills in; nothing of the development machine."""
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEYS": urlsafe_b64encode(os.urandom(32)).decode(),
        "DOCUMENT_HASH_KEY": secrets.token_urlsafe(50),
        "POSTGRES_PASSWORD": secrets.token_hex(16),
        "REDIS_PASSWORD": secrets.token_hex(16),
        "ALLOWED_HOSTS": "crm.hotel.example",
    }


def compose(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        # No .env of this checkout may help or disturb.
        [str(BIN / "docker-compose"), "--env-file", os.devnull, "config", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_compose_file_is_valid():
    answer = compose(["-q"], production_environment())
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_stops_compose(name):
    environment = production_environment()
    del environment[name]
    answer = compose(["-q"], environment)
    assert answer.returncode != 0
    assert name in answer.stderr


def test_one_image_serves_web_worker_beat_and_migration_each_with_its_role():
    services = yaml.safe_load(compose([], production_environment()).stdout)["services"]
    assert set(services) == {"postgres", "redis"} | APPLICATION
    assert len({services[name]["image"] for name in APPLICATION}) == 1
    roles = {name: services[name]["environment"]["PROCESS_ROLE"] for name in APPLICATION}
    assert roles == {"migrate": "command", "web": "web", "worker": "worker", "beat": "beat"}


def test_whatever_keeps_running_is_watched_and_started_again():
    services = yaml.safe_load(compose([], production_environment()).stdout)["services"]
    for name in set(services) - {"migrate"}:
        assert services[name]["restart"] == "unless-stopped", name
        assert "healthcheck" in services[name], name


def test_the_image_passes_its_lint():
    answer = subprocess.run([str(BIN / "hadolint"), str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_production_settings_pass_the_deployment_check(tmp_path):
    services = yaml.safe_load(compose([], production_environment()).stdout)["services"]
    environment = {key: str(value) for key, value in services["web"]["environment"].items()}
    answer = check_deploy({"PATH": os.environ["PATH"]} | environment)
    assert answer.returncode == 0, answer.stderr


def test_the_deployment_check_refuses_a_weak_secret():
    environment = production_environment() | {"DEBUG": "0", "SECRET_KEY": "short"}
    assert check_deploy(environment).returncode != 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "DOCUMENT_HASH_KEY"])
def test_production_does_not_start_without_a_secret(name):
    environment = production_environment() | {"DEBUG": "0"}
    environment[name] = ""
    answer = check_deploy(environment)
    assert answer.returncode != 0
    assert name in answer.stderr
