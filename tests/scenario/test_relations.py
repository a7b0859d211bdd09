"""Sponsors: dated facts, as last published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from safepassage.scenario.as_of import known_by
from safepassage.scenario.explain import explain, explain_text
from safepassage.scenario.relations import relation_sentence, relations, relations_by
from tests.scenario.world import EXAMPLE, unchecked


def test_the_row_published_last_counts() -> None:
    known = known_by(EXAMPLE, dt.date(2030, 3, 5))
    assert [each.end for each in relations(known)] == [None]
    assert [each.end for each in relations(EXAMPLE)] == [dt.date(2030, 3, 4)]


def test_the_order_of_rows_does_not_matter() -> None:
    turned = unchecked(relations=list(EXAMPLE["relations"].rows())[::-1])
    assert relations(turned) == relations(EXAMPLE)


def test_an_end_to_come_is_not_told() -> None:
    assert [each.end for each in relations_by(EXAMPLE, dt.date(2030, 3, 3))] == [None]
    assert [each.end for each in relations_by(EXAMPLE, dt.date(2030, 3, 4))] != [None]
    assert relations_by(EXAMPLE, dt.date(2029, 4, 30)) == ()


def test_the_sentence_is_a_dated_fact() -> None:
    (relation,) = relations(EXAMPLE)
    assert relation_sentence(relation) == (
        "A supply line of overseas for southern from 2029-05-01 ended on 2030-03-04 "
        "(source: Local radio (EXAMPLE))"
    )


def told(**row: Any) -> dict[str, list[str]]:
    usual = {"sponsor": "overseas", "supported": "pocket", "kind": "cover", "source_id": ""}
    periods = explain(unchecked(relations=[usual | row]))
    return {
        str(period.start): [text for text in period.sentences if "cover" in text]
        for period in periods
        if any("cover" in text for text in period.sentences)
    }


def test_explain_tells_it_on_the_days_on_which_it_changes() -> None:
    begun = "Political cover of overseas for pocket"
    assert told() == {"2030-03-01": [begun]}
    assert told(start="2030-03-05", end="2030-03-08") == {
        "2030-03-05": [f"{begun} from 2030-03-05"],
        "2030-03-08": [f"{begun} from 2030-03-05 ended on 2030-03-08"],
    }
    assert told(end="2030-02-08") == {"2030-03-01": [f"{begun} ended on 2030-02-08"]}
    assert told(start="2031-01-01") == {}


def test_explain_hides_what_was_not_published() -> None:
    assert "ended on 2030-03-04" in explain_text(EXAMPLE)
    assert "ended on 2030-03-04" not in explain_text(known_by(EXAMPLE, dt.date(2030, 3, 5)))
