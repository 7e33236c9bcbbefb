"""The system's Chromium: started when a test wants it, kept while the tests after it do."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

opened: list[Browser] = []
stack = ExitStack()


def find() -> str:
    """The program's path; without it the tests are skipped, but never in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no browser: none of {', '.join(NAMES)} is on PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def get() -> Browser:
    """The browser, which is started if it is not there: that takes as long as five pages."""
    if not opened:
        # Here, since most tests do without it.
        from playwright.sync_api import sync_playwright

        path = find()
        playwright = stack.enter_context(sync_playwright())
        opened.append(playwright.chromium.launch(executable_path=path, args=ARGUMENTS))
        stack.callback(lambda: opened.pop().close())
    return opened[0]


def close() -> None:
    """Close it, if it is there: while it is, no test can run an event loop of its own."""
    stack.close()
