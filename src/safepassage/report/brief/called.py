"""Findings with the names that the scenario gives in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from safepassage.disclosure.fans import Fan
from safepassage.disclosure.findings import Findings
from safepassage.disclosure.map_data import MapData
from safepassage.disclosure.translated import Translated


def called(findings: Findings, code: str) -> Findings:
    """The same findings, with names in a language where there are some.

    Args:
        findings: What a report publishes.
        code: Language; one without names leaves everything as it is.
    """
    names = findings.about.translations.get(code)
    if names is None:
        return findings
    about = replace(
        findings.about,
        title=names.title,
        names=MappingProxyType({**findings.about.names, **names.names}),
        corridors=MappingProxyType(dict(names.corridors)),
        classes=MappingProxyType(dict(names.classes)),
    )
    needs = findings.needs
    if needs is not None:
        needs = replace(
            needs,
            sites=tuple(
                replace(site, name=names.names.get(site.place, site.name)) for site in needs.sites
            ),
            exceeded=tuple(
                replace(entry, site=names.names.get(entry.place, entry.site))
                for entry in needs.exceeded
            ),
        )
    rows = tuple(
        MappingProxyType({**row, "source": {**row["source"], "name": _source(names, row)}})
        for row in findings.claims.rows
    )
    return replace(
        findings,
        about=about,
        needs=needs,
        claims=replace(findings.claims, rows=rows),
        fans=tuple(_fan(names, fan) for fan in findings.fans),
        reported=tuple(_fan(names, fan) for fan in findings.reported),
        map=None if findings.map is None else _map(names, findings.map),
    )


def _source(names: Translated, row: Mapping[str, Any]) -> str:
    source = str(row["source_id"])
    return names.sources.get(source, source)


def _fan(names: Translated, fan: Fan) -> Fan:
    reports = tuple(
        replace(one, source_name=names.sources.get(one.source_id, one.source_name))
        for one in fan.reports
    )
    return replace(fan, reports=reports)


def _map(names: Translated, data: MapData) -> MapData:
    places = data.places.copy()
    places["name"] = [
        names.names.get(key, name) for key, name in zip(places["key"], places["name"], strict=True)
    ]
    return replace(data, places=places)
