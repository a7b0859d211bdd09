"""A workbench served by a process of its own, and a browser that reaches nothing else."""

from __future__ import annotations

import importlib
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
WAIT = int(os.environ.get("SAFEPASSAGE_WAIT", "240000"))
"""Longest wait for anything, ms: the first run compiles, and the machine may be busy."""
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@contextmanager
def served(root: Path, *options: str) -> Iterator[str]:
    """Address of a workbench."""
    command = [sys.executable, "-m", "safepassage", "serve", "--port", "0", "--root", str(root)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    log = (root / ".log").open("w")
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=log, text=True, env=environment
    )
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True)
    reader.start()
    try:
        first = lines.get(timeout=WAIT / 1000)
        assert "http://" in first, (root / ".log").read_text()
        yield first.split()[1]
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
        log.close()


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's chromium, which finds no host but this machine."""
    if CHROMIUM is None:
        pytest.skip("needs chromium (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", ONLY_HERE])
        try:
            yield started
        finally:
            started.close()


def new_page(browser: Any, address: str) -> Any:
    """A page that shows the workbench, and keeps what it requested and what went wrong."""
    page = browser.new_context(viewport={"width": 1250, "height": 900}).new_page()
    page.set_default_timeout(WAIT)
    page.asked, page.wrong = [], []
    page.Late = importlib.import_module("playwright.sync_api").TimeoutError
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda message: _keep_refused(page.wrong, message.text))
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    return page


def _keep_refused(wrong: list[str], text: str) -> None:
    """What the browser did not load or run because the rules of the page forbid it."""
    if "Content Security Policy" in text:
        wrong.append(text)
