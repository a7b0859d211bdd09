"""Rows of the claims table from reported counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported

_AHEAD = {"forecast", "standard"}


class ClaimWriter:
    """Adds claims of one source to what was found, with identifiers that stay unique."""

    def __init__(self, found: Imported, context: Context, source_id: str) -> None:
        self.found, self.context, self.source_id = found, context, source_id
        self._taken: dict[str, int] = {}
        self._seen: set[str] = set()
        for row in found.tables.get("claims", []):
            self._taken[str(row["claim"])] = 1
            self._seen.add(_content(row))

    def add(
        self,
        quantity: str,
        value: float | tuple[float, float],
        date: dt.date,
        *,
        start: dt.date | None = None,
        published: dt.date | None = None,
        unit: str = "people",
        status: str = "estimate",
        attribution: str = "",
        note: str = "",
        reference: str = "",
    ) -> None:
        """Add a value, or a range of (low, high).

        A claim that says the same as one before, of this or another file, counts once.

        ``published`` comes from the file, else from the user, else it is taken as the last day
        that the claim is about, with a note.
        """
        known = published or self.context.published
        if known is None:
            known = date
            self.found.note(
                f"{self.source_id}: no date of publication in the file; the last day of each "
                "claim's period is taken, which is too early for a view as of a date: "
                "give --published"
            )
        if known < date and status not in _AHEAD:
            self.found.note(
                f"{self.source_id}: claims whose period ends after their publication have the "
                "status forecast"
            )
            status = "forecast"
        if start is not None and start > date:
            start = None
        low, high = value if isinstance(value, tuple) else (value, value)
        row: dict[str, object | None] = {
            "quantity": quantity,
            "low": low,
            "high": high,
            "unit": unit,
            "date": date,
            "date_start": start,
            "published": known,
            "source_id": self.source_id,
            "attribution": attribution,
            "status": status,
            "note": note,
            "reference": reference,
        }
        content = _content(row)
        if content in self._seen:
            self.found.losses.lose(self.source_id, "the same claim stands there already")
            return
        self._seen.add(content)
        self.found.losses.taken += high if unit == "people" else 0.0
        self.found.add("claims", {"claim": self._name(quantity, date), **row})

    def _name(self, quantity: str, date: dt.date) -> str:
        bare = quantity.replace(":", "-").replace("@", "-").replace(">", "-")
        wanted = f"{self.source_id}-{bare}"[:80].strip("-") + f"-{date}"
        times = self._taken.get(wanted, 0)
        self._taken[wanted] = times + 1
        return wanted if times == 0 else f"{wanted}-{times + 1}"


def _content(row: Mapping[str, object | None]) -> str:
    """All that a claim says, without its identifier."""
    return str(sorted((k, str(v)) for k, v in row.items() if k != "claim" and v not in {None, ""}))
