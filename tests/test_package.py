"""What is shipped: wheel and source archive hold the package as it lies in the repository."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

import safepassage

ROOT = Path(__file__).parents[1]
BESIDE = {
    "LICENSE", "CITATION.cff", "CHANGELOG.md", "README.md", "SECURITY.md", "constraints.txt",
    "requirements.txt", "Makefile",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both archives, built without network by the backend of this environment."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return folder


def in_repository() -> set[str]:
    """Files of the package, relative to src; what git ignores is left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "src/safepassage"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository")
    found = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    return {name.removeprefix("src/") for name in found}


def wheel_names(built: Path) -> set[str]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        return set(archive.namelist())


def sdist_names(built: Path) -> set[str]:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    names = {name for name in wheel_names(built) if ".dist-info/" not in name}
    assert names == in_repository()
    kinds = {Path(name).suffix for name in names}
    assert kinds >= {".py", ".csv", ".toml", ".j2", ".js", ".css", ".typ", ".typed"}


def test_sdist_holds_the_package_and_what_belongs_to_it(built: Path) -> None:
    names = sdist_names(built)
    package = {name.removeprefix("src/") for name in names if name.startswith("src/")}
    assert package == in_repository()
    assert names >= BESIDE | {"pyproject.toml", "docs/tutorial.md", "tests/test_package.py"}


def test_metadata_has_one_version_the_licence_and_the_extras(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        facts = email.message_from_string(archive.read(name).decode())
        assert any(n.endswith("licenses/LICENSE") for n in archive.namelist())
    assert facts["Version"] == safepassage.__version__
    assert facts["License-Expression"] == "Apache-2.0"
    assert set(facts.get_all("Provides-Extra") or []) == {"all", "dev"}


def test_citation_is_valid_and_of_this_version() -> None:
    """The keys that Citation File Format 1.2.0 asks for, by hand: its schema is not shipped."""
    facts = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    allowed = {"abstract", "authors", "cff-version", "keywords", "license", "message", "title",
               "type", "version"}  # fmt: skip
    assert set(facts) <= allowed
    assert facts["cff-version"] == "1.2.0"
    assert facts["type"] == "software"
    assert facts["message"]
    assert facts["title"] == "safepassage"
    assert facts["license"] == "Apache-2.0"
    assert facts["authors"]
    assert all(
        set(author) <= {"name", "family-names", "given-names"} for author in facts["authors"]
    )
    assert str(facts["version"]) == safepassage.__version__


def test_version_is_semantic_and_the_changelog_has_a_place_for_it() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9a-z.]+)?", safepassage.__version__)
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sections[0] == "Unreleased" or sections[0].startswith(safepassage.__version__)
    first = text.split("\n## ")[1]
    assert "### Changes numbers" in first


def test_everything_that_is_required_is_imported() -> None:
    """What a user must install is used; packages for tests alone are asked of developers alone."""
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    required = {_plain(text) for text in facts["project"]["dependencies"]}
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    named = {
        name
        for text in code
        for name in re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE)
    }
    homes = packages_distributions()
    used = {_plain(package) for name in named for package in homes.get(name, ())}
    assert required - used == set()


def _plain(requirement: str) -> str:
    """Name of a package as indexes compare them."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


PINNED = re.compile(
    r"^([\w.-]+)==(\S+)((?: ; [^\\]*)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)$", re.M
)


def pins(name: str) -> dict[str, tuple[str, int]]:
    """Package → version and number of hashes, of a list of requirements."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text  # no address of a registry
    rest = [line for line in PINNED.sub("", text).splitlines() if line and line[0] != "#"]
    assert rest == []
    return {
        re.sub(r"[-_.]+", "-", found[1]).lower(): (found[2], found[4].count("--hash"))
        for found in PINNED.finditer(text)
    }


def test_every_file_that_is_installed_has_a_hash() -> None:
    every, own = pins("constraints.txt"), pins("requirements.txt")
    assert all(count for _, count in (*every.values(), *own.values()))
    assert own.items() <= every.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    for wanted, pinned in (
        ([*project["project"]["dependencies"], *project["build-system"]["requires"]], own),
        ([*extras["all"], *extras["dev"]], every),
    ):
        names = [re.match(r"[\w.-]+", text) for text in wanted]
        assert {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name} <= set(pinned)
    assert not set(own) & {"pytest", "ruff", "sphinx"}


def test_the_makefile_installs_nothing_without_a_hash() -> None:
    lines = [
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        if "$(PIP) install" in line
    ]  # fmt: skip
    assert len(lines) == 4
    for line in lines:
        assert "--require-hashes -r " in line or "--no-deps --no-build-isolation -e ." in line
