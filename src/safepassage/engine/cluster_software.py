"""Whether a Dask cluster has the software that gives the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

from safepassage.errors import WorkersError
from safepassage.native import kernel_hash

LIBRARIES = ("safepassage", "numpy", "numba", "scipy")


def software_versions() -> dict[str, str]:
    """Versions that decide the numbers of a run; ``kernel`` is the hash of the compiled code."""
    return {name: metadata.version(name) for name in LIBRARIES} | {"kernel": kernel_hash()}


def question() -> Callable[[tuple[str, ...]], dict[str, str]]:
    """A function that travels as code, because its module may not be there."""

    def versions(names: tuple[str, ...]) -> dict[str, str]:
        from importlib import metadata
        from importlib.util import find_spec

        found = {name: metadata.version(name) if find_spec(name) else "missing" for name in names}
        if not find_spec("safepassage") or not find_spec("safepassage.native"):
            return found | {"kernel": "missing"}
        from safepassage.native import kernel_hash

        return found | {"kernel": kernel_hash()}

    return versions


def check_software(theirs: dict[str, str], who: str = "workers have") -> None:
    """Compare versions with ours.

    Raises:
        WorkersError: If they differ, or something is missing there.
    """
    ours = software_versions()
    differ = [
        f"{name} {theirs.get(name)} (here {ours[name]})"
        for name in ours
        if ours[name] != theirs.get(name)
    ]
    if differ:
        raise WorkersError(f"the Dask {who} other software: {', '.join(differ)}")
