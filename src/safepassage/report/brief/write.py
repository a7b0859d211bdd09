"""``write_report``: a run → ``brief.html`` and, on request, ``brief.pdf``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from safepassage.arguments import checked
from safepassage.disclosure.findings import find
from safepassage.disclosure.policy import Policy, refuse_looser
from safepassage.disclosure.releases import log_release, release_policy
from safepassage.engine.ensemble import Progress
from safepassage.errors import Problem, ScenarioError, StoreError
from safepassage.report.brief.assemble import assemble
from safepassage.report.brief.document import Document
from safepassage.report.brief.html import html
from safepassage.report.brief.language import language as words_of
from safepassage.result.result import Result, as_result
from safepassage.whole import blocked, whole_file


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        files: Paths.
        document: Their content.
    """

    files: tuple[Path, ...]
    document: Document


@checked
def write_report(
    result: Result,
    out: str | Path,
    *,
    language: str = "en",
    pdf: bool = False,
    judge: bool = True,
    policy: Policy | None = None,
    run_folder: str | Path | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the report of a run.

    Args:
        result: A run.
        out: The HTML file; a PDF stands beside it under the same name.
        language: A language of ``words/``: ``en``, ``fr``, ``es`` or ``ar``.
        pdf: Also write a PDF.
        judge: Weigh the claims against each other, which runs a small ensemble.
        policy: Rules of disclosure control; by default those of earlier releases of the run, else
            of the scenario's sensitivity, which they may only tighten.
        run_folder: Where to log the report.
        overwrite: Replace files that are there.
        progress: Called with finished members of that ensemble.

    Raises:
        ScenarioError: If the language is unknown, the name does not end in .html, or the rules are
            looser than the sensitivity.
        StoreError: If a file exists or cannot be written, or the run was released under other
            rules.
        SafepassageError: If typst is missing for the PDF.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run("tiny", members=20)
        >>> written = safepassage.write_report(result, "tiny.html", judge=False)
        >>> [file.name for file in written.files]
        ['tiny.html']
    """
    result = as_result(result)
    words = words_of(language)
    page = Path(out)
    if page.suffix.lower() not in {".html", ".htm"}:
        remedy = "end it in .html"
        raise ScenarioError([Problem(f"{page.name!r} is no page", column="--out", remedy=remedy)])
    targets = [page, *([page.with_suffix(".pdf")] if pdf else [])]
    for target in targets:
        if reason := blocked(target):
            raise StoreError(reason)
        if target.is_dir() or (target.exists() and not overwrite):
            raise StoreError(f"{target}: exists; choose another with --out, or give --overwrite")
    if pdf:
        from safepassage.report.brief.pdf import require

        require()
    folder = None if run_folder is None else Path(run_folder)
    rules = policy or release_policy(result.scenario, folder)
    refuse_looser(result.scenario, rules)
    if folder is not None:
        log_release(folder, result.scenario, rules, out=page, form="report", raw=False)
    document = assemble(find(result, policy=rules, judge=judge, progress=progress), words)
    contents = [html(document).encode("utf-8")]
    if pdf:
        from safepassage.report.brief.pdf import pdf as make_pdf

        contents.append(make_pdf(document))
    for target, content in zip(targets, contents, strict=True):
        _write(target, content, private=rules.sensitivity == "severe")
    return Written(tuple(targets), document)


def _write(target: Path, content: bytes, *, private: bool) -> None:
    try:
        with whole_file(target, private=private) as part:
            part.write_bytes(content)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
