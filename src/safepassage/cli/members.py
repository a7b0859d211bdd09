"""Options ``--members``, ``--of`` and ``--until`` of ``run``, read together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from safepassage.errors import Problem, ScenarioError


@dataclass(frozen=True)
class Asked:
    """Which members are asked for: ``members`` of them from ``first``."""

    first: int
    members: int
    is_shard: bool

    @classmethod
    def read(
        cls, text: str | None, *, of: int | None, until: str | None, out: str | None, resume: bool
    ) -> Asked:
        """Options as typed.

        Raises:
            ScenarioError: With all that do not fit, at once.
        """
        from safepassage.result.run import default_members  # compiles the kernel

        text = text or str(default_members(None, until))
        found = re.fullmatch(r"(?:(\d{1,9}):)?(-?\d{1,9})", text)
        if found is None:
            remedy = "a number, or A:B with --of N"
            problem = Problem(f"{text!r} is no number of members", column="members", remedy=remedy)
            raise ScenarioError([problem])
        is_shard = found[1] is not None
        first, last = int(found[1] or 0), int(found[2])
        problems = list(_problems(first, last, is_shard, of, until, out, resume))
        if problems:
            raise ScenarioError(problems)
        return cls(first, last - first, is_shard)


def _problems(
    first: int,
    last: int,
    is_shard: bool,
    of: int | None,
    until: str | None,
    out: str | None,
    resume: bool,
) -> list[Problem]:
    problems = []
    if is_shard and last <= first:
        remedy = "A:B are the members A to B - 1"
        problems.append(Problem(f"{first}:{last} is empty", column="members", remedy=remedy))
    if is_shard != (of is not None):
        remedy = "a shard is --members A:B --of N"
        problems.append(Problem("--members A:B and --of go together", column="of", remedy=remedy))
    if is_shard and until is not None:
        remedy = "shards have a fixed number of members"
        problems.append(Problem("not with a shard", column="until", remedy=remedy))
    if out is None and (is_shard or resume):
        needs = "a shard" if is_shard else "--resume"
        problems.append(Problem(f"{needs} needs it", column="--out", remedy="give --out"))
    return problems
