"""What a schedule brings: coverage over the ensemble, deliveries, trips."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8, Dates
from safepassage.planning.aid.from_scenario import AidInputs
from safepassage.planning.aid.parts import Delivery, SiteCoverage, Trip, TripStop
from safepassage.planning.aid.schedule import Schedule
from safepassage.spread import Spread


def coverage(
    inputs: AidInputs, routed: Schedule, covered: F8, limit: tuple[str, ...]
) -> tuple[SiteCoverage, ...]:
    """Feed every member with what is carried."""
    weight, days = inputs.result.weight, inputs.people.shape[1]
    comes = routed.carried.sum(axis=1) / inputs.kg + inputs.problem.direct  # (T, S)
    hand, eaten = inputs.stock.copy(), np.zeros_like(inputs.stock)
    for day in range(days):
        hand = hand + comes[day]
        served = np.minimum(hand, inputs.people[:, day])
        hand, eaten = hand - served, eaten + served
    need = inputs.people.sum(axis=1)  # (M, S)
    share = np.where(need > 0, eaten / np.maximum(need, 1), 1.0)
    last = np.maximum(inputs.people[:, -1], 1)

    columns = {  # (M, S) each
        "people": inputs.people.mean(axis=1),
        "days": share * days,
        "unmet_person_days": need - eaten,
        "kcal": share * inputs.ration.kcal,
        "days_left": hand / last,
    }
    places = inputs.result.scenario["places"]
    names = dict(zip(places["place"].tolist(), places["name"].tolist(), strict=True))
    return tuple(
        SiteCoverage(
            site=site,
            name=names[site] or site,
            planned_days=float(covered[number] * days),
            **{key: Spread.of(values[:, number], weight) for key, values in columns.items()},
            limit=limit[number],
            enclosed=bool(inputs.hidden[number]),
        )
        for number, site in enumerate(inputs.sites)
        if inputs.people[:, :, number].any()
    )


def deliveries(inputs: AidInputs, routed: Schedule, dates: Dates) -> tuple[Delivery, ...]:
    """What every depot brings to every site by day."""
    return tuple(
        Delivery(
            date=str(dates[day]),
            depot=inputs.depots.names[depot],
            site=inputs.sites[site],
            tonnes=float(routed.carried[day, depot, site]) / 1000.0,
            person_days=float(routed.carried[day, depot, site]) / inputs.kg,
        )
        for day, depot, site in np.argwhere(routed.carried > 0)
    )


def trips(inputs: AidInputs, routed: Schedule, dates: Dates) -> tuple[Trip, ...]:
    """What every vehicle does by day."""
    found = []
    for part in routed.days:
        for route in part.routes:
            vehicle = part.problem.vehicles[route.vehicle]
            stops = tuple(
                TripStop(part.problem.stops[index].site, arrival, part.problem.stops[index].kg)
                for index, arrival in zip(route.stops, route.arrivals, strict=True)
            )
            found.append(
                Trip(
                    date=str(dates[part.day]),
                    depot=inputs.depots.names[part.depot],
                    vehicle=vehicle.name,
                    convoy=vehicle.convoy,
                    leaves=route.starts,
                    returns=route.ends,
                    km=route.metres / 1000.0,
                    kg=route.kg,
                    stops=stops,
                )
            )
    return tuple(found)
