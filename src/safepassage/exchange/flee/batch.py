"""A folder of Flee's cases: each is imported and run, and all are scored in one table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from safepassage.arguments import checked
from safepassage.errors import Problem, RunError, ScenarioError
from safepassage.exchange.flee.convert import import_flee
from safepassage.exchange.flee.read import DATA, INPUT, SETTINGS, is_case
from safepassage.forecast.registration_scores import registration_scores
from safepassage.result.run import run
from safepassage.scenario.scenario import make_scenario
from safepassage.scenario.write import write
from safepassage.whole import whole_file

TABLE = "scores.csv"


@dataclass(frozen=True)
class CaseScore:
    """A row of the table of scores: means over the members, None where nothing is observed.

    Attributes:
        case: Name of the case's folder.
        status: ``ok``, or ``refused`` or ``failed`` with the reason in ``problem``.
        places: Number of places.
        days: Length in days.
        members: Members that were run.
        notes: Number of notes of the import.
        ard: Averaged relative difference to the registrations at camps.
        ard_rescaled: The same, the simulated total scaled to the registered one (what FabFlee
            validates by, halved there).
        ard_flee: By the denominator of Flee's column ``Total error``.
        shares_first: ``ard_rescaled`` of the shares of the first day.
        shares_capacity: ``ard_rescaled`` of the shares of the capacities.
        problem: Why the case is refused, and how many more reasons there are.
    """

    case: str
    status: str = "ok"
    places: int | None = None
    days: int | None = None
    members: int | None = None
    notes: int | None = None
    ard: float | None = None
    ard_rescaled: float | None = None
    ard_flee: float | None = None
    shares_first: float | None = None
    shares_capacity: float | None = None
    problem: str = ""

    def as_dict(self) -> dict[str, object]:
        """Columns by name."""
        return asdict(self)


def case_folders(folder: Path) -> list[Path]:
    """Folders below ``folder`` that hold a case, by name.

    Raises:
        ScenarioError: If there is none.
    """
    found = sorted(path for path in Path(folder).glob("*") if is_case(path))
    if not found:
        remedy = f"each case is a folder with {INPUT}, {DATA} and {SETTINGS}"
        raise ScenarioError([Problem("holds no case of Flee", str(folder), remedy=remedy)])
    return found


@checked
def score_cases(
    cases: str | Path | Sequence[Path],
    out: str | Path,
    *,
    members: int = 20,
    seed: int = 1,
    lenient: bool = False,
    strict: bool = False,
    overwrite: bool = False,
) -> Iterator[CaseScore]:
    """Import each case into a scenario folder below ``out``, run it and score it.

    Args:
        cases: Folder of the cases, or the folder of each.
        out: Folder of the scenarios.
        members: Members of each run, from 1.
        seed: Of all runs.
        lenient: As in :func:`import_flee`.
        strict: As in :func:`import_flee`.
        overwrite: Whether scenarios that stand there are replaced.

    Yields:
        A row for each case, also where it is refused.

    Raises:
        ScenarioError: If the folder holds no case.

    Examples:
        >>> import safepassage
        >>> list(safepassage.score_flee_cases("config_files", "scored"))
        Traceback (most recent call last):
            ...
        safepassage.errors.ScenarioError: config_files: holds no case of Flee \
(each case is a folder with input_csv, source_data and simsetting.yml)
    """
    out = Path(out)
    for case in case_folders(Path(cases)) if isinstance(cases, (str, Path)) else cases:
        try:
            found = import_flee(case, name=case.name, lenient=lenient, strict=strict)
            scenario = make_scenario(case.name, found.scenario_settings, found.rules, found.tables)
            write(scenario, out / case.name, overwrite=overwrite)
            result = run(scenario, members=members, seed=seed)
        except ScenarioError as error:
            first, more = error.problems[0], len(error.problems) - 1
            reason = f"{first}; and {more} more" if more else str(first)
            yield CaseScore(case.name, "refused", problem=reason)
            continue
        except RunError as error:
            yield CaseScore(case.name, "failed", problem=str(error))
            continue
        scores = registration_scores(result)
        simple = scores["baselines"]
        yield CaseScore(
            case=case.name,
            places=len(scenario["places"]),
            days=scenario.days,
            members=members,
            notes=len(found.notes),
            ard=scores["ard"],
            ard_rescaled=scores["ard_rescaled"],
            ard_flee=scores["ard_flee"],
            shares_first=simple["shares_first"]["ard_rescaled"],
            shares_capacity=simple["shares_capacity"]["ard_rescaled"],
        )


def write_scores(rows: Sequence[CaseScore], out: Path) -> Path:
    """Write the table of scores into a folder."""
    path = out / TABLE
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(CaseScore("").as_dict()))
        writer.writeheader()
        writer.writerows(row.as_dict() for row in rows)
    return path
