"""``write_report``: a run → ``brief.html`` and, on request, ``brief.pdf``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from safepassage.engine.ensemble import Progress
from safepassage.errors import Problem, ScenarioError, StoreError
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.document import Document
from safepassage.report.brief.findings import find
from safepassage.report.brief.html import html
from safepassage.report.brief.language import language
from safepassage.result.result import Result


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        files: Paths.
        document: Their content.
    """

    files: tuple[Path, ...]
    document: Document


def write_report(
    result: Result,
    out: str | Path,
    *,
    code: str = "en",
    pdf: bool = False,
    judge: bool = True,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the report of a run.

    Args:
        result: A run.
        out: The HTML file; a PDF stands beside it under the same name.
        code: ``en``, ``fr`` or ``ar``.
        pdf: Also write a PDF.
        judge: Weigh the claims against each other, which runs a small ensemble.
        overwrite: Replace files that are there.
        progress: Called with finished members of that ensemble.

    Raises:
        ScenarioError: If the language is unknown or the name does not end in .html.
        StoreError: If a file exists or cannot be written.
        SafepassageError: If typst or a font for the PDF is missing.
    """
    words = language(code)
    page = Path(out)
    if page.suffix.lower() not in {".html", ".htm"}:
        remedy = "end it in .html"
        raise ScenarioError([Problem(f"{page.name!r} is no page", column="out", remedy=remedy)])
    targets = [page, *([page.with_suffix(".pdf")] if pdf else [])]
    for target in targets:
        if target.is_dir() or (target.exists() and not overwrite):
            raise StoreError(f"{target}: exists; choose another with --out, or give --overwrite")
    if pdf:
        from safepassage.report.brief.pdf import require

        require(words)
    document = assemble(find(result, judge=judge, progress=progress), words)
    contents = [html(document).encode("utf-8")]
    if pdf:
        from safepassage.report.brief.pdf import pdf as make_pdf

        contents.append(make_pdf(document))
    for target, content in zip(targets, contents, strict=True):
        _write(target, content)
    return Written(tuple(targets), document)


def _write(target: Path, content: bytes) -> None:
    """Beside the target first, so that a file which is there is whole."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
