"""Whatever stands in the files, reading gives a scenario or a ScenarioError, nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.errors import ScenarioError
from safepassage.scenario.explain import explain_text
from safepassage.scenario.read import read_scenario
from safepassage.scenario.template import template_folder
from safepassage.scenario.write import write

SOURCE = {path.name: path.read_bytes() for path in sorted(template_folder().iterdir())}
quick = settings(derandomize=True, deadline=None, max_examples=150)
WORDS = (
    "-1 0 1e308 1e12 nan inf true all oldtown pocket meadow wounded east-exit east-road A--B "
    "gate>meadow residents|wounded 2030-03-05 9999-12-31 0001-01-01 2030-03-05T12:00 =A1 "
    "present:meadow rules.flight_rate flee3 series conflict normal route access open leave holder"
)
ODD = st.sampled_from(["", " ", *WORDS.split()])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz") / "example"
    folder.mkdir()
    for name, content in SOURCE.items():
        (folder / name).write_bytes(content)
    return folder


@contextmanager
def replaced(path: Path, content: bytes) -> Iterator[None]:
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(SOURCE[path.name])


def reads_or_says_why(folder: Path) -> None:
    try:
        scenario = read_scenario(folder)
    except ScenarioError as error:
        told = [problem.message for problem in error.problems]
        assert told
        assert all(told)
    else:
        assert explain_text(scenario)
        assert read_scenario(write(scenario, folder.parent / "copy", overwrite=True)) == scenario


@quick
@given(name=st.sampled_from(list(SOURCE)), content=st.binary(max_size=300))
def test_random_bytes(home: Path, name: str, content: bytes) -> None:
    with replaced(home / name, content):
        reads_or_says_why(home)


@quick
@given(name=st.sampled_from(list(SOURCE)), data=st.data())
def test_random_bytes_within_a_file(home: Path, name: str, data: st.DataObject) -> None:
    content = bytearray(SOURCE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    with replaced(home / name, bytes(content)):
        reads_or_says_why(home)


@quick
@given(
    name=st.sampled_from([name for name in SOURCE if name.endswith(".csv")]),
    data=st.data(),
    text=st.one_of(ODD, st.text(max_size=20)),
)
def test_random_cells(home: Path, name: str, data: st.DataObject, text: str) -> None:
    cells = list(csv.reader(io.StringIO(SOURCE[name].decode())))
    row = cells[data.draw(st.integers(0, len(cells) - 1))]
    row[data.draw(st.integers(0, len(row) - 1))] = text
    target = io.StringIO()
    csv.writer(target).writerows(cells)
    with replaced(home / name, target.getvalue().encode("utf-8", "surrogatepass")):
        reads_or_says_why(home)


@quick
@given(data=st.data(), text=st.one_of(ODD, st.text(max_size=20)))
def test_random_toml_values(home: Path, data: st.DataObject, text: str) -> None:
    lines = SOURCE["scenario.toml"].decode().splitlines()
    keyed = [number for number, line in enumerate(lines) if " = " in line]
    number = data.draw(st.sampled_from(keyed))
    quote = data.draw(st.sampled_from(["'", '"', ""]))
    lines[number] = f"{lines[number].partition(' = ')[0]} = {quote}{text}{quote}"
    with replaced(home / "scenario.toml", "\n".join(lines).encode("utf-8", "surrogatepass")):
        reads_or_says_why(home)


@quick
@given(lines=st.lists(st.integers(0, 400), min_size=1, max_size=6), data=st.data())
def test_lines_lost(home: Path, lines: list[int], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(SOURCE)))
    kept = SOURCE[name].splitlines(keepends=True)
    for line in lines:
        if kept:
            del kept[line % len(kept)]
    with replaced(home / name, b"".join(kept)):
        reads_or_says_why(home)
