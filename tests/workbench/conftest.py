"""One workbench and one browser for the tests of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.workbench.served import browser, new_page, served


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with served(root) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@contextmanager
def watched(chromium: Any, address: str) -> Iterator[Any]:
    """A page of its own in which nothing goes wrong and which asks nothing of other hosts."""
    made = new_page(chromium, address)
    yield made
    assert made.wrong == []
    host = re.escape(f"http://{urlsplit(address).netloc}")
    elsewhere = [url for url in made.asked if not re.match(f"{host}/|data:|blob:", url)]
    assert elsewhere == []
    made.context.close()


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    with watched(chromium, address) as made:
        yield made


@pytest.fixture(scope="module")
def kept_page(chromium: Any, address: str) -> Iterator[Any]:
    """One page for all tests of a file: they open what they need, and leave no dialog."""
    with watched(chromium, address) as made:
        yield made
