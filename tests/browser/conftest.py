"""
A headless Chromium for the tests of pages: the machine's own, driven by playwright.

Where either is missing the tests are skipped, and say which. Start reading at `opened`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from frozen import ROOT

from quotattr.extractor import Extractor
from quotattr.quote import Article

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

SANDBOX_OFF = "--no-sandbox"
"""Chromium's sandbox can't be had as root, which tests in a container are; they open pages of ours alone."""

WIDTH, HEIGHT = 1280, 900
"""CSS pixels of the window: a small laptop's."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    api = pytest.importorskip("playwright.sync_api", reason='no playwright: pip install "quotattr[browser]"')
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(CHROMIUM_NAMES)}): apt-get install chromium")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[SANDBOX_OFF])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """
    Opens a file in a window of its own, in a colour scheme.

    When the test is over, whatever a page complained of, or asked of a network, fails it.
    """
    contexts, complaints, requests = [], [], []

    def open_page(path: Path, scheme: str = "light", width: int = WIDTH, height: int = HEIGHT) -> Page:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("file:")] == []
    assert len(requests) == len(contexts)


@pytest.fixture
def images() -> Path:
    """Where the pictures of docs/ are, which these tests take."""
    return ROOT / "docs" / "images"


@pytest.fixture
def seed(extractor: Extractor) -> Article:
    """The article of seeds/, read."""
    [path] = (ROOT / "seeds").glob("*.txt")
    return extractor.extract(path.read_text(encoding="utf-8"), id=path.stem)
