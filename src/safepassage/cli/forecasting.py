"""Commands ``forecast`` and ``backtest``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli.backtests import print_backtest
from safepassage.cli.cold_starts import backtest_cold_starts
from safepassage.cli.output import note, print_json, progress_bar
from safepassage.cli.running import AsJson, Members, Seed, Workers
from safepassage.cli.targets import OverwriteFiles
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import DEFAULT_MEMBERS

if TYPE_CHECKING:
    from safepassage.forecast.case import Case
    from safepassage.scenario.scenario import Scenario

Source = Annotated[
    str,
    typer.Argument(
        help="A bundled scenario, a folder or workbook (.xlsx) of your own, or a file of counts: "
        "date, place, value[, published, source]."
    ),
]
Leak = Annotated[
    bool,
    typer.Option("--no-leak/--leak", help="Hide capacities that come from the validation data."),
]
ModelName = Annotated[
    str,
    typer.Option(
        "--model",
        help="growth, simulator, counts, shares, increments, trend, drift, log-walk, ar1, theta; "
        "with the extra all also damped-ets and mean.",
    ),
]
Cumulative = Annotated[
    bool,
    typer.Option("--cumulative", help="Counts are of everybody who ever came: they cannot fall."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("forecast")(forecast)
    app.command("backtest")(backtest)


def forecast(
    scenario: Source,
    origin: Annotated[
        str,
        typer.Option("--origin", "--as-of", help="Last day whose publications are known."),
    ],
    horizon: Annotated[int, typer.Option(help="Days ahead (registrations only).")] = 90,
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    given_totals: Annotated[
        bool, typer.Option("--given-totals", help="Take future totals from the data.")
    ] = False,
    no_leak: Leak = True,
    model: ModelName = "growth",
    cumulative: Cumulative = False,
    figure: Annotated[
        Path | None, typer.Option(help="Draw it to this .png or .html file (registrations only).")
    ] = None,
    overwrite: OverwriteFiles = False,
    as_json: AsJson = False,
) -> None:
    """Forecast registrations, or counts from a file; where a scenario has claims only, reports."""
    from safepassage.exchange.counts.rows import counts_path
    from safepassage.report.save_figure import refuse_figure
    from safepassage.scenario.dates import as_date
    from safepassage.scenario.read import read_scenario

    refuse_figure(figure, overwrite=overwrite)
    counts = counts_path(Path(scenario))
    if counts is not None:
        _forecast_counts(
            counts, as_date(origin), horizon, members, seed, model, figure, cumulative=cumulative,
            given_totals=given_totals, overwrite=overwrite, as_json=as_json,
        )  # fmt: skip
        return
    declared = read_scenario(scenario)
    if cumulative:
        _refuse("--cumulative", "is for files of counts", "a scenario declares it by its words")
    if not len(declared["series"]):
        if figure is not None:
            _refuse("--figure", "is for registrations", "this scenario has claims only")
        _forecast_claims(declared, origin, members, seed, workers, as_json=as_json)
        return
    from safepassage.forecast.case import case_of
    from safepassage.forecast.forecast import forecast as ahead

    with progress_bar("Forecasting") as progress:
        found = ahead(
            declared, origin=as_date(origin), horizon=horizon, members=members, seed=seed,
            workers=workers, given_totals=given_totals, no_leak=no_leak, model=model,
            progress=progress,
        )  # fmt: skip
    _show(
        found, case_of(declared), figure, scenario=declared, overwrite=overwrite,
        as_json=as_json,
    )  # fmt: skip


def _forecast_counts(
    path: Path,
    origin: Any,
    horizon: int,
    members: int,
    seed: int,
    model: str,
    figure: Path | None,
    *,
    cumulative: bool,
    given_totals: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    from safepassage.exchange.counts.case import read_counts
    from safepassage.forecast.arguments import check_arguments
    from safepassage.forecast.forecast import forecast_case, refuse_simulator
    from safepassage.forecast.given import future_total
    from safepassage.forecast.past import past_scores

    case = read_counts(path, cumulative=cumulative)
    refuse_simulator(case, model)
    day = check_arguments(case.history, origin, horizon, members, seed, None)
    total = future_total(case.history, day, horizon) if given_totals else None
    found = forecast_case(case, day, horizon, members, seed, model, total=total)
    past = past_scores(case, day, horizon, model=model)
    _show(found, case, figure, past, overwrite=overwrite, as_json=as_json)


def _show(
    found: Any,
    case: Case,
    figure: Path | None,
    past: dict[str, Any] | None = None,
    scenario: Scenario | None = None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    from safepassage.cli.shown import english, show
    from safepassage.report.answers.forecasts import past as past_sentences
    from safepassage.report.answers.forecasts import registrations_answer

    answer, lines = found.as_dict(), []
    if past is not None:
        lines = english(tuple(past_sentences(past["horizons"])))
        answer["past"] = past | {"words": lines}
    if figure is not None:
        from safepassage.report.forecast_figure import forecast_figure
        from safepassage.report.save_figure import save_figure

        save_figure(forecast_figure(found, case, lines), figure, overwrite=overwrite)
        note(f"{figure}: exact counts, readable by you alone")
    if as_json:
        print_json(answer)
        return
    show(registrations_answer(answer), scenario)


def _forecast_claims(
    declared: Any, origin: str, members: int, seed: int, workers: str | None, *, as_json: bool
) -> None:
    from safepassage.cli.shown import show
    from safepassage.forecast.claims_forecast import forecast_claims
    from safepassage.report.answers.forecasts import claims_answer
    from safepassage.scenario.dates import as_date

    with progress_bar("Forecasting") as progress:
        found = forecast_claims(
            declared, as_of=as_date(origin), members=members, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_json())
        return
    show(claims_answer(found.rows(), declared, as_date(origin)), declared)


def backtest(
    scenario: Annotated[
        list[str], typer.Argument(metavar="CASE...", help="Scenarios or files of counts.")
    ],
    every: Annotated[int, typer.Option(help="Days between origins.")] = 30,
    horizons: Annotated[str, typer.Option(help="Days ahead, comma separated.")] = "30,90,180",
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    no_leak: Leak = True,
    model: ModelName = "growth",
    cumulative: Cumulative = False,
    cold: Annotated[
        bool,
        typer.Option(
            "--cold",
            help="Before anybody is registered: only totals are given. A CASE may be a case of "
            "Flee too.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Forecast from rolling origins with only what was known, and score beside rivals."""
    if cold:
        backtest_cold_starts(scenario, members, seed, workers, as_json=as_json)
        return
    from safepassage.forecast.backtest import backtest_cases

    cases = [_case(name, no_leak=no_leak, cumulative=cumulative) for name in scenario]
    with progress_bar("Forecasting from past origins") as progress:
        answer = backtest_cases(
            cases, every=every, horizons=_days(horizons), members=members, seed=seed,
            workers=workers, model=model, no_leak=no_leak, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(answer if len(cases) > 1 else answer["cases"][cases[0].name])
    else:
        print_backtest(answer)


def _case(name: str, *, no_leak: bool, cumulative: bool) -> Case:
    from safepassage.exchange.counts.case import read_counts
    from safepassage.exchange.counts.rows import counts_path
    from safepassage.forecast.case import case_of
    from safepassage.scenario.read import read_scenario

    counts = counts_path(Path(name))
    if counts is not None:
        return read_counts(counts, cumulative=cumulative)
    return case_of(read_scenario(name), hide_capacities=no_leak)


def _refuse(option: str, message: str, remedy: str) -> None:
    raise ScenarioError([Problem(message, column=option, remedy=remedy)])


def _days(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if not all(part.strip().isdigit() for part in parts):
        remedy = "such as 30,90,180"
        raise ScenarioError(
            [Problem(f"{text!r} is no list of days", column="--horizons", remedy=remedy)]
        )
    return tuple(int(part) for part in parts)
