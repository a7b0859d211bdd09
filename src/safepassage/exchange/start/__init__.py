"""A runnable scenario from the files that an analyst has, with all that had to be assumed."""

from safepassage.exchange.start.make import Answers, Started, start_scenario

__all__ = ["Answers", "Started", "start_scenario"]
