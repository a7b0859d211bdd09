"""What the page may ask for, one frozen dataclass a request."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Nothing:
    """A request without fields."""


@dataclass(frozen=True)
class New:
    """Begin a new crisis: its title, first day (ISO), number of days and country that is home."""

    title: str
    start: str
    days: int
    country: str = ""


@dataclass(frozen=True)
class Label:
    """One of the listed scenarios."""

    label: str


@dataclass(frozen=True)
class Named:
    """Something with a name: a run, a file, a workbook to be written."""

    name: str


@dataclass(frozen=True)
class Number:
    """A job by its number."""

    number: int


@dataclass(frozen=True)
class Add:
    """Rows to append to a table, cells by column; facts without a source take ``source``."""

    version: int
    table: str
    rows: list[dict[str, str]]
    source: str = ""


@dataclass(frozen=True)
class Cells:
    """Cells of one row, by column."""

    version: int
    table: str
    row: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Fill:
    """Cells by column over a table from a row on; added facts without a source take ``source``."""

    version: int
    table: str
    row: int
    rows: list[dict[str, str]]
    source: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows of a table, by their numbers from 0."""

    version: int
    table: str
    rows: list[int]


@dataclass(frozen=True)
class Version:
    """A step back or forth from a version that the page knows."""

    version: int


@dataclass(frozen=True)
class Two:
    """Two runs."""

    first: str
    second: str


@dataclass(frozen=True)
class Run:
    """A run of the open scenario, as known by a day if one is given."""

    name: str
    members: int = 100
    seed: int = 1
    as_of: str = ""


@dataclass(frozen=True)
class OfRun:
    """An analysis of a finished run."""

    run: str


@dataclass(frozen=True)
class Needs:
    """Needs of a finished run on a day; on each site's fullest day if none is given."""

    run: str
    date: str = ""


@dataclass(frozen=True)
class Aid:
    """Food for some days from a day on."""

    run: str
    start: str = ""
    days: int = 14


@dataclass(frozen=True)
class Sites:
    """Which candidate sites to open, within a budget in USD."""

    run: str
    budget: float | None = None


@dataclass(frozen=True)
class Weigh:
    """What the known reports say about a quantity (the first headline if none is given)."""

    quantity: str = ""
    as_of: str = ""
    members: int = 100
    seed: int = 1


@dataclass(frozen=True)
class Ahead:
    """A forecast from a day."""

    origin: str
    horizon: int = 90
    members: int = 100
    seed: int = 1


@dataclass(frozen=True)
class Roads:
    """The quickest way out of an area or place by road."""

    area: str
    start: str = ""
    as_of: str = ""
    seed: int = 1


@dataclass(frozen=True)
class Between:
    """What became known between two days."""

    first: str
    last: str
    members: int = 100
    seed: int = 1


@dataclass(frozen=True)
class Backtest:
    """Forecasts of registrations from past days, for a number of days ahead."""

    horizon: int = 90
    members: int = 100
    seed: int = 1


@dataclass(frozen=True)
class Exit:
    """An exit plan for those who chose to leave, or a relocation of those who agreed to move."""

    corridors: list[str] = field(default_factory=list)
    start: str = ""
    by: str = ""
    fleet: dict[str, int] = field(default_factory=dict)
    step: int = 60
    as_of: str = ""
    seed: int = 1


@dataclass(frozen=True)
class Report:
    """A report of a run in a language, perhaps also as PDF."""

    run: str
    language: str = "en"
    pdf: bool = False


@dataclass(frozen=True)
class Manifest:
    """The departures of a planned exit as a file, ``csv`` or ``xlsx``."""

    number: int
    form: str = "xlsx"


@dataclass(frozen=True)
class Food:
    """A claimed weight of food in tonnes, for people or families."""

    tonnes: float
    people: float | None = None
    families: float | None = None
