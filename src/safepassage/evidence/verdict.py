"""The verdicts on a claim beside what the other organisations say (worked out in ``forecast``)."""

from __future__ import annotations

SUPPORTED = "supported"
"""It lies within the estimate of the others."""
CONTRADICTED = "contradicted"
"""Another claim says otherwise."""
MISSED = "missed"
"""A good observation outside the range that nobody contradicts: the model is probably wrong."""
UNCONFIRMED = "unconfirmed"
"""Outside the range, not contradicted, and not a good observation."""
