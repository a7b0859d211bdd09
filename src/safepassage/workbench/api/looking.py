"""What lies there: state, scenario, runs, comparisons, jobs."""

from __future__ import annotations

from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.workbench.api import requests as ask
from safepassage.workbench.desk import Desk
from safepassage.workbench.jobs import Job
from safepassage.workbench.shown.comparison import shown_comparison
from safepassage.workbench.shown.dictionary import shown_dictionary
from safepassage.workbench.shown.run import shown_run
from safepassage.workbench.shown.scenario import shown_scenario

MOST_JOBS = 30
_NOT_SHOWN = {"scenario", "departures"}


def state(desk: Desk, asked: ask.Nothing) -> dict[str, Any]:
    """What is there, in a few lines: asked for every second while something is computed."""
    del asked
    draft = desk.draft
    return {
        "version": desk.version,
        "open": None if draft is None else draft.name,
        "what_if": desk.beneath is not None,
        "choices": [*desk.kept.names(), *desk.files.choices()],
        "runs": desk.files.run_scenarios(),
        "files": list(desk.files.exports()),
        "jobs": [_brief(job) for job in desk.jobs.all()[:MOST_JOBS]],
    }


def scenario(desk: Desk, asked: ask.Nothing) -> dict[str, Any]:
    """The open scenario."""
    del asked
    return shown_scenario(desk)


def dictionary(desk: Desk, asked: ask.Nothing) -> dict[str, Any]:
    """Tables and columns."""
    del desk, asked
    return shown_dictionary()


def run(desk: Desk, asked: ask.Named) -> dict[str, Any]:
    """One run, through the gate."""
    return shown_run(desk.files.run(asked.name))


def compared(desk: Desk, asked: ask.Two) -> dict[str, Any]:
    """Two runs on one chart."""
    return shown_comparison(desk.files.run(asked.first), desk.files.run(asked.second))


def job(desk: Desk, asked: ask.Number) -> dict[str, Any]:
    """A job with what it gave."""
    found = desk.jobs.get(asked.number)
    if found is None:
        raise ScenarioError([Problem("there is no such job")])
    value = found.value
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if key not in _NOT_SHOWN}
    elif isinstance(value, list):
        value = None  # paths: files are listed by their names
    makes = isinstance(found.value, dict) and "scenario" in found.value
    return _brief(found) | {"value": value, "adoptable": makes}


def food(desk: Desk, asked: ask.Food) -> dict[str, Any]:
    """What a tonnage of food means for a number of people."""
    from safepassage.planning.food import food_check
    from safepassage.report.answers.needs import food_answer
    from safepassage.workbench.plain import plain

    del desk
    found = food_check(asked.tonnes, families=asked.families, people=asked.people)
    return plain(food_answer(found), None)


def _brief(job: Job) -> dict[str, Any]:
    return {
        "number": job.number,
        "kind": job.kind,
        "about": job.about,
        "title": job.title,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "seconds": round(job.seconds, 1),
    }
