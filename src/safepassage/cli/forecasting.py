"""Commands ``forecast`` and ``backtest``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from safepassage.cli.output import print_json, progress_bar, say
from safepassage.cli.running import AsJson, Members, Name, Seed, Workers
from safepassage.cli.tables import print_dicts, print_rows
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import DEFAULT_MEMBERS

Leak = Annotated[
    bool,
    typer.Option("--no-leak/--leak", help="Hide capacities that come from the validation data."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("forecast")(forecast)
    app.command("backtest")(backtest)


def forecast(
    scenario: Name,
    origin: Annotated[str, typer.Option(help="Last day whose publications are known.")],
    horizon: Annotated[int, typer.Option(help="Days ahead (registrations only).")] = 90,
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    given_totals: Annotated[
        bool, typer.Option("--given-totals", help="Take future totals from the data.")
    ] = False,
    no_leak: Leak = True,
    as_json: AsJson = False,
) -> None:
    """Forecast registrations (or, where a scenario has claims only, later reports)."""
    from safepassage.forecast.claims_forecast import forecast_claims
    from safepassage.forecast.forecast import forecast as ahead
    from safepassage.scenario.read import as_date, read_scenario

    declared = read_scenario(scenario)
    with progress_bar("Forecasting") as progress:
        if len(declared["series"]):
            found: Any = ahead(
                declared, origin=as_date(origin), horizon=horizon, members=members, seed=seed,
                workers=workers, given_totals=given_totals, no_leak=no_leak, progress=progress,
            )  # fmt: skip
            answer = found.as_dict()
        else:
            found = forecast_claims(
                declared, as_of=as_date(origin), members=members, seed=seed, workers=workers,
                progress=progress,
            )  # fmt: skip
            answer = found.to_json()
    if as_json:
        print_json(answer)
    elif len(declared["series"]):
        _show_registrations(answer)
    else:
        print_dicts(
            f"Forecast from {origin} beside what was published later",
            found.rows(),
            ("quantity", "date", "source_id", "said", "p05", "median", "p95", "inside"),
        )


def _show_registrations(answer: dict[str, Any]) -> None:
    rows = []
    for name, days in answer["quantities"].items():
        for date in [*list(days)[29::30], list(days)[-1]]:
            cell = days[date]
            rows.append((name, date, cell["p05"], cell["p50"], cell["p95"]))
    header = ["quantity", "date", "5 %", "50 %", "95 %"]
    print_rows(f"Registered people forecast from {answer['origin']}", header, dict.fromkeys(rows))


def backtest(
    scenario: Name,
    every: Annotated[int, typer.Option(help="Days between origins.")] = 30,
    horizons: Annotated[str, typer.Option(help="Days ahead, comma separated.")] = "30,90,180",
    members: Members = DEFAULT_MEMBERS,
    seed: Seed = 1,
    workers: Workers = None,
    no_leak: Leak = True,
    as_json: AsJson = False,
) -> None:
    """Forecast from rolling origins with only what was known, and score beside baselines."""
    from safepassage.forecast.backtest import backtest as score
    from safepassage.scenario.read import read_scenario

    declared = read_scenario(scenario)
    with progress_bar("Forecasting from past origins") as progress:
        answer = score(
            declared, every=every, horizons=_days(horizons), members=members, seed=seed,
            workers=workers, no_leak=no_leak, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(answer)
        return
    header = ["days ahead", "CRPS", "skill", "skill (plain)", "in 90 %", "best baseline"]
    rows = []
    for days, row in answer["horizons"].items():
        known = {name: value for name, value in row["baselines"].items() if value is not None}
        best = min(known, key=known.__getitem__) if known else ""
        rows.append(
            (
                days,
                row["crps"],
                row["crps_skill"],
                row["crps_skill_plain"],
                row["coverage_90"],
                best,
            )
        )
    print_rows(f"{declared.name}: {answer['origins']} origins", header, rows)
    names = list(next(iter(answer["horizons"].values()))["baselines"])
    print_rows(
        "CRPS of the baselines, each with its own past errors",
        ["baseline", *(f"{days} days" for days in answer["horizons"])],
        [
            (name, *(row["baselines"][name] for row in answer["horizons"].values()))
            for name in names
        ],
    )
    say("Skill above 0 beats the best baseline; one is chosen for the case and horizon.")


def _days(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if not all(part.strip().isdigit() for part in parts):
        remedy = "such as 30,90,180"
        raise ScenarioError(
            [Problem(f"{text!r} is no list of days", column="horizons", remedy=remedy)]
        )
    return tuple(int(part) for part in parts)
