"""``export`` with every format: what ``disclosure.export`` writes, and what others read."""

from __future__ import annotations

from pathlib import Path

from safepassage.arguments import checked
from safepassage.disclosure.export import Exported
from safepassage.disclosure.export import export as write_export
from safepassage.disclosure.policy import Policy
from safepassage.disclosure.write import WRITERS
from safepassage.exchange.export_formats import EXPORT_FORMATS
from safepassage.result.result import Result


@checked
def export(
    result: Result,
    out: str | Path,
    *,
    form: str = "csv",
    policy: Policy | None = None,
    flows: bool = False,
    raw: bool = False,
    run_folder: str | Path | None = None,
    overwrite: bool = False,
) -> Exported:
    """Write a run's tables for others, under disclosure control.

    Args:
        result: A run.
        out: Folder to write; it appears whole or not at all.
        form: ``csv``, ``parquet``, ``geoparquet``, ``xlsx``, ``hapi``, ``hxl``, ``geojson`` or
            ``netcdf``.
        policy: Rules of disclosure control; by default those of earlier releases of the run, else
            of the scenario's sensitivity, which they may only tighten.
        flows: Also moves between neighbouring places by day, with coordinates (``flows``).
        raw: Leave thresholds and rounding out. Enclosed places stay together all the same, and
            the folder is its owner's alone, as is one of severe sensitivity.
        run_folder: Where to log the export; needed for a raw one.
        overwrite: Replace a folder that an earlier export wrote.

    Raises:
        ScenarioError: If the format is unknown, the rules are looser than the sensitivity, or
            moves may not be published.
        StoreError: If the folder is taken or cannot be written, a raw export cannot be logged, or
            the run was released under other rules.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run("tiny", members=20)
        >>> written = safepassage.export(result, "map", form="geojson")
        >>> "places.geojson" in [file.name for file in written.files]
        True
    """
    logged = None if run_folder is None else Path(run_folder)
    return write_export(
        result, out, form=form, policy=policy, flows=flows, raw=raw, run_folder=logged,
        overwrite=overwrite, writers={**WRITERS, **EXPORT_FORMATS},
    )  # fmt: skip
