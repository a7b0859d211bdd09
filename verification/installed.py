"""Archives install and run on an empty machine: `python verification/installed.py dist/*`.

Each gets a virtual environment of its own and is used from an empty folder, away from the sources.
Files and digests must be the same whichever archive was installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = """
import json, pathlib, safepassage
home = pathlib.Path(safepassage.__file__).parent
names = [p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file()]
print(json.dumps([str(home), sorted(n for n in names if "__pycache__" not in n)]))
"""


def call(command: list[str], folder: Path) -> str:
    """Output of a command that sees no settings of this environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def installed(archive: Path, scratch: Path) -> tuple[str, list[str], str]:
    """Version, files of the package and digest of a small run of an installed archive."""
    venv.create(scratch / "venv", with_pip=True)
    binary = scratch / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python, here = str(binary / "python"), scratch / "away"
    here.mkdir()
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q"]
    call([*pip, "--no-deps", "--require-hashes", "-r", str(ROOT / "requirements.txt")], here)
    call([*pip, "--no-deps", "--no-build-isolation", str(archive.resolve())], here)
    command = str(binary / "safepassage")
    version = call([command, "--version"], here).strip()
    home, names = json.loads(call([python, "-c", LIST], here))
    if not Path(home).is_relative_to(scratch):
        sys.exit(f"{archive.name}: runs from {home}")
    run = json.loads(call([command, "run", "tiny", "--members", "20", "--json"], here))
    return version, names, run["digest"]


def tracked() -> list[str]:
    """Files of the package as git has them, relative to the package."""
    listed = call(["git", "ls-files", "src/safepassage"], ROOT)
    return sorted(name.removeprefix("src/safepassage/") for name in listed.splitlines())


def main() -> None:
    """Install each archive and compare."""
    archives = [Path(text) for text in sys.argv[1:]]
    if len(archives) < 2:
        sys.exit("give a wheel and a source archive")
    expected, runs = tracked(), set()
    for archive in archives:
        with tempfile.TemporaryDirectory() as scratch:
            version, names, digest = installed(archive, Path(scratch).resolve())
        differ = sorted(set(names) ^ set(expected))
        if differ:
            sys.exit(f"{archive.name}: files differ from git: {', '.join(differ)}")
        runs.add((version, digest))
        sys.stdout.write(f"{archive.name}: {version}, {len(names)} files, tiny {digest[:16]}\n")
    if len(runs) != 1:
        sys.exit(f"the archives differ: {sorted(runs)}")


if __name__ == "__main__":
    main()
