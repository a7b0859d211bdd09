"""Every kind of uncertain input is declared once and acts by one function."""

from __future__ import annotations

import pytest

from safepassage.compiled.acting import ACTS
from safepassage.compiled.priors import find_priors
from safepassage.forecast.unknowns import group_unknowns
from safepassage.scenario.dictionary import dictionary, table_names
from safepassage.scenario.inputs import INPUT_KINDS, InputKind, implied_ranges, kind_of
from safepassage.scenario.tables import table_kinds
from tests.scenario.world import EXAMPLE


def test_what_is_declared_acts() -> None:
    assert set(ACTS) == set(INPUT_KINDS)


@pytest.mark.parametrize("kind", INPUT_KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_names_what_exists(kind: InputKind) -> None:
    assert set(kind.targets) <= set(table_names())
    assert kind.low < kind.high
    part = kind.implied
    if part is None:
        return
    named = {part.low, part.best, part.high, *part.named_by, *filter(None, [part.target])}
    assert named <= set(dictionary()[part.table])
    assert (part.low, part.best, part.high) in table_kinds()[part.table].ranges
    assert bool(part.target) == bool(kind.targets)


def test_every_range_of_a_table_that_acts_in_a_run_implies_an_input() -> None:
    """The others are read by a plan, by evidence or by the record."""
    own = {(part.table, (part.low, part.best, part.high)) for part in implied_ranges()}
    rest = {
        (name, columns)
        for name, kind in table_kinds().items()
        for columns in kind.ranges
        if (name, columns) not in own
    }
    assert {name for name, _ in rest} == {
        "sources", "claims", "uncertain", "presence", "standards", "stocks", "pipeline",
        "assembly", "pauses",
    }  # fmt: skip


def test_violence_sieges_and_armed_groups_are_never_varied() -> None:
    forbidden = {kind.name for kind in INPUT_KINDS.values() if kind.forbidden}
    assert forbidden == {"hazard", "opening", "open_hours", "actors"}
    scenario = EXAMPLE.replace(rules={"actors": True})
    groups, left_out = group_unknowns(find_priors(scenario))
    varied = [find_priors(scenario)[number] for own in groups.values() for number in own]
    assert not any(kind_of(prior.input).forbidden for prior in varied)
    assert left_out


def test_people_of_a_row_are_the_only_input_that_counts_people() -> None:
    assert [kind.name for kind in INPUT_KINDS.values() if kind.counts_people] == ["population"]
