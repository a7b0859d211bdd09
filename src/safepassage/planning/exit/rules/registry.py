"""All rules of an exit, in the order in which their rows stand in a program.

A new rule is a file beside this one, its line here, and its own check in ``checker.py``, which
shares no code with the planner. Data that it needs stand in the data dictionary.
Priority forbids nothing and is no rule: see ``objectives``. Pauses act in the stress test only.
"""

from __future__ import annotations

from safepassage.planning.exit.rules.admission import Admission
from safepassage.planning.exit.rules.checkpoint import SharedCheckpoint
from safepassage.planning.exit.rules.deadline import Deadline
from safepassage.planning.exit.rules.exchange import LinkedExchange
from safepassage.planning.exit.rules.family import Family
from safepassage.planning.exit.rules.fleet import FleetSize
from safepassage.planning.exit.rules.readiness import Readiness
from safepassage.planning.exit.rules.room import DestinationRoom
from safepassage.planning.exit.rules.rule import Rule
from safepassage.planning.exit.rules.seats import Seats
from safepassage.planning.exit.rules.throughput import Throughput
from safepassage.planning.exit.rules.window import Window

RULES: tuple[Rule, ...] = (
    Admission(),
    Readiness(),
    Family(),
    Throughput(),
    Window(),
    Seats(),
    FleetSize(),
    SharedCheckpoint(),
    DestinationRoom(),
    LinkedExchange(),
    Deadline(),
)
