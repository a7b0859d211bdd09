"""What is computed in the background."""

from __future__ import annotations

from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.report.brief.language import LANGUAGES
from safepassage.workbench.api import requests as ask
from safepassage.workbench.desk import Desk
from safepassage.workbench.files import safe_name

MAX_MEMBERS = 5_000
MAX_DAYS = 1_000
Started = dict[str, Any]


def run(desk: Desk, asked: ask.Run) -> Started:
    """Run the open scenario."""
    scenario = desk.scenario(asked.as_of)
    folder = desk.files.new_run(asked.name)
    title = folder.name
    if any(job.kind == "run" and job.title == title and not job.ended for job in desk.jobs.all()):
        raise ScenarioError([Problem("a run of that name is under way")])
    return _start(
        desk, "run", title, scenario=scenario, folder=folder, members=_members(asked.members),
        seed=_seed(asked.seed),
    )  # fmt: skip


def needs(desk: Desk, asked: ask.Needs) -> Started:
    """Needs of a run."""
    return _start(
        desk, "needs", asked.run, folder=desk.files.run(asked.run), date=asked.date or None
    )


def orders(desk: Desk, asked: ask.OfRun) -> Started:
    """What to order, as a workbook."""
    folder = desk.files.run(asked.run)
    target = desk.files.export_folder() / f"{folder.name}-orders.xlsx"
    return _start(desk, "orders", asked.run, folder=folder, target=target)


def aid(desk: Desk, asked: ask.Aid) -> Started:
    """Food and vehicles."""
    folder = desk.files.run(asked.run)
    return _start(desk, "aid", asked.run, folder=folder, start=asked.start or None, days=asked.days)


def sites(desk: Desk, asked: ask.Sites) -> Started:
    """Which sites to open."""
    return _start(desk, "sites", asked.run, folder=desk.files.run(asked.run), budget=asked.budget)


def clearance(desk: Desk, asked: ask.OfRun) -> Started:
    """In which order to clear."""
    return _start(desk, "clearance", asked.run, folder=desk.files.run(asked.run))


def risk(desk: Desk, asked: ask.OfRun) -> Started:
    """What may happen."""
    return _start(desk, "risk", asked.run, folder=desk.files.run(asked.run))


def reconcile(desk: Desk, asked: ask.Weigh) -> Started:
    """One estimate from contradictory reports."""
    return _weigh(desk, "reconcile", asked, quantity=asked.quantity or None)


def unknowns(desk: Desk, asked: ask.Weigh) -> Started:
    """What to find out first."""
    return _weigh(desk, "unknowns", asked, quantity=asked.quantity or None)


def fit(desk: Desk, asked: ask.Weigh) -> Started:
    """Narrow ranges by the known reports."""
    return _weigh(desk, "fit", asked)


def forecast(desk: Desk, asked: ask.Ahead) -> Started:
    """A forecast from a day."""
    from safepassage.workbench.desk import day_of

    origin = day_of(asked.origin)
    return _start(
        desk, "forecast", str(origin), scenario=desk.scenario(), origin=str(origin),
        horizon=asked.horizon, members=_members(asked.members), seed=_seed(asked.seed),
    )  # fmt: skip


def exit_plan(desk: Desk, asked: ask.Exit) -> Started:
    """An exit plan."""
    return _leave(desk, "exit", asked)


def relocation(desk: Desk, asked: ask.Exit) -> Started:
    """A relocation."""
    return _leave(desk, "relocation", asked)


def _leave(desk: Desk, kind: str, asked: ask.Exit) -> Started:
    return _start(
        desk, kind, ", ".join(asked.corridors), scenario=desk.scenario(asked.as_of),
        corridors=tuple(asked.corridors), start=asked.start or None, by=asked.by or None,
        fleet=asked.fleet or None, step=asked.step, seed=_seed(asked.seed),
    )  # fmt: skip


def roads(desk: Desk, asked: ask.Roads) -> Started:
    """The quickest way out by road."""
    return _start(
        desk, "roads", asked.area, scenario=desk.scenario(asked.as_of), area=asked.area,
        start=asked.start or None, seed=_seed(asked.seed),
    )  # fmt: skip


def changes(desk: Desk, asked: ask.Between) -> Started:
    """What became known between two days."""
    from safepassage.workbench.desk import day_of

    first, last = str(day_of(asked.first)), str(day_of(asked.last))
    return _start(
        desk, "changes", f"{first} – {last}", scenario=desk.scenario(), first=first, last=last,
        members=_members(asked.members), seed=_seed(asked.seed),
    )  # fmt: skip


def backtest(desk: Desk, asked: ask.Backtest) -> Started:
    """How good forecasts from past days were."""
    horizon = min(max(asked.horizon, 1), MAX_DAYS)
    return _start(
        desk, "backtest", "", scenario=desk.scenario(), horizons=tuple(sorted({30, horizon})),
        members=max(2, _members(asked.members)), seed=_seed(asked.seed),
    )  # fmt: skip


def report(desk: Desk, asked: ask.Report) -> Started:
    """The report of a run."""
    folder = desk.files.run(asked.run)
    if asked.language not in LANGUAGES:
        raise ScenarioError([Problem("is no language of reports", column="language")])
    target = desk.files.export_folder() / f"{folder.name}-{asked.language}.html"
    return _start(
        desk, "report", asked.run, folder=folder, target=target, language=asked.language,
        pdf=asked.pdf,
    )  # fmt: skip


def export(desk: Desk, asked: ask.OfRun) -> Started:
    """Tables of a run for others."""
    folder = desk.files.run(asked.run)
    target = desk.files.export_folder() / folder.name
    return _start(desk, "export", asked.run, folder=folder, target=target)


def cancel(desk: Desk, asked: ask.Number) -> Started:
    """Cancel a job."""
    desk.jobs.cancel(asked.number)
    return {"number": asked.number}


def save(desk: Desk, asked: ask.Named) -> dict[str, Any]:
    """Write the open scenario as a workbook into the folder."""
    from safepassage.exchange.xlsx import write_workbook

    path = write_workbook(desk.scenario(), desk.files.new_workbook(asked.name))
    return {"name": path.name}


def manifest(desk: Desk, asked: ask.Manifest) -> dict[str, Any]:
    """Write the departures of a planned exit, for the owner alone."""
    from safepassage.planning.exit.manifest import write_manifest

    job = desk.jobs.get(asked.number)
    rows = job.value.get("departures") if job and isinstance(job.value, dict) else None
    if job is None or rows is None or asked.form not in {"csv", "xlsx"}:
        raise ScenarioError([Problem("this job made no departures")])
    name = safe_name(f"manifest-{job.number}")
    path = desk.files.private_folder() / f"{name}.{asked.form}"
    write_manifest(rows, path, overwrite=True)
    return {"name": f"{path.parent.name}/{path.name}"}


def _weigh(desk: Desk, kind: str, asked: ask.Weigh, **more: Any) -> Started:
    return _start(
        desk, kind, asked.quantity, scenario=desk.scenario(asked.as_of),
        members=_members(asked.members), seed=_seed(asked.seed), **more,
    )  # fmt: skip


def _start(desk: Desk, kind: str, title: str, **arguments: Any) -> Started:
    about = "" if desk.draft is None else desk.draft.name
    return {"number": desk.jobs.add(kind, title, about=about, **arguments).number}


def _members(members: int) -> int:
    return min(max(members, 1), MAX_MEMBERS)


def _seed(seed: int) -> int:
    return max(seed, 0)
