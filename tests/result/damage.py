"""Damage to run folders: what happens to files on sticks and mails, and what somebody may try."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import zarr

from safepassage.result.seal import listed, of_folder, sealed

Damage = Callable[[Path, random.Random, Path], str]
"""Damages a run folder, with chance and another run at hand, and says what it did."""
_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 3, 1e308, 10**30, "", "x", "2020-01-01", [], {}, [1, 2], {"a": 1}, "\x00",
)  # fmt: skip


def _files(folder: Path, pattern: str = "*") -> list[Path]:
    """Files that a reader takes, in an order that is the same each time."""
    parts = ("result.zarr", "scenario", "observables")
    inner = [path for part in parts for path in (folder / part).rglob(pattern) if path.is_file()]
    top = [folder / name for name in ("provenance.json", "unfinished.json", "checksums.csv")]
    return sorted(inner) + [path for path in top if path.match(pattern) and path.exists()]


def _facts(folder: Path) -> Path:
    """The facts of a run, or of one in work."""
    finished = folder / "provenance.json"
    return finished if finished.exists() else folder / "unfinished.json"


def _chunks(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if "/c/" in path.as_posix()]


def flip_bits(folder: Path, chance: random.Random, other: Path) -> str:
    del other
    file = chance.choice(_files(folder))
    data = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 1, 3))):
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
    return f"bits of {file.name}"


def lose_file(folder: Path, chance: random.Random, other: Path) -> str:
    del other
    file = chance.choice(_files(folder))
    file.unlink()
    return f"{file} lost"


def lose_folder(folder: Path, chance: random.Random, other: Path) -> str:
    del other
    found = chance.choice(sorted({file.parent for file in _files(folder)} - {folder}))
    shutil.rmtree(found)
    return f"{found} lost"


def cut_off(folder: Path, chance: random.Random, other: Path) -> str:
    del other
    file = chance.choice(_files(folder))
    os.truncate(file, chance.randrange(file.stat().st_size))
    return f"{file} cut off"


def lengthen(folder: Path, chance: random.Random, other: Path) -> str:
    """By a byte, or by more than any memory holds (without taking room on the disk)."""
    del other
    file = chance.choice(_files(folder))
    os.truncate(file, file.stat().st_size + chance.choice((1, 4096, 2**36)))
    return f"{file} longer"


def swap_files(folder: Path, chance: random.Random, other: Path) -> str:
    """Two arrays with different counts for each other."""
    del other
    files = chance.choice((_chunks(folder), _files(folder)))
    first, second = chance.sample(files, 2)
    while first.read_bytes() == second.read_bytes():
        first, second = chance.sample(files, 2)
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    return f"{first} and {second} swapped"


def take_from_other(folder: Path, chance: random.Random, other: Path) -> str:
    """A file of another run of the same scenario, as by a copy that was begun and given up."""
    files = [path.relative_to(folder) for path in _files(folder)]
    differ = [
        name
        for name in files
        if (other / name).is_file() and (other / name).read_bytes() != (folder / name).read_bytes()
    ]
    name = chance.choice(differ)
    shutil.copyfile(other / name, folder / name)
    return f"{name} of another run"


def add_chunk(folder: Path, chance: random.Random, other: Path) -> str:
    """Counts where all were zero, for which nothing was written."""
    del other
    group = folder / "result.zarr"
    empty = [
        path.parent
        for path in sorted(group.rglob("zarr.json"))
        if json.loads(path.read_text()).get("shape") and not (path.parent / "c").exists()
    ]
    file = chance.choice(empty) / "c" / "0" / "0" / "0" / "0"
    file.parent.mkdir(parents=True)
    shutil.copyfile(chance.choice(_chunks(folder)), file)
    return f"{file} added"


def swap_labels(folder: Path, chance: random.Random, other: Path) -> str:
    """Two names along an axis, with the library by which anybody would do it."""
    del other
    group: Any = zarr.open_group(folder / "result.zarr", mode="r+")
    if "labels" in group.attrs:
        labels = group.attrs["labels"]
        key = chance.choice([key for key, names in labels.items() if len(names) > 1])
        labels[key] = _turned(labels[key], chance)
        group.attrs["labels"] = labels
        return f"names of {key} swapped"
    name = chance.choice(("place", "link", "place_name", "day"))
    names = list(group[name][...])
    group[name][...] = np.array(_turned(names, chance), dtype=group[name].dtype)
    return f"names of {name} swapped"


def _turned(names: list[Any], chance: random.Random) -> list[Any]:
    first, second = chance.sample(range(len(names)), 2)
    names[first], names[second] = names[second], names[first]
    return names


def set_numbers(folder: Path, chance: random.Random, other: Path) -> str:
    """Weights, inputs or counts that anybody may write with zarr."""
    del other
    group: Any = zarr.open_group(folder / "result.zarr", mode="r+")
    name = chance.choice(("weight", "inputs", "displaced", "fled"))
    value = chance.choice((0, 1, 7777, -1, float("nan")) if name in {"weight", "inputs"} else (7,))
    group[name][0] = value
    return f"{name} {value}"


def edit_json(folder: Path, chance: random.Random, other: Path) -> str:
    """One value of the facts or of an array's metadata."""
    del other
    file = chance.choice((_facts(folder), chance.choice(_files(folder, "zarr.json"))))
    content = json.loads(file.read_text())
    parent, key = chance.choice(_places(content))
    before = json.dumps(content)
    while json.dumps(content) == before:
        if chance.random() < 0.2:
            del parent[key]
        else:
            parent[key] = chance.choice(_VALUES)
    file.write_text(json.dumps(content))
    return f"{file}: {key}"


