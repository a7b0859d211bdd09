"""Priors that ranges in rows imply, by the registry of uncertain inputs."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.compiled.prior import Prior
from safepassage.scenario.inputs import InputKind
from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario


def implied_priors(
    scenario: Scenario, kind: InputKind, declared: frozenset[str]
) -> Iterator[Prior]:
    """Priors of one kind, one for each row that counts and gives a range.

    Args:
        scenario: What is declared.
        kind: Kind of input; of most kinds no row implies any.
        declared: Inputs that ``uncertain`` names: a row yields to them.
    """
    part = kind.implied
    if part is None:
        return
    table = scenario[part.table]
    for number, index in enumerate(latest(table).tolist()):
        low, best, high = (float(table[name][index]) for name in (part.low, part.best, part.high))
        if not low < high:
            continue
        texts = (table[column][index] or part.blank for column in part.named_by)
        name = ":".join([kind.name.replace("_", "-"), *filter(None, texts)])
        distribution = "lognormal" if low > 0 else "normal"
        if part.target:
            input_ = f"{kind.name}:{table[part.target][index]}"
            if input_ not in declared:
                yield Prior(name, input_, distribution, low, best, high)
        elif best > 0:  # the value of a row acts on its best value
            parts = int(table[part.parts][index]) if part.parts else 1
            for one in range(parts):
                own = name if parts == 1 else f"{name}:{one + 1}"
                yield Prior(own, kind.name, distribution, low, best, high, number)
