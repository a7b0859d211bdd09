"""Today's baselines as models: a point forecast with its own past errors."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.baselines import (
    BASELINES,
    STEP,
    months,
    past_errors,
    with_errors,
)
from safepassage.forecast.models.view import LEVELS, Model, View


def naive(name: str) -> Model:
    """One of the baselines as a model."""

    def model(view: View, leads: F8) -> F8:
        point = BASELINES[name](view.known, leads, view.capacity)
        made = np.zeros((LEVELS.size, *point.shape))
        for row, lead in enumerate(leads.tolist()):
            past = past_errors(view, months(lead))[name]
            for site, errors in enumerate(past):
                # Errors of a month are smaller at a shorter lead.
                own = (np.array(errors) * np.sqrt(min(1.0, lead / STEP))).tolist()
                members = with_errors(float(point[row, site]), own, lead)
                made[:, row, site] = np.quantile(members, LEVELS)
        return made

    return model
