"""The pages that `make site` builds: no broken link, and nothing asked from the network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import safepassage
from safepassage.cli.app import app
from tests.docs.pages import ROOT

RESOURCE = re.compile(
    r"""<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)="((?:https?:)?//[^"]+)"""
)


def build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E", "-b", "html"]
    return subprocess.run(
        [*command, str(source), str(target)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = build(ROOT / "docs", target)
    assert done.returncode == 0, done.stderr
    return target


def test_every_page_is_built_and_in_the_menu(site: Path) -> None:
    menu = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert (site / f"{page.stem}.html").is_file()
        assert page.stem == "index" or f'href="{page.stem}.html"' in menu


def test_pages_ask_nothing_from_the_network(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        assert not RESOURCE.findall(page.read_text(encoding="utf-8")), page.name
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"""(@import|url\(["']?(https?:)?//)""", text), sheet.name


def test_a_broken_link_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "docs"
    source.mkdir()
    shutil.copy(ROOT / "docs" / "conf.py", source)
    (source / "index.md").write_text("# Page\n\n[there](#page)\n", encoding="utf-8")
    assert build(source, tmp_path / "whole").returncode == 0
    for link in ("missing.md", "#missing"):
        (source / "index.md").write_text(f"# Page\n\n[there]({link})\n", encoding="utf-8")
        done = build(source, tmp_path / "broken")
        assert done.returncode != 0
        assert "missing" in done.stderr


def test_every_public_name_and_every_command_has_its_place(site: Path) -> None:
    names = (site / "api.html").read_text(encoding="utf-8")
    missing = [name for name in safepassage.__all__ if f'id="safepassage.{name}"' not in names]
    assert missing == ["__version__"]
    page = (site / "commands.html").read_text(encoding="utf-8")
    for path in command_paths():
        assert f'id="safepassage-{"-".join(path)}"' in page, path


def command_paths() -> Iterator[tuple[str, ...]]:
    """Every command and subcommand, as its words."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        yield (name,)
        for inner in getattr(command, "commands", {}):
            yield (name, inner)


def test_a_term_stands_once_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^(\S[^\n]*)\n: ", text, re.MULTILINE)
    assert len(terms) > 50
    assert len(terms) == len({term.lower() for term in terms})
