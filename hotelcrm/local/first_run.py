"""The first run of a checkout: a hotel to look at, sign-ins to look with, one night computed."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from hotelcrm.local.checkout import ROOT, say, write_private
from hotelcrm.local.children import ChildFailed, Children

#: What a start without the demo hotel ends with.
NO_SIGN_INS = (
    "No demo sign-ins. The first one: script/manage colleague NAME --department crm_centre "
    "(or another department; an administrator of everything: script/manage createsuperuser)"
)
STEPS = ("demo_hotel", "demo_accounts", "run_nightly")


def has_guests(database_url: str) -> bool:
    """Whether the migrated database holds at least one guest."""
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM guests_guest)")
            row = cursor.fetchone()
            return bool(row and row[0])
    finally:
        connection.close()


def prepare_demo(folder: Path, children: Children, environment: Mapping[str, str], *, empty: bool) -> str:
    """Carry out the steps that are still missing. Each is noted when done, so that an interrupted first
    run continues. A database that had guests before us, or `empty`, stays as it is.

    Returns the words about sign-ins for the end of the start. Raises ChildFailed when a step fails.
    """
    note = folder / "first-run.json"
    done: dict[str, str] = json.loads(note.read_text()) if note.exists() else {}
    is_begun = any(step in done for step in STEPS)
    if not done or (empty and not is_begun):  # interrupted in the long first step, then asked for without
        without = empty or has_guests(environment["DATABASE_URL"])
        done = {"demo": "no" if without else "yes"}
        write_private(note, json.dumps(done))
    if done["demo"] == "no":
        return NO_SIGN_INS
    for step in STEPS:
        if step in done:
            continue
        if step == "demo_hotel" and has_guests(environment["DATABASE_URL"]):
            # Killed between its commit and the note. It builds all or nothing, so what is there is whole.
            done[step] = "complete before it could be noted"
            continue
        done[step] = _run_step(step, folder, children, environment)
        write_private(note, json.dumps(done, ensure_ascii=False))
    return done["demo_accounts"]


def _run_step(step: str, folder: Path, children: Children, environment: Mapping[str, str]) -> str:
    """Run the command, showing its progress; what it printed."""
    say(f"First run: {step} …")
    log = folder / "log" / f"{step}.log"
    started_at = time.monotonic()
    child = children.spawn(
        step,
        [sys.executable, str(ROOT / "manage.py"), step],
        environment={**environment, "LOG_LEVEL": "WARNING"},
        cwd=ROOT,
        log=log,
    )
    shown = ""
    while True:
        was_alive = child.is_alive()
        text = log.read_text(errors="replace")
        # The sign-ins are shown at the end of the start, where they are not scrolled away.
        if step != "demo_accounts":
            sys.stdout.write(text[len(shown) :])
            sys.stdout.flush()
        shown = text
        if not was_alive:
            break
        time.sleep(0.2)
    children.forget(child)
    if child.process.returncode != 0:
        raise ChildFailed(f"{step} failed (exit code {child.process.returncode}):\n{text[-3000:]}")
    say(f"{step} took {time.monotonic() - started_at:.0f} s.")
    return text.strip()
