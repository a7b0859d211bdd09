"""Residents of the units, those who stay, and the rate of flight: rows and assumptions."""

from __future__ import annotations

from pathlib import Path

from safepassage.exchange.imported import Imported
from safepassage.exchange.names import first_free
from safepassage.exchange.start.answers import Answers
from safepassage.exchange.start.assumptions import SOURCE, Assumption, add_prior
from safepassage.exchange.start.displaced import add_displaced
from safepassage.exchange.start.inputs import Inputs
from safepassage.exchange.start.people import CLASS, GUESS, add_populations, assume_populations
from safepassage.exchange.start.people import SOURCE as COUNTED

RATE = (0.2, 0.05, 0.8)
"""Rate of flight where hazard is 1: best, lowest, highest; per day."""
STAYING = (0.1, 0.02, 0.3)
"""Share who cannot or will not leave: best, lowest, highest."""
MOVES_ON = 0.01
"""Chance in a day that displaced people move on from a settlement."""


def add_people(
    inputs: Inputs, places: list[str], paths: tuple[Path | None, Path | None], said: Answers,
    found: Imported,
) -> list[Assumption]:  # fmt: skip
    """Add class, populations and what is uncertain about them; files: census, people present."""
    path, present = paths
    best, low, high = STAYING
    found.source(SOURCE, "Assumption of safepassage start")
    found.add(
        "classes",
        {
            "class": CLASS,
            "name": "People",
            "staying_low": low,
            "staying": best,
            "staying_high": high,
            "source_id": SOURCE,
        },
    )
    taken = {*places, *(str(row["area"]) for row in found.tables.get("areas", []))}
    area = first_free("everywhere", taken)
    for place in places:
        found.add("areas", {"area": area, "name": "All units", "place": place})
    add_prior(
        found, "rate-of-flight", "rules.flight_rate", "lognormal", (RATE[1], RATE[0], RATE[2])
    )
    assumed: list[Assumption] = []
    why = (
        "How far the population may be from the count; older counts and earlier flight make it "
        "wider"
    )
    if path is None or inputs.population is None:
        density = said.density or 0.0
        assume_populations(inputs.units, places, density, found)
        spread = GUESS
        add_prior(found, "population", f"populations:{area}", "lognormal", spread)
        why = "How far the assumed population may be from the truth"
        assumed.append(
            Assumption(
                "population", density * spread[0], density * spread[2], "people/km2",
                f"ALL PEOPLE ARE ASSUMED: no population was given, {density:g} a km² were asked "
                "for. No number of people means anything before counts replace them",
                "populations.csv",
            )
        )  # fmt: skip
    else:
        found.source(COUNTED, f"Population given to start: {path.name}")
        add_populations(inputs.units, places, inputs.population, found, path.name)
        spread = (1.0 - said.spread, 1.0, 1.0 + said.spread)
        if said.spread > 0:
            add_prior(found, "population", f"populations:{area}", "normal", spread)
    return [
        *assumed,
        *add_displaced(inputs, places, present, area, found),
        Assumption(
            "flight-rate", RATE[1], RATE[2], "1/day",
            "Rate at which residents flee where hazard is 1; the result hangs on it most: take it "
            "from an earlier crisis of the same country",
            "scenario.toml rules.flight_rate and uncertain rate-of-flight",
        ),
        Assumption(
            "staying", low, high, "share",
            "Share who cannot or will not leave: ask people who know the place",
            "classes.csv staying",
        ),
        Assumption(
            "population-spread", spread[0], spread[2], "factor", why,
            "populations.csv and scenario.toml uncertain population",
        ),
        Assumption(
            "moving-on", MOVES_ON, MOVES_ON, "1/day",
            "Displaced people stay about three months with hosts before they move on",
            "scenario.toml rules.default_movechance",
        ),
        Assumption(
            "reception", 0, 0, "sites",
            "No site, camp, border crossing or place outside the units is known: people can only "
            "go to other units. Add them", "places.csv, sites.csv, routes.csv",
        ),
    ]  # fmt: skip
