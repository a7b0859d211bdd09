"""Findings in English, as a test reads them."""

from __future__ import annotations

from safepassage.report.in_words import in_words as english

__all__ = ["english"]
