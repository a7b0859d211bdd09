"""The web application: the page, its files, the interface. The guard says who may enter."""

from __future__ import annotations

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tornado import web
from tornado.ioloop import IOLoop

from safepassage.errors import Problem, SafepassageError, ScenarioError
from safepassage.report import atlas
from safepassage.whole import scratch
from safepassage.workbench.api.editing import StaleError
from safepassage.workbench.api.endpoints import ENDPOINTS, openapi
from safepassage.workbench.api.fields import from_query, request_of
from safepassage.workbench.desk import Desk
from safepassage.workbench.shown.scenario import shown_scenario
from safepassage.workbench.theme import style_sheet

_LOG = logging.getLogger(__name__)


def static_folder() -> Path:
    """Files of the page."""
    return Path(str(resources.files("safepassage.workbench"))) / "static"


def application(desk: Desk) -> web.Application:
    """The application of one server."""
    kept = {"desk": desk, "beside": ThreadPoolExecutor(1, "workbench-shown")}
    return web.Application(
        [
            (r"/", _Page, kept),
            (r"/theme.css", _Theme, kept),
            (r"/api/upload", _Upload, kept),
            (r"/api/workbook", _Workbook, kept),
            (r"/api/file", _File, kept),
            (r"/api/openapi", _Openapi, kept),
            (r"/api/([a-z-]+)", _Api, kept),
            (
                rf"/static/vendor/({re.escape(atlas.COUNTRIES)})",
                web.StaticFileHandler,
                {"path": str(atlas.FOLDER)},
            ),
            (r"/static/(.*)", web.StaticFileHandler, {"path": str(static_folder())}),
        ]
    )


class _Handler(web.RequestHandler):
    """What all have in common: errors as plain values."""

    def initialize(self, desk: Desk, beside: ThreadPoolExecutor) -> None:
        self.desk, self.beside = desk, beside

    def refuse(self, status: int, text: str) -> None:
        """End with an error."""
        self.set_status(status)
        self.finish({"message": text, "problems": []})

    def give(self, value: object) -> None:
        """End with plain values."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())

    def wrong(self, error: SafepassageError) -> None:
        """End with what is wrong."""
        problems = error.problems if isinstance(error, ScenarioError) else (Problem(str(error)),)
        self.set_status(409 if isinstance(error, StaleError) else 400)
        self.give({"message": str(error), "problems": [one.as_dict() for one in problems[:200]]})

    def attach(self, name: str, content: bytes) -> None:
        """End with a file to be saved, never shown: a report's scripts do not run here."""
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.finish(content)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        del kwargs
        self.finish({"message": "failed unexpectedly" if status_code >= 500 else self._reason})


class _Page(_Handler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish((static_folder() / "index.html").read_bytes())


class _Theme(_Handler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(style_sheet())


class _Api(_Handler):
    async def get(self, name: str) -> None:
        await self._answer("GET", name)

    async def post(self, name: str) -> None:
        await self._answer("POST", name)

    async def _answer(self, method: str, name: str) -> None:
        endpoint = ENDPOINTS.get(name)
        if endpoint is None:
            self.refuse(404, "there is nothing here")
            return
        if endpoint.method != method:
            self.refuse(405, f"asked for by {endpoint.method}")
            return
        try:
            asked = self._asked(method, endpoint.request)
            if endpoint.slow:
                loop = IOLoop.current()
                value = await loop.run_in_executor(self.beside, endpoint.function, self.desk, asked)
            else:
                value = endpoint.function(self.desk, asked)
        except SafepassageError as error:
            self.wrong(error)
            return
        self.give(value)

    def _asked(self, method: str, kind: type) -> Any:
        if method == "GET":
            return from_query(
                kind, {key: self.get_query_argument(key) for key in self.request.query_arguments}
            )
        if self.request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            raise ScenarioError([Problem("the request is not application/json")])
        try:
            given = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise ScenarioError([Problem("the request is no JSON")]) from None
        return request_of(kind, given)


class _Upload(_Handler):
    def post(self) -> None:
        """Open an uploaded workbook: its bytes are the body, its name is in the address."""
        if self.request.headers.get("Content-Type", "") != "application/octet-stream":
            self.refuse(400, "the body is not application/octet-stream")
            return
        try:
            self.desk.upload(self.get_query_argument("name", ""), self.request.body)
        except SafepassageError as error:
            self.wrong(error)
            return
        self.give(shown_scenario(self.desk))


class _Workbook(_Handler):
    def get(self) -> None:
        """The open scenario as a workbook."""
        from safepassage.exchange.xlsx import write_workbook

        try:
            scenario = self.desk.scenario()
            with scratch() as folder:
                path = write_workbook(scenario, folder / "scenario.xlsx")
                content = path.read_bytes()
        except SafepassageError as error:
            self.wrong(error)
            return
        self.attach(f"{scenario.name}.xlsx", content)


class _File(_Handler):
    def get(self) -> None:
        """A file that was written for the user, by its listed name."""
        path = self.desk.files.exports().get(self.get_query_argument("name", ""))
        if path is None:
            self.refuse(404, "there is no such file")
            return
        self.attach(path.name, path.read_bytes())


class _Openapi(_Handler):
    def get(self) -> None:
        """What the interface takes."""
        self.give(openapi())
