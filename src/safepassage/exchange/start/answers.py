"""What a user may say to ``start`` beside the files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from safepassage.exchange.given import Given


@dataclass(frozen=True)
class Answers:
    """What the user may say beside the files.

    Attributes:
        title: Title of the scenario, or None.
        start: First day, or None for the day of the first violent event.
        days: Days, or None for until 30 days after the last event (at most 730).
        spread: Part by which the population may be higher or lower.
        hold: Days for which a violent event counts.
        lag: Days until it is published, or None for the format's.
        lenient: Leave rows out that cannot be read.
        density: People a km² to assume where no population is given, or None to refuse then.
        given: How cells are written, where the files leave it open.
    """

    title: str | None = None
    start: dt.date | None = None
    days: int | None = None
    spread: float = 0.2
    hold: int = 7
    lag: int | None = None
    lenient: bool = False
    density: float | None = None
    given: Given = field(default_factory=Given)
