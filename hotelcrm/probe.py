"""Health checks of the containers: `python -m hotelcrm.probe web|worker|beat`, exit code 0 when well.

Asks what each process itself is answerable for, so that one sick part does not restart the others.
"""

import os
import socket
import sys
import urllib.request

import django


def web_answers() -> bool:
    """/healthz, under a host name that Django accepts."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4) as answer:  # nosec B310: our own address
        return bool(answer.status == 200)


def worker_answers() -> bool:
    """The worker of this very container."""
    from hotelcrm.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.inspect([name], timeout=5.0).ping())


def beat_answers() -> bool:
    """Its heartbeat has arrived lately."""
    from hotelcrm.health import beat_is_on_time

    return beat_is_on_time()


def main(arguments: list[str]) -> int:
    probes = {"web": web_answers, "worker": worker_answers, "beat": beat_answers}
    if len(arguments) != 1 or arguments[0] not in probes:
        sys.stderr.write("usage: python -m hotelcrm.probe web|worker|beat\n")
        return 2
    if arguments != ["web"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")
        django.setup()
    try:
        return 0 if probes[arguments[0]]() else 1
    except Exception as error:
        # Whatever goes wrong while asking means "not well".
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
