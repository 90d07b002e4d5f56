"""A real Chromium against a live server; every page that a journey visits is read by axe too."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Page, sync_playwright

from tests.factories import UserFactory

# Playwright keeps an event loop in this thread; Django's own code still runs synchronously in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/journeys" in str(item.fspath):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def kept_files():
    """Windows keep styles and scripts, as they do where they have names that change with them."""
    serve = StaticFilesHandler.serve

    def serve_to_keep(handler, request):
        answer = serve(handler, request)
        answer["Cache-Control"] = "max-age=3600"
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(StaticFilesHandler, "serve", serve_to_keep)
        yield


@pytest.fixture(scope="session")
def chromium():
    """One browser for all journeys."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "No Chromium: script/test finds or installs one and passes it as CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A fresh window, 1280 wide, whose errors of script and of the server fail the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(f"script: {error}"))
    window.on(
        "console",
        lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None,
    )
    window.on(
        "response",
        lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )
    yield window
    context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def sign_in(page, live_server):
    """`sign_in("front_desk")` signs a member of that department in through the page and opens his home."""

    def as_member_of(department: str, language: str = "zh-hans") -> Page:
        user = UserFactory(username=f"{department}-{language}", password=PASSWORD)
        user.groups.add(Group.objects.get(name=department))
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {
                    "name": settings.LANGUAGE_COOKIE_NAME,
                    "value": language,
                    "url": live_server.url,
                }
            ]
        )
        page.goto("/")
        page.fill("input[name=login]", user.username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    return as_member_of


def serious_faults(page: Page, rules: dict | None = None, *, beside: Sequence[str] = ()) -> list[str]:
    """What axe calls serious or critical on the page as it stands, by `rules` of its own where given; what stands
    `beside` (selectors) was read before. The policy forbids script tags, so evaluate."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    results = page.evaluate(
        "([exclude, rules]) => axe.run({exclude}, {resultTypes: ['violations'], preload: false, ...rules})",
        [list(beside), rules or {}],
    )
    return [
        f"{violation['id']}: {node['target']} {violation['help']}"
        for violation in results["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
