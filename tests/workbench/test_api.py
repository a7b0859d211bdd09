"""The interface by itself: what it takes, what it refuses, and that its description is true."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage.errors import ScenarioError
from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.read import read_scenario
from safepassage.workbench.api.endpoints import ENDPOINTS, openapi
from safepassage.workbench.api.fields import from_query, request_of, schema
from safepassage.workbench.api.requests import Add, Ahead, Food, Named, New, Number
from safepassage.workbench.guard import LARGER, MAX_BODY_BYTES
from tests.workbench.served import served
from tests.workbench.test_serve import entered

EVIL = "\"'><img src=x onerror=alert(1)>=cmd|' /C calc'!A0\u202e"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("root")) as found:
        yield found


@pytest.fixture(scope="module")
def cookie(address: str) -> str:
    return entered(address)


def send(
    address: str, cookie: str, name: str, body: object = None, method: str = "", **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=60)
    content = (
        body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    )
    given = {"Cookie": cookie, "Content-Type": "application/json"}
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    try:
        connection.request(
            method or ("GET" if body is None else "POST"), f"/api/{name}", content, given
        )
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def test_types_are_exact() -> None:
    assert request_of(New, {"title": "a", "start": "b", "days": 3}) == New("a", "b", 3)
    assert request_of(Food, {"tonnes": 3}).tonnes == 3
    bad: list[tuple[type, object, str]] = [
        (New, {"title": "a", "start": "b"}, "days: is missing"),
        (New, {"title": "a", "start": "b", "days": True}, "days: is of another type"),
        (New, {"title": "a", "start": "b", "days": "3"}, "days: is of another type"),
        (New, {"title": "a", "start": "b", "days": 3, "__class__": 1}, "is not known"),
        (Food, {"tonnes": float("nan")}, "another type"),
        (Food, {"tonnes": 10**400}, "another type"),
        (Add, {"version": 1, "table": "places", "rows": [{"name": 1}]}, "another type"),
        (Add, {"version": 1, "table": "places", "rows": [{}] * 20_001}, "another type"),
        (Named, ["name"], "no object"),
        (Named, None, "no object"),
    ]
    for kind, given_, expected in bad:
        with pytest.raises(ScenarioError, match=expected):
            request_of(kind, given_)
    assert from_query(Number, {"number": "7"}).number == 7
    with pytest.raises(ScenarioError, match="another type"):
        from_query(Number, {"number": "\u0667"})


def test_the_description_names_every_address_and_field() -> None:
    described = openapi()
    assert set(described["paths"]) == {f"/api/{name}" for name in ENDPOINTS}
    assert schema(Ahead)["required"] == ["origin"]
    for name, endpoint in ENDPOINTS.items():
        (about,) = described["paths"][f"/api/{name}"].values()
        assert about["summary"].endswith(".")
        assert endpoint.function.__doc__


def values(kind: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema allows, and some that it does not."""
    odd: st.SearchStrategy[Any] = st.sampled_from(
        [None, True, -1, 2**60, "", EVIL, "../../x", [], {}]
    )
    texts = st.text(max_size=20) | st.sampled_from([EVIL, "places", "tiny", "2020-01-02", "../x"])
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": texts, "integer": st.integers(-5, 10**6), "number": st.floats(width=32),
        "boolean": st.booleans(), "null": st.none(),
    }  # fmt: skip
    if "anyOf" in kind:
        return st.one_of(*map(values, kind["anyOf"]))
    if kind["type"] == "array":
        return st.lists(values(kind["items"]), max_size=3) | odd
    if kind["type"] == "object":
        return st.dictionaries(texts, values(kind["additionalProperties"]), max_size=3) | odd
    return plain[kind["type"]] | odd


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(sorted(set(ENDPOINTS) - {"run"})))
    fields = schema(ENDPOINTS[name].request)["properties"]
    return name, {key: draw(values(kind)) for key, kind in fields.items()}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked())
def test_whatever_is_asked_the_server_says_what_is_wrong(
    address: str, cookie: str, request_: tuple[str, dict[str, Any]]
) -> None:
    name, fields = request_
    fields = json.loads(
        json.dumps(fields, allow_nan=True).replace("NaN", "1e400").replace("Infinity", "1")
    )
    if ENDPOINTS[name].method == "GET":
        query = urlencode({key: str(value) for key, value in fields.items()}, errors="replace")
        status, answer, _ = send(address, cookie, f"{name}?{query}")
    else:
        status, answer, _ = send(address, cookie, name, fields)
    assert status in {200, 400, 409}, (name, fields, answer)
    found = json.loads(answer)
    if status != 200:
        assert found["problems"]
        assert "Traceback" not in found["message"]


