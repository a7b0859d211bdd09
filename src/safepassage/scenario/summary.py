"""How a scenario starts, which rules it changes and what is uncertain, as sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from safepassage.dynamics.homes.sentences import home_sentences
from safepassage.dynamics.roads.sentences import road_sentences
from safepassage.dynamics.settling.sentences import settling_sentences
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.inputs import implied_ranges
from safepassage.scenario.presence import presence_sentences
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.sentences import Names, percent
from safepassage.scenario.values import unparse


def start_sentences(scenario: Scenario) -> Iterator[str]:
    """Places, people, sites and corridors before the first event; totals only."""
    names = Names(scenario)
    yield f"{scenario.days} days, from {scenario.start} to {scenario.end}"
    if scenario.as_of is not None:
        yield f"As known by {scenario.as_of}: what was published later is hidden"
    kinds = Counter(scenario["places"]["kind"].tolist())
    known = dictionary()["places"]["kind"].choices
    listed = ", ".join(_count(kinds[kind], kind) for kind in known if kinds[kind])
    yield f"{_count(len(scenario['places']), 'place')}: {listed}"
    routes = scenario["routes"]
    closed = int(np.count_nonzero(~routes["open"]))
    yield f"{_count(len(routes), 'route')}" + (f", {closed} of them closed" if closed else "")
    yield from _people(scenario, names)
    yield from _sites(scenario)
    for row in scenario["corridors"].rows():
        subject = names.target(row["corridor"])
        path = " > ".join(names.target(place) for place in row["places"])
        rate = _range(row, "persons_per_hour_low", "persons_per_hour", "persons_per_hour_high")
        who = f", for {', '.join(row['classes'])} only" if row["classes"] else ""
        yield (
            f"{subject[0].upper()}{subject[1:]}: from {names.target(row['gathers'])} by {path}, "
            f"{rate} people an hour while open{who}{'; suspended' if row['suspended'] else ''}"
            f"{_relocation(row)}"
        )
    yield from road_sentences(scenario)
    yield from settling_sentences(scenario)
    yield from home_sentences(scenario)
    yield from presence_sentences(scenario)
    for table, noun in (("claims", "claim"), ("series", "registration")):
        if len(scenario[table]):
            sources = len(set(scenario[table]["source_id"].tolist()) - {""})
            yield f"{_count(len(scenario[table]), noun)} from {_count(sources, 'source')}"


def _relocation(row: Mapping[str, Any]) -> str:
    if row["purpose"] != "relocation":
        return ""
    return f"; relocation of the displaced people who agreed to move ({percent(row['consent'])})"


def _people(scenario: Scenario, names: Names) -> Iterator[str]:
    table = scenario["populations"]
    if not len(table):
        yield "Nobody is present at the start, but for registrations"
        return
    low = np.where(np.isnan(table["low"]), table["best"], table["low"])
    high = np.where(np.isnan(table["high"]), table["best"], table["high"])
    for status, words in (("resident", "living at home"), ("displaced", "already displaced")):
        for class_ in dict.fromkeys(table["class"].tolist()):
            rows = (table["class"] == class_) & (table["status"] == status)
            if not rows.any():
                continue
            least, best, most = (float(column[rows].sum()) for column in (low, table["best"], high))
            spread = f" ({least:,.0f} to {most:,.0f})" if least < most else ""
            places = _count(int(np.count_nonzero(rows)), "place")
            who = names.classes.get(class_, class_)
            yield f"{who}: {best:,.0f}{spread} people {words} in {places}"
    away = (table["status"] == "displaced") & (table["home"] != "")
    for home in dict.fromkeys(table["home"][away].tolist()):
        rows = away & (table["home"] == home)
        least, best, most = (float(column[rows].sum()) for column in (low, table["best"], high))
        spread = f" ({least:,.0f} to {most:,.0f})" if least < most else ""
        yield (
            f"{best:,.0f}{spread} of the people already displaced have their home in "
            f"{names.target(home)}"
        )


def _sites(scenario: Scenario) -> Iterator[str]:
    capacity = scenario["sites"]["capacity"]
    if not len(capacity):
        return
    total = float(np.nansum(capacity))
    unlimited = int(np.count_nonzero(np.isnan(capacity)))
    limited = len(capacity) - unlimited
    parts = [f"{_count(limited, 'site')} with room for {total:,.0f} people"] if limited else []
    parts += [f"{_count(unlimited, 'site')} without limit"] if unlimited else []
    yield " and ".join(parts)
    within = int(np.count_nonzero(scenario["sites"]["kind"] == "idp_camp"))
    if within:
        yield f"{_count(within, 'site')} for people displaced within their country (IDP camps)"


def rule_sentences(scenario: Scenario) -> Iterator[str]:
    """Rules that differ from their defaults."""
    for name, rule in dictionary()["rules"].items():
        value = unparse(scenario.rules[name])
        if value != rule.default:
            unit = f" {rule.unit.replace('1/', 'a ')}" if rule.unit else ""
            default = rule.default or "none"
            yield f"{name} is {value or 'none'}{unit} (default {default}): {rule.description}"


def uncertain_sentences(scenario: Scenario) -> Iterator[str]:
    """Uncertain inputs with their ranges, then how many rows give a range of their own."""
    for row in scenario["uncertain"].rows():
        if row["distribution"] == "exit_date":
            yield f"{row['name']}: {row['input']} from the record of sieges, drawn before a run"
            continue
        if row["distribution"] == "quantiles":
            values = row["values"]
            drawn = f", the record of sieges as of {row['drawn']}" if row["drawn"] else ""
            spread = f"{values[0]:g} to {values[-1]:g}, {len(values)} quantiles{drawn}"
            yield f"{row['name']}: {row['input']} from {spread}"
            continue
        best = "" if np.isnan(row["best"]) else f" around {row['best']:g}"
        spread = f"{row['low']:g} to {row['high']:g}{best}, {row['distribution']}"
        yield f"{row['name']}: {row['input']} from {spread}"
    for table, low, high in ((own.table, own.low, own.high) for own in implied_ranges()):
        count = int(np.count_nonzero(scenario[table][low] < scenario[table][high]))
        if count:
            verb = "gives" if count == 1 else "give"
            yield f"{_count(count, 'row')} of {table}.csv {verb} a range from {low} to {high}"


def _range(row: dict[str, float], low: str, best: str, high: str) -> str:
    if np.isnan(row[low]) or np.isnan(row[high]):
        return f"{row[best]:,.6g}"
    return f"{row[best]:,.6g} ({row[low]:,.6g} to {row[high]:,.6g})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
