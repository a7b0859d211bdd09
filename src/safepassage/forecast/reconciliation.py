"""The reconciled estimate as a frozen value."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from safepassage.evidence.verdict import CONTRADICTED, MISSED, UNCONFIRMED

CRITERION = 0.05
"""A claim is outside the estimate if its posterior predictive p-value is below this."""


@dataclass(frozen=True)
class JudgedClaim:
    """A claim beside the estimate that the other organisations give.

    Attributes:
        claim: Identifier.
        quantity: What it is about.
        date: Day that it is about.
        published: Day on which it became known.
        source_id: Who says it.
        said: The value in words.
        low: Low value, None if only "at most".
        high: High value, None if only "at least".
        p05: Estimate without the organisation of this source, 5 %.
        median: 50 %.
        p95: 95 %.
        p_value: Chance that a fair report lies as far out.
        supported: Whether the p-value reaches the criterion.
        verdict: ``supported``; or ``contradicted`` by another claim; or ``missed``: a good
            observation, the model is probably wrong here; or ``unconfirmed``.
        contradicted_by: The claims that contradict it.
        rough: Whether too few members carry the estimate without this organisation.
    """

    claim: str
    quantity: str
    date: dt.date
    published: dt.date
    source_id: str
    said: str
    low: float | None
    high: float | None
    p05: float
    median: float
    p95: float
    p_value: float
    supported: bool
    verdict: str
    contradicted_by: tuple[str, ...]
    rough: bool


@dataclass(frozen=True)
class SourceShift:
    """What a source, or an organisation for which several speak, does to the last day's estimate.

    Attributes:
        source_id: Identifier of the source, or of the organisation of several.
        name: As people write it.
        reliability: Admiralty code, or codes.
        claims: Number of its claims used.
        effective: Effective number of independent ones.
        median_without: Estimate without the source.
        shift: Estimate with it over that without it, less 1.
        bias: Factor by which it reads too high, learnt.
        spread: Factor on the spread expected from its codes, learnt.
        ess: Effective sample size without the source.
        rough: Whether that is too small to trust the shift.
    """

    source_id: str
    name: str
    reliability: str
    claims: int
    effective: float
    median_without: float
    shift: float
    bias: float
    spread: float
    ess: float
    rough: bool


@dataclass(frozen=True)
class Estimate:
    """Quantiles of a quantity on a day, with and without claims."""

    date: dt.date
    p05: float
    median: float
    p95: float
    prior_p05: float
    prior_median: float
    prior_p95: float


@dataclass(frozen=True)
class Reconciliation:
    """The reconciled estimate.

    Attributes:
        scenario: Its name.
        quantity: What is estimated.
        as_of: Last day whose publications are known.
        members: Number of members.
        seed: Seed.
        ess: Effective sample size of the posterior.
        prior_ess: What weighing without moves would have left.
        stages: Temperatures passed.
        moves: Rounds of resample-move.
        accepted: Share of moves accepted.
        digest: Identifies the posterior members.
        estimates: By day, from the start to the as-of date.
        claims: Every claim used, about this quantity first.
        sources: What each source does.
        unused: (claim, reason) of those known that did not weigh.
        criterion: P-value below which a claim is outside the estimate.
    """

    scenario: str
    quantity: str
    as_of: dt.date
    members: int
    seed: int
    ess: float
    prior_ess: float
    stages: int
    moves: int
    accepted: float
    digest: str
    estimates: tuple[Estimate, ...]
    claims: tuple[JudgedClaim, ...]
    sources: tuple[SourceShift, ...]
    unused: tuple[tuple[str, str], ...]
    criterion: float = CRITERION

    @property
    def last(self) -> Estimate:
        """Estimate on the as-of date (or the last day of the period)."""
        return self.estimates[-1]

    @property
    def contradicted(self) -> tuple[JudgedClaim, ...]:
        """Claims about this quantity that another claim contradicts, outside the estimate."""
        return self._own(CONTRADICTED)

    @property
    def unconfirmed(self) -> tuple[JudgedClaim, ...]:
        """Weak claims about this quantity outside the estimate, which no claim contradicts."""
        return self._own(UNCONFIRMED)

    @property
    def known_misses(self) -> tuple[JudgedClaim, ...]:
        """Good observations of any quantity outside the estimate: the model is probably wrong."""
        return tuple(claim for claim in self.claims if claim.verdict == MISSED)

    def _own(self, verdict: str) -> tuple[JudgedClaim, ...]:
        own = (claim for claim in self.claims if claim.quantity == self.quantity)
        return tuple(claim for claim in own if claim.verdict == verdict)

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        plain: dict[str, Any] = jsonable(asdict(self))
        for name in ("contradicted", "unconfirmed", "known_misses"):
            plain[name] = [claim.claim for claim in getattr(self, name)]
        return plain

    def rows(self) -> list[dict[str, Any]]:
        """One row a day, for a table."""
        return [jsonable(asdict(estimate)) for estimate in self.estimates]

    def claim_rows(self) -> list[dict[str, Any]]:
        """One row a claim about this quantity."""
        own = [claim for claim in self.claims if claim.quantity == self.quantity]
        return [jsonable(asdict(claim)) for claim in own]

    def source_rows(self) -> list[dict[str, Any]]:
        """One row a source."""
        return [jsonable(asdict(source)) for source in self.sources]


def jsonable(value: Any) -> Any:
    """Dates as texts, tuples as lists, NaN as None, throughout."""
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.6g}")
    return value
