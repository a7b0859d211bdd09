"""Every address of the interface: what it takes and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from safepassage.workbench.api import computing, editing, looking
from safepassage.workbench.api import requests as ask
from safepassage.workbench.api.fields import schema


@dataclass(frozen=True)
class Endpoint:
    """One address.

    Attributes:
        method: GET takes the request from the address, POST from a JSON body.
        function: (desk, request) → plain values.
        request: Type of the request.
        slow: Whether it is worked out beside the other requests.
    """

    method: str
    function: Callable[[Any, Any], Any]
    request: type
    slow: bool = False


ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType(
    {
        "state": Endpoint("GET", looking.state, ask.Nothing),
        "dictionary": Endpoint("GET", looking.dictionary, ask.Nothing),
        "scenario": Endpoint("GET", looking.scenario, ask.Nothing),
        "run-shown": Endpoint("GET", looking.run, ask.Named, slow=True),
        "compared": Endpoint("GET", looking.compared, ask.Two, slow=True),
        "job": Endpoint("GET", looking.job, ask.Number),
        "new": Endpoint("POST", editing.new, ask.New),
        "open": Endpoint("POST", editing.open_listed, ask.Label),
        "add": Endpoint("POST", editing.add, ask.Add),
        "change": Endpoint("POST", editing.change, ask.Cells),
        "fill": Endpoint("POST", editing.fill, ask.Fill),
        "delete": Endpoint("POST", editing.delete, ask.Rows),
        "undo": Endpoint("POST", editing.undo, ask.Version),
        "redo": Endpoint("POST", editing.redo, ask.Version),
        "ranges": Endpoint("POST", editing.ranges, ask.Version),
        "vary": Endpoint("POST", editing.vary, ask.Nothing),
        "back": Endpoint("POST", editing.back, ask.Nothing),
        "adopt": Endpoint("POST", editing.adopt, ask.Number),
        "run": Endpoint("POST", computing.run, ask.Run),
        "needs": Endpoint("POST", computing.needs, ask.Needs),
        "orders": Endpoint("POST", computing.orders, ask.OfRun),
        "aid": Endpoint("POST", computing.aid, ask.Aid),
        "sites": Endpoint("POST", computing.sites, ask.Sites),
        "clearance": Endpoint("POST", computing.clearance, ask.OfRun),
        "risk": Endpoint("POST", computing.risk, ask.OfRun),
        "reconcile": Endpoint("POST", computing.reconcile, ask.Weigh),
        "unknowns": Endpoint("POST", computing.unknowns, ask.Weigh),
        "fit": Endpoint("POST", computing.fit, ask.Weigh),
        "forecast": Endpoint("POST", computing.forecast, ask.Ahead),
        "exit": Endpoint("POST", computing.exit_plan, ask.Exit),
        "relocation": Endpoint("POST", computing.relocation, ask.Exit),
        "roads": Endpoint("POST", computing.roads, ask.Roads),
        "changes": Endpoint("POST", computing.changes, ask.Between),
        "backtest": Endpoint("POST", computing.backtest, ask.Backtest),
        "report": Endpoint("POST", computing.report, ask.Report),
        "export": Endpoint("POST", computing.export, ask.OfRun),
        "manifest": Endpoint("POST", computing.manifest, ask.Manifest),
        "save": Endpoint("POST", computing.save, ask.Named),
        "cancel": Endpoint("POST", computing.cancel, ask.Number),
        "food": Endpoint("POST", looking.food, ask.Food),
    }
)
"""Name below ``/api/`` → endpoint. Beside them: ``upload``, ``workbook``, ``file``, ``openapi``."""


def openapi() -> dict[str, Any]:
    """The interface as an OpenAPI document."""
    paths: dict[str, Any] = {}
    for name, endpoint in ENDPOINTS.items():
        found = schema(endpoint.request)
        about: dict[str, Any] = {
            "summary": str(endpoint.function.__doc__).splitlines()[0],
            "responses": {
                "200": {"description": "Plain values"},
                "400": {"description": "What is wrong with the request or the scenario"},
                "409": {"description": "It was changed in another page since"},
            },
        }
        if endpoint.method == "GET":
            needed = found.get("required", [])
            about["parameters"] = [
                {"name": key, "in": "query", "required": key in needed, "schema": type_}
                for key, type_ in found["properties"].items()
            ]
        else:
            content = {"application/json": {"schema": found}}
            about["requestBody"] = {"required": True, "content": content}
        paths[f"/api/{name}"] = {endpoint.method.lower(): about}
    info = {"title": "safepassage workbench", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths}
