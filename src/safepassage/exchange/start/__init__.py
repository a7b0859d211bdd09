"""A runnable scenario from the files that an analyst has, with all that had to be assumed."""

from safepassage.exchange.start.answers import Answers
from safepassage.exchange.start.make import Started, start_scenario

__all__ = ["Answers", "Started", "start_scenario"]
