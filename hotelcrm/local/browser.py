"""Finds a Chromium for the browser tests, or brings one; never lets them be skipped silently."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from hotelcrm.local.checkout import CannotStart, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium() -> str:
    """The path of a Chromium that starts, brought by apt or playwright where the machine has none.

    Raises CannotStart saying what to install.
    """
    ensure_chinese_font()
    for bring in (lambda: None, _bring_by_apt, _bring_by_playwright):
        bring()
        for path in _candidates():
            if _starts(path):
                return path
    raise CannotStart(
        "The browser tests need Chromium: install the package chromium or Google Chrome, "
        "or set CHROMIUM to the path of one."
    )


def _candidates() -> list[str]:
    found = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in NAMES)]
    found += [path for path in MAC_APPLICATIONS if Path(path).exists()]
    found.append(_playwright_path())
    return [path for path in found if path]


def _playwright_path() -> str:
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else ""


def _starts(path: str) -> bool:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _apt(*packages: str) -> None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return
    say(f"Installing {' and '.join(packages)} with apt-get …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], env=environment, capture_output=True)


def _bring_by_apt() -> None:
    _apt("chromium", "fonts-noto-cjk")


def _bring_by_playwright() -> None:
    say("Installing Chromium with playwright …")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)


def ensure_chinese_font() -> None:
    """Without one, screenshots show boxes; the journeys themselves do not need it."""
    if sys.platform != "linux" or not shutil.which("fc-list"):
        return
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout
    if not fonts.strip():
        _apt("fonts-noto-cjk")