def test_what_does_not_fit_is_refused(address: str, cookie: str) -> None:
    assert send(address, cookie, "nothing")[0] == 404
    assert send(address, cookie, "state", {})[0] == 405
    assert send(address, cookie, "undo")[0] == 405
    assert send(address, cookie, "new", b"{", "POST")[0] == 400
    assert send(address, cookie, "new", b"[" * 60_000, "POST")[0] == 400
    assert send(address, cookie, "new", {}, Content_Type="text/plain")[0] == 400  # no simple form
    assert send(address, cookie, "new", b" " * (MAX_BODY_BYTES + 1), "POST")[0] == 413
    with suppress(BrokenPipeError, ConnectionResetError):  # it is refused before it was sent
        assert send(address, cookie, "add", b" " * (LARGER["/api/add"] + 1), "POST")[0] == 413
    assert send(address, "", "state")[0] == 403
    for name in (
        "../state",
        "%2e%2e/state",
        "file?name=../../etc/passwd",
        "file?name=",
        "file?name=.log",
    ):
        assert send(address, cookie, name)[0] in {400, 404}


def test_markup_and_formulas_stay_text_on_every_way(
    address: str, cookie: str, tmp_path: Path
) -> None:
    """Pasted names with markup and formulas: back as they were, and no formula in the workbook."""
    status, answer, _ = send(
        address, cookie, "new", {"title": EVIL, "start": "2030-01-01", "days": 9}
    )
    assert status == 200
    version = json.loads(answer)["version"]
    rows = [{"name": EVIL, "reliability": "A", "note": "@SUM(1)"}, {"name": "=1+1"}]
    status, answer, _ = send(
        address, cookie, "add", {"version": version, "table": "sources", "rows": rows}
    )
    found = json.loads(answer)
    names = [
        row[found["tables"]["sources"]["columns"].index("name")]
        for row in found["tables"]["sources"]["rows"]
    ]
    assert names == [EVIL, "=1+1"]
    version = found["version"]
    for name, table, given_ in (
        ("fill", "places", {"rows": [{"name": EVIL, "name_ar": EVIL, "kind": "site"}]}),
        ("change", "scenario", {"cells": {"title_fr": EVIL, "title_ar": EVIL}}),
    ):
        body = {"version": version, "table": table, "row": 0, "source": EVIL, **given_}
        if name == "change":
            del body["source"]
        status, answer, _ = send(address, cookie, name, body)
        assert status == 200
        version = json.loads(answer)["version"]
        shown = json.loads(answer)["tables"][table]
        cells_ = dict(zip(shown["columns"], shown["rows"][0], strict=True))
        assert {key: cells_[key] for key in cells_ if key.startswith(("name", "title_"))} == (
            dict.fromkeys(("name", "name_ar") if name == "fill" else ("title_fr", "title_ar"), EVIL)
        )
    found = json.loads(send(address, cookie, "scenario")[1])
    formula = [one for one in found["problems"] if "formula" in one["message"]]
    assert [(one["row"], one["column"]) for one in formula] == [(3, "name")]  # no run, no workbook
    assert send(address, cookie, "workbook")[0] == 400
    content = write_workbook(
        read_scenario("tiny").replace(title=EVIL), tmp_path / "x.xlsx"
    ).read_bytes()
    status, answer, headers = send(
        address, cookie, f"upload?name={quote('a book.xlsx')}", content, "POST",
        Content_Type="application/octet-stream",
    )  # fmt: skip
    assert status == 200
    assert json.loads(answer)["name"] == "a-book"
    status, book, headers = send(address, cookie, "workbook")
    assert headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "back.xlsx").write_bytes(book)
    assert read_scenario(tmp_path / "back.xlsx").title == EVIL


def test_a_job_is_reached_by_its_number_and_gives_what_it_made_alone(
    address: str, cookie: str
) -> None:
    status, answer, _ = send(address, cookie, "open", {"label": "bundled: tiny"})
    assert status == 200
    status, answer, _ = send(address, cookie, "roads", {"area": EVIL})
    made = json.loads(answer)["number"]
    for number in (made, made + 1, 0, -1, 2**40):
        assert send(address, cookie, "adopt", {"number": number})[0] == 400
        for form in ("csv", "../x", EVIL):
            body = {"number": number, "form": form}
            assert send(address, cookie, "manifest", body)[0] == 400
    for text in ("-1", "1.5", "1e3", "\u0661", "", "999999", "../1"):
        assert send(address, cookie, f"job?{urlencode({'number': text})}")[0] == 400
    for number in (made, 0, -1, 2**40):
        assert send(address, cookie, "cancel", {"number": number})[0] == 200


def test_uploads_that_are_no_workbooks_are_refused(address: str, cookie: str) -> None:
    typed = {"Content_Type": "application/octet-stream"}
    for name, content in (
        ("x.xlsx", b"PK\x03\x04" + bytes(900)),
        ("x.xlsx", b""),
        ("<b>.xlsx", b"PK"),
        ("../x.xlsx", b"PK"),
    ):
        status, answer, _ = send(
            address, cookie, f"upload?name={quote(name)}", content, "POST", **typed
        )
        assert status == 400, answer
    assert send(address, cookie, "upload?name=x.xlsx", b"PK", "POST")[0] == 400
    large = bytes(LARGER["/api/upload"] + 1)
    with suppress(BrokenPipeError, ConnectionResetError):  # it is refused before it was sent
        assert send(address, cookie, "upload?name=x.xlsx", large, "POST", **typed)[0] == 413
