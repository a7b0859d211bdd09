"""The metadata of a run as an RO-Crate 1.1 (https://w3id.org/ro/crate/1.1), a process run crate.

One flat JSON-LD graph: the folder, each file in it, the program and the act of running it, the
scenario's sources with their licences. Nothing in it names a person who was not named on purpose.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from safepassage.result.result import Result

METADATA = "ro-crate-metadata.json"
_SPEC = "https://w3id.org/ro/crate/1.1"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_SPDX = "https://spdx.org/licenses/"
_PROGRAM, _RUN, _SEED = "#safepassage", "#run", "#seed"
_KINDS = {".toml": "application/toml", ".parquet": "application/vnd.apache.parquet"}
_ABOUT = {
    "provenance.json": "What computed the run: versions, seed, members, digest",
    "counts.csv": "People by date, place, class and quantity",
    "counts.parquet": "People by date, place, class and quantity",
    "people.png": "People by place over time",
    "people.html": "People by place over time, as a page that asks no network",
    "scenario/scenario.toml": "The scenario: period, rules, uncertain inputs",
}
"""What files of a run are; a table of the scenario says so by its name."""
_FOLDERS = {
    "result.zarr/": "All counts of all members, as a Zarr group that xarray opens",
    "scenario/": "The scenario: a folder of TOML and CSV",
}
Entity = dict[str, Any]


def crate_metadata(
    result: Result,
    folder: Path,
    facts: Mapping[str, Any],
    *,
    licence: str,
    authors: Sequence[str],
    date: str,
    conditions: str,
) -> Entity:
    """Describe a run folder.

    Args:
        result: The run.
        folder: Where its files are.
        facts: Its provenance.
        licence: SPDX identifier or address of the deposit's licence.
        authors: Names of people, as they want to be cited.
        date: Day of the deposit, ISO.
        conditions: Who may have it, in a sentence.

    Returns:
        The content of ``ro-crate-metadata.json``.
    """
    files = list(_files(folder))
    sources = list(_sources(result))
    named = [_entity(f"#author-{number}", "Person", name) for number, name in enumerate(authors, 1)]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": " ".join(result.scenario.title.split()),
        "description": _description(result),
        "datePublished": date,
        "license": _ref(_address(licence)),
        "conditionsOfAccess": conditions,
        "conformsTo": _ref(_PROFILE),
        "hasPart": [_ref(one["@id"]) for one in files],
        "mentions": _ref(_RUN),
        "citation": [_ref(one["@id"]) for one in sources],
        "author": [_ref(one["@id"]) for one in named],
    }
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": _ref("./"),
            "conformsTo": _ref(_SPEC),
        },
        {key: value for key, value in root.items() if value != []},
        *files,
        *_computation(facts, [one["@id"] for one in files]),
        {**_entity(_PROFILE, "CreativeWork", "Process Run Crate"), "version": "0.5"},
        *named,
        *sources,
        *_licences([licence, *(row["licence"] for row in _rows(result) if row["licence"])]),
    ]
    return {"@context": f"{_SPEC}/context", "@graph": graph}


def _description(result: Result) -> str:
    scenario = result.scenario
    known = f" Only what was published by {scenario.as_of} is known to it." * bool(scenario.as_of)
    return (
        f"An ensemble of {result.members.size:,} members (seed {result.seed}) of the scenario "
        f"{scenario.name}, {scenario.start} to {scenario.end}, digest {result.digest}.{known} "
        "Counts of people, never persons; values of a model, not observations. "
        "`safepassage replay FOLDER` computes it again and compares it bit for bit."
    )


def _files(folder: Path) -> Iterator[Entity]:
    """Each file, and each folder with a meaning; the chunks of arrays are inside theirs."""
    for name, about in _FOLDERS.items():
        if (folder / name).is_dir():
            yield {**_entity(name, "Dataset", about), "description": about}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == METADATA or name.startswith("result.zarr/"):
            continue
        guessed, _ = mimetypes.guess_type(path.name)
        table = f"Table {path.stem} of the scenario"
        yield {
            **_entity(name, "File", name),
            "description": _ABOUT.get(name, table if name.startswith("scenario/") else path.name),
            "encodingFormat": _KINDS.get(path.suffix) or guessed or "application/octet-stream",
            "contentSize": str(path.stat().st_size),
        }


def _computation(facts: Mapping[str, Any], files: Sequence[str]) -> list[Entity]:
    """The program, the act of running it, and what was given to it."""
    versions = dict(facts["software"])
    version = versions.pop("safepassage")
    given = [name for name in files if name.startswith("scenario/")]
    action = {
        **_entity(_RUN, "CreateAction", "The run"),
        "description": f"Members {facts['members'] or facts['numbers']}, seed {facts['seed']}",
        "endTime": facts["made"],
        "instrument": _ref(_PROGRAM),
        "object": [*map(_ref, given), _ref(_SEED)],
        "result": [_ref(name) for name in files if name not in given],
    }
    program = {
        **_entity(_PROGRAM, "SoftwareApplication", "safepassage"),
        "version": version,
        "softwareVersion": version if not facts["commit"] else f"{version}, {facts['commit']}",
        "softwareRequirements": ", ".join(f"{name} {of}" for name, of in versions.items()),
        "license": _ref(_address("Apache-2.0")),
    }
    seed = {**_entity(_SEED, "PropertyValue", "seed"), "value": str(facts["seed"])}
    return [action, program, seed]


def _rows(result: Result) -> list[dict[str, Any]]:
    return list(result.scenario["sources"].rows())


def _sources(result: Result) -> Iterator[Entity]:
    """Sources of the scenario; a licence that is not known is not given."""
    for row in _rows(result):
        url = str(row["url"] or "")
        own = url if url.startswith(("https://", "http://")) else f"#source-{row['source_id']}"
        found = {**_entity(own, "CreativeWork", str(row["name"])), "identifier": row["source_id"]}
        if row["licence"]:
            found["license"] = _ref(_address(str(row["licence"])))
        yield found


def _licences(names: Sequence[str]) -> Iterator[Entity]:
    """An entity for each licence, and for that of the program."""
    for address, name in {_address(name): name for name in [*names, "Apache-2.0"]}.items():
        yield {**_entity(address, "CreativeWork", name), "description": f"Licence {name}"}


def _address(licence: str) -> str:
    """Address of a licence: its own, or that of its SPDX identifier (`CC BY 4.0`: `CC-BY-4.0`)."""
    if licence.startswith(("https://", "http://")):
        return licence
    return _SPDX + "-".join(licence.split())


def _entity(name: str, kind: str, words: str) -> Entity:
    return {"@id": name, "@type": kind, "name": words}


def _ref(name: str) -> Entity:
    return {"@id": name}