def _places(content: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    keys = list(content) if isinstance(content, dict) else range(len(content))
    for key in keys:
        found.append((content, key))
        if isinstance(content[key], (dict, list)):
            found += _places(content[key])
    return found


def deepen(folder: Path, chance: random.Random, other: Path) -> str:
    del other
    depth = chance.choice((10, 100_000))
    file = chance.choice((_facts(folder), folder / "result.zarr" / "zarr.json"))
    file.write_text("[" * depth + "]" * depth)
    return f"{file}: {depth} deep"


def edit_scenario(folder: Path, chance: random.Random, other: Path) -> str:
    del other
    tables = sorted((folder / "scenario").glob("*"))
    file = chance.choice(tables or [_facts(folder)])
    text = file.read_text(encoding="utf-8")
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    if digits:
        place = chance.choice(digits)
        text = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    else:
        text += "\n"
    file.write_text(text, encoding="utf-8")
    return f"{file} edited"


def link(folder: Path, chance: random.Random, other: Path) -> str:
    """A file or folder that is a link: to the other run, to a device, to nothing."""
    file = chance.choice(_files(folder))
    if chance.random() < 0.3 and file.parent != folder:
        file = file.parent
    goal = chance.choice((other / file.relative_to(folder), Path("/dev/zero"), Path("/no/file")))
    shutil.rmtree(file) if file.is_dir() else file.unlink()
    file.symlink_to(goal)
    return f"{file} -> {goal}"


def pipe(folder: Path, chance: random.Random, other: Path) -> str:
    """A pipe, from which a reader would wait for ever."""
    del other
    file = chance.choice(_files(folder))
    file.unlink()
    os.mkfifo(file)
    return f"{file} is a pipe"


def older_format(folder: Path, chance: random.Random, other: Path) -> str:
    """A run that says to be of a format without seals, with or without its list of files."""
    del other
    file = _facts(folder)
    facts = json.loads(file.read_text()) | {"format": chance.choice((3, 4, 5))}
    if chance.random() < 0.5:
        facts.pop("seal", None)
        facts.pop("checksums", None)
    file.write_text(json.dumps(facts))
    return f"format {facts['format']}"


def reseal(folder: Path) -> None:
    """Compute every digest of a run anew, as somebody may who hands on a run of their making."""
    sums = of_folder(folder, "provenance.json", "checksums.csv")
    text = listed(sums)
    (folder / "checksums.csv").write_text(text)
    facts = json.loads((folder / "provenance.json").read_text())
    facts.pop("seal", None)
    (folder / "provenance.json").write_text(json.dumps(sealed(facts, text)))


DAMAGES: tuple[Damage, ...] = (
    flip_bits, lose_file, lose_folder, cut_off, lengthen, swap_files, take_from_other, add_chunk,
    swap_labels, set_numbers, edit_json, deepen, edit_scenario, link, pipe, older_format,
)  # fmt: skip
