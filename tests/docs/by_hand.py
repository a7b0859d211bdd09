"""What a reader does by hand between the commands of a page, or has before them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from safepassage import read_scenario
from safepassage.result.streamed import run_to
from safepassage.scenario.write import write
from tests.docs.pages import ROOT, blocks

Step = Callable[[Path], object]


def _own_case(folder: Path) -> None:
    write(read_scenario("tiny"), folder / "my-case")


def _third_day(folder: Path) -> None:
    """Copy the scenario and add the row that the page shows."""
    shutil.copytree(folder / "my-valley", folder / "longer")
    page = ROOT / "docs" / "first-quarter-hour.md"
    (row,) = [block.text for block in blocks(page) if block.text.startswith("east-exit,")]
    with (folder / "longer" / "windows.csv").open("a", encoding="utf-8") as file:
        file.write(row)


def _mistake(folder: Path) -> None:
    file = folder / "longer" / "events.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    (number,) = [n for n, line in enumerate(lines) if line.startswith("2030-03-06,hazard")]
    value = lines[0].split(",").index("value")
    cells = lines[number].split(",")
    cells[value] = "1.8"
    lines[number] = ",".join(cells)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _own_files(folder: Path) -> None:
    """The files with which the bundled case of 2023 was begun."""
    start = ROOT / "src" / "safepassage" / "cases" / "karabakh-2023" / "start"
    for theirs, ours in (
        ("places.geojson", "admin2.geojson"),
        ("population.csv", "pop.csv"),
        ("events.csv", "events.csv"),
        ("roads.geojson", "roads.geojson"),
    ):
        shutil.copy(start / theirs, folder / ours)


def _files_of_sudan(folder: Path) -> None:
    """The files that the page names."""
    for file in (ROOT / "tests" / "docs" / "sudan-2023").glob("*.*"):
        shutil.copy(file, folder)


def _name_as_in_the_boundaries(folder: Path) -> None:
    people = folder / "population.csv"
    text = people.read_text(encoding="utf-8")
    assert "West Darfur" in text
    people.write_text(text.replace("West Darfur", "West Soudan"), encoding="utf-8")


def _a_table(folder: Path) -> None:
    """A workbook of counts, as an office has them."""
    with xlsxwriter.Workbook(str(folder / "counts.xlsx")) as book:
        sheet = book.add_worksheet("Counts")
        for number, row in enumerate((("Week", "Commune", "People"), ("2024-05-01", "Alto", 1200))):
            sheet.write_row(number, 0, row)


def _other_shards(folder: Path) -> None:
    case = read_scenario(folder / "my-case")
    for number in range(1, 10):
        run_to(case, folder / f"shard-{number}", members=1000, first=1000 * number, of=10_000)


def _el_geneina(folder: Path) -> None:
    """Type what the blocks of the page show: a table each, named by its first line."""
    scenario = folder / "el-geneina"
    texts = [block.text for block in blocks(ROOT / "docs" / "el-geneina.md")]
    for name, _, text in (text.partition("\n") for text in texts if text.startswith("# ")):
        target = scenario / name.removeprefix("# ")
        if target.suffix == ".csv":
            target.write_text(text, encoding="utf-8")
            continue
        settings = scenario / "scenario.toml"
        old = settings.read_text(encoding="utf-8")
        rest = old.partition("\n\n")[2] if target.suffix == ".toml" else old
        whole = (text, rest) if target.suffix == ".toml" else (rest, text)
        settings.write_text("\n".join(whole), encoding="utf-8")


START = (
    "safepassage start --boundaries admin2.geojson --population pop.csv "
    "--acled events.csv --roads roads.geojson --out my-crisis"
)
SUDAN = (
    "safepassage start --boundaries states.geojson --population population.csv "
    "--acled events.csv --roads roads.geojson --out my-crisis"
)
BEFORE: dict[tuple[str, str], list[Step]] = {
    ("README.md", "safepassage run my-case --members 1000"): [_own_case],
    ("first-quarter-hour.md", "safepassage check longer"): [_third_day, _mistake],
    ("first-quarter-hour.md", SUDAN): [_files_of_sudan],
    ("first-quarter-hour.md", f"{SUDAN} --overwrite"): [_name_as_in_the_boundaries],
    ("exchange.md", START): [_own_files],
    (
        "exchange.md",
        "safepassage import table counts.xlsx --date Week --place Commune --value People",
    ): [_a_table],
    ("el-geneina.md", "safepassage check el-geneina"): [_el_geneina],
    ("scale.md", "safepassage run my-case --members 0:1000 --of 10000 --out shard-0"): [_own_case],
    ("scale.md", "safepassage merge shard-* --out whole --json"): [_other_shards],
}
"""Page and command → steps before its first, second, … time on the page."""

NOT_RUN = {
    "serve": "waits for a browser; tests/workbench runs it",
}
"""Commands that are only parsed, and why."""
