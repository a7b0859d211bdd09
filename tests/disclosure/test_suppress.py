"""Nothing hidden comes back by subtraction: an attacker who knows all that is told tries."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from safepassage.disclosure.disclose import disclose
from safepassage.disclosure.policy import Policy
from safepassage.errors import SafepassageError

EXACT = Policy(base=1)
"""No rounding, which would help: suppression has to hold alone."""

counts = st.one_of(st.integers(0, 15), st.integers(0, 400))


def with_totals(grid: np.ndarray) -> pd.DataFrame:
    rows, columns = grid.shape
    whole = np.zeros((rows + 1, columns + 1))
    whole[:-1, :-1] = grid
    whole[-1, :-1] = grid.sum(axis=0)
    whole[:, -1] = whole[:, :-1].sum(axis=1)
    places = [*(f"p{n}" for n in range(rows)), "all"]
    classes = [*(f"c{n}" for n in range(columns)), "all"]
    return pd.DataFrame(
        [
            {"place": place, "class": class_, "people": whole[i, j]}
            for i, place in enumerate(places)
            for j, class_ in enumerate(classes)
        ]
    )


def attack(told: pd.DataFrame, truth: pd.DataFrame) -> list[tuple[float, float, float]]:
    """(true value, least, greatest) of each small cell; own linear program, inner cells alone."""
    places = [p for p in truth["place"].unique() if p != "all"]
    classes = [c for c in truth["class"].unique() if c != "all"]
    number = {pair: n for n, pair in enumerate((p, c) for p in places for c in classes)}

    def row(place: str, class_: str) -> np.ndarray:
        found = np.zeros(len(number))
        for (p, c), n in number.items():
            found[n] = place in {p, "all"} and class_ in {c, "all"}
        return found

    seen = told[~told["suppressed"]]
    matrix = np.array([row(p, c) for p, c in zip(seen["place"], seen["class"], strict=True)])
    right = seen["people"].to_numpy(dtype=float)
    found = []
    for place, class_, value in truth.itertuples(index=False):
        if 0 < value < EXACT.threshold:
            aim = row(place, class_)
            ends = []
            for sign in (1, -1):
                answer = linprog(
                    sign * aim,
                    A_eq=matrix if len(matrix) else None,
                    b_eq=right if len(matrix) else None,
                )
                ends.append(sign * answer.fun if answer.status == 0 else sign * -np.inf)
            found.append((float(value), *ends))
    return found


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(counts, min_size=columns, max_size=columns), min_size=1, max_size=5
        )
    )
)
def test_no_small_cell_is_recovered_from_a_table_with_totals(rows: list[list[int]]) -> None:
    truth = with_totals(np.array(rows, dtype=float))
    told = disclose(truth, by=["place", "class"], values=["people"], policy=EXACT).table
    shown = told.loc[~told["suppressed"], "people"].astype(float)
    assert not ((shown > 0) & (shown < EXACT.threshold)).any()
    for value, low, high in attack(told, truth):
        assert low <= value + 1e-6
        assert high - low >= EXACT.threshold - 1e-6 or np.isinf(high)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(counts, min_size=1, max_size=12))
def test_a_total_that_the_table_does_not_show_counts_as_known(values: list[int]) -> None:
    table = pd.DataFrame({"place": [f"p{n}" for n in range(len(values))], "people": values})
    told = disclose(table, by=["place"], values=["people"], policy=EXACT).table
    hidden = table.loc[told["suppressed"], "people"]
    if not told["suppressed"].all():
        assert len(hidden) != 1
        assert hidden.sum() == 0 or hidden.sum() >= EXACT.threshold


def test_the_attack_itself_finds_what_subtraction_finds() -> None:
    truth = with_totals(np.array([[3.0, 40.0], [50.0, 60.0]]))
    told = truth.assign(suppressed=(truth["people"] < 10))
    assert [(low, high) for _, low, high in attack(told, truth)] == [(3.0, 3.0)]


def test_a_cell_alone_takes_its_smallest_sufficient_companion_along() -> None:
    table = pd.DataFrame({"place": ["a", "b", "c", "d"], "people": [3, 200, 12, 30]})
    told = disclose(table, by=["place"], values=["people"], policy=EXACT).table
    assert told["suppressed"].tolist() == [True, False, True, False]


def test_rounding_and_lower_bounds() -> None:
    table = pd.DataFrame({"place": ["a", "b"], "p05": [4, 12], "p50": [23, 20], "p95": [40, 41]})
    told = disclose(
        table, by=["place"], values=["p05", "p50", "p95"], lower=["p05"], policy=Policy()
    )
    assert told.table[["p05", "p50", "p95"]].to_numpy().tolist() == [[0, 25, 40], [10, 20, 40]]
    assert told.hidden == 0


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pd.DataFrame({"place": ["a", "a"], "people": [1, 2]}), "stands twice"),
        (pd.DataFrame({"place": ["a"], "people": [-1]}), "negative"),
        (pd.DataFrame({"people": [1]}), "no column place"),
    ],
)
def test_what_cannot_be_controlled_is_refused(table: pd.DataFrame, words: str) -> None:
    with pytest.raises(SafepassageError, match=words):
        disclose(table, by=["place"], values=["people"], policy=EXACT)
