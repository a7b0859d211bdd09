"""Tables and columns as the page needs them to make forms and grids."""

from __future__ import annotations

from functools import cache
from typing import Any

from safepassage.scenario.dictionary import SETTINGS, Attribute, dictionary
from safepassage.scenario.event_kinds import PLAN_KINDS, event_attributes
from safepassage.scenario.tables import table_kinds
from safepassage.workbench.languages import page_languages
from safepassage.workbench.varied import SOURCE, needs_source


@cache
def shown_dictionary() -> dict[str, Any]:
    """Everything that can be entered."""
    return {
        "tables": {
            name: {
                "lead": table_kinds()[name].lead,
                "why": table_kinds()[name].why,
                "varies": table_kinds()[name].varies,
                "key": list(table_kinds()[name].key),
                "source": name not in SETTINGS and SOURCE in columns,
                "fact": name not in SETTINGS and needs_source(name, {}),
                "columns": [_column(column) for column in columns.values()],
            }
            for name, columns in dictionary().items()
        },
        "events": [
            {
                "kind": entry.kind,
                "attribute": entry.name,
                "type": entry.value.type,
                "targets": list(entry.targets),
                "by_class": entry.by_class,
            }
            for entry in event_attributes().values()
        ],
        "plan_kinds": list(PLAN_KINDS),
        "languages": page_languages(),
    }


def _column(attribute: Attribute) -> dict[str, Any]:
    return {
        "name": attribute.name,
        "kind": attribute.kind,
        "choices": list(attribute.choices),
        "unit": attribute.unit,
        "default": attribute.default,
        "required": attribute.required,
        "minimum": attribute.minimum,
        "maximum": attribute.maximum,
        "description": attribute.description,
    }
