"""What is read is a file of a size that was looked at before; a pipe and a device are none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from safepassage.bounded import read_file
from safepassage.errors import SafepassageError
from safepassage.exchange.anytable import load_mapping
from safepassage.exchange.flee import import_flee
from safepassage.exchange.formats import read_files
from safepassage.planning.exit.manifest_read import read_manifest
from safepassage.scenario.read import read_scenario
from safepassage.scenario.template import template_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="has no such files")
FLEE = Path(__file__).parent / "exchange" / "data" / "flee" / "tiny"


def to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def to_itself(path: Path) -> None:
    path.symlink_to(path)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def giant(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


PLANTS = [to_a_device, to_itself, pipe, folder, giant]


@pytest.mark.parametrize("plant", PLANTS)
def test_what_is_no_file_is_not_read(plant: Callable[[Path], None], tmp_path: Path) -> None:
    plant(tmp_path / "odd")
    with pytest.raises(OSError, match=r"not a file|symbolic links|larger than 1 MB"):
        read_file(tmp_path / "odd", 2**20)


def test_a_link_is_read_if_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("file")
    assert read_file(tmp_path / "link", 5) == b"12345"
    with pytest.raises(OSError, match="is a link"):
        read_file(tmp_path / "link", 5, follow=False)
    with pytest.raises(OSError, match="larger"):
        read_file(tmp_path / "file", 4)


def scenario(name: str) -> Callable[[Path], tuple[Path, Callable[[], object]]]:
    def prepare(home: Path) -> tuple[Path, Callable[[], object]]:
        shutil.copytree(template_folder(), home / "world")
        return home / "world" / name, lambda: read_scenario(home / "world")

    return prepare


def flee(name: str) -> Callable[[Path], tuple[Path, Callable[[], object]]]:
    def prepare(home: Path) -> tuple[Path, Callable[[], object]]:
        shutil.copytree(FLEE, home / "case")
        source = home / "case"
        return source / name, lambda: import_flee(
            source / "input_csv", source / "source_data", source / "simsetting.yml", name="case"
        )

    return prepare


def one(
    name: str, read: Callable[[Path], object]
) -> Callable[[Path], tuple[Path, Callable[[], object]]]:
    return lambda home: (home / name, lambda: read(home / name))


def read_one(form: str, path: Path) -> object:
    return read_files(form, [path])


READERS = {
    "table": scenario("places.csv"),
    "settings": scenario("scenario.toml"),
    "workbook": one("book.xlsx", read_scenario),
    "manifest": one("plan.csv", lambda path: read_manifest(path, [])),
    "manifest-xlsx": one("plan.xlsx", lambda path: read_manifest(path, [])),
    "mapping": one("mapping.toml", load_mapping),
    "flee-table": flee("input_csv/locations.csv"),
    "flee-settings": flee("simsetting.yml"),
    "flee-layout": flee("source_data/data_layout.csv"),
    **{
        f"import-{form}{ending}": one(f"file{ending}", partial(read_one, form))
        for form, ending in (
            ("acled", ".csv"), ("unhcr", ".json"), ("cod-ab", ".geojson"), ("hxl", ".xlsx"),
            ("cod-ab", ".shp"), ("osm", ".pbf"),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_refuses_what_is_no_file(
    reader: str, plant: Callable[[Path], None], tmp_path: Path
) -> None:
    path, read = READERS[reader](tmp_path)
    path.unlink(missing_ok=True)
    plant(path)
    with pytest.raises(SafepassageError):
        read()
