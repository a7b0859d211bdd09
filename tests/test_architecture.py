"""Imports point one way, and only the command line prints.

A package may import itself, the packages before it in `ORDER` and the root's leaf modules
(`errors.py`, `units.py`, …). A mechanism has a folder in `dynamics`, and each file there belongs
to the package that `FLOORS` has for its name: `dynamics/aid/check.py` to `scenario`. A leaf may
import leaves only. The facade `safepassage/__init__.py` may import anything but the command line;
since it leads everywhere, only the command line may import from it (`__version__` excepted).
Nothing but `__main__` imports the command line.
Imports inside functions, under `TYPE_CHECKING` and by name (`import_module("…")`) count like any
other. Modules that import each other, directly or round a circle, are one module in pieces: there
is no circle in any package.
"""

import ast
import itertools
import typing
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

NAME = "safepassage"
SOURCE = Path(__file__).parents[1] / "src" / NAME
ORDER = (
    "native",
    "streams",
    "scenario",
    "evidence",
    "compiled",
    "dynamics",
    "engine",
    "result",
    "forecast",
    "planning",
    "disclosure",
    "exchange",
    "report",
    "workbench",
    "cases",
    "cli",
)
FLOORS = {
    "check": "scenario",
    "sentences": "scenario",
    "arrays": "compiled",
    "priors": "compiled",
    "build": "compiled",
    "twin": "engine",
}
"""File of a mechanism → the package that it belongs to; all others are part of the kernel."""
MECHANISMS = "dynamics"
FACADE = "__init__"
MAIN = "__main__"


def part_of(path: Path, root: Path) -> str:
    """The package or root module a file belongs to: `engine`, `errors`, `__init__`, …"""
    return part_named(path.relative_to(root).with_suffix("").parts)


def part_named(names: tuple[str, ...]) -> str:
    """The same for the names of a module below the root."""
    if names[0] == MECHANISMS and len(names) > 2:
        return FLOORS.get(names[2], MECHANISMS)
    return names[0]


def may_import(importer: str, imported: str) -> bool:
    """Whether one part of the package may import another."""
    if importer in {imported, MAIN}:
        return True
    if imported in {"cli", MAIN}:
        return False
    if importer in {FACADE, "cli"}:
        return True
    if imported == FACADE:
        return False
    if imported not in ORDER:
        return True
    return importer in ORDER and ORDER.index(imported) < ORDER.index(importer)


def imported_modules(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every module or member a file in `package` imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple((node.module or "").split(".")) if node.module else ()
            yield from ((node.lineno, ".".join((*base, alias.name))) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            yield node.lineno, _beginning(node.args[0])


def _called(call: ast.Call) -> str:
    """Name of the called function, without the module it stands in."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _beginning(name: ast.expr) -> str:
    """A module's name, or as much of it as stands in the code: `f"{NAME}.exchange.{format}"`."""
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    texts = itertools.takewhile(lambda part: isinstance(part, ast.Constant), parts)
    return "".join(str(text.value) for text in texts if isinstance(text, ast.Constant)).rstrip(".")


def target(module: str, parts: set[str]) -> str | None:
    """The part an imported name belongs to; None outside the package and for `__version__`."""
    head, *rest = module.split(".")
    if head != NAME or rest == ["__version__"]:
        return None
    return part_named(tuple(rest)) if rest and rest[0] in parts else FACADE


def sources(root: Path) -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_bytes(), str(path))) for path in sorted(root.rglob("*.py"))]


def import_violations(root: Path) -> list[str]:
    files = sources(root)
    parts = {path.relative_to(root).parts[0].removesuffix(".py") for path, _ in files} | set(ORDER)
    found = []
    for path, tree in files:
        package = (NAME, *path.relative_to(root).parent.parts)
        importer = part_of(path, root)
        for line, module in imported_modules(tree, package):
            imported = target(module, parts)
            if imported is not None and not may_import(importer, imported):
                found.append(f"{path.relative_to(root)}:{line}: {importer} imports {module}")
    return found


def import_circle(root: Path) -> list[str]:
    """Modules that import one another, the first again at the end; empty if none do."""
    modules = {}
    for path, tree in sources(root):
        parts = (NAME, *path.relative_to(root).with_suffix("").parts)
        package = parts[:-1]
        modules[".".join(package if parts[-1] == FACADE else parts)] = (tree, package)
    graph = {}
    for module, (tree, package) in modules.items():
        found = {
            name for _, name in imported_modules(tree, package) if name != f"{NAME}.__version__"
        }
        imported = {_module(name, modules.keys()) for name in found} - {module, ""}
        graph[module] = imported | {
            above
            for name in imported
            for above in itertools.accumulate(name.split("."), "{}.{}".format)
            if above in modules and above != NAME and not f"{module}.".startswith(f"{above}.")
        }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _module(name: str, modules: Collection[str]) -> str:
    """The module that an imported name stands in, or an empty text outside the package."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


def print_violations(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{node.lineno}: print"
        for path, tree in sources(root)
        if part_of(path, root) not in {"cli", MAIN}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]


def test_imports_point_one_way() -> None:
    assert import_violations(SOURCE) == []


def test_no_modules_import_each_other() -> None:
    assert import_circle(SOURCE) == []


def test_only_the_command_line_prints() -> None:
    assert print_violations(SOURCE) == []


def test_every_package_has_a_place_in_the_order() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages <= set(ORDER)


@pytest.mark.parametrize(
    ("file", "code", "allowed"),
    [
        ("engine/run.py", "from safepassage.compiled import arrays", True),
        ("engine/run.py", "from safepassage.errors import SafepassageError", True),
        ("engine/run.py", "from safepassage import errors, __version__", True),
        ("engine/run.py", "from . import counts", True),
        ("engine/run.py", "import numpy", True),
        ("errors.py", "from safepassage import units", True),
        ("__init__.py", "from safepassage.engine import run", True),
        ("__main__.py", "from safepassage.cli import main", True),
        ("cli.py", "import safepassage", True),
        ("compiled/arrays.py", "from safepassage.engine import run", False),
        ("compiled/arrays.py", "def f():\n    import safepassage.engine.run", False),
        ("compiled/arrays.py", "from ..engine import run", False),
        ("compiled/arrays.py", "from .. import engine", False),
        ("errors.py", "from safepassage.scenario import table", False),
        ("dynamics/aid/check.py", "from safepassage.scenario.table import Table", True),
        ("dynamics/aid/check.py", "from safepassage.evidence import claims", False),
        ("dynamics/aid/check.py", "from safepassage.dynamics.aid.arrays import Aid", False),
        ("dynamics/aid/arrays.py", "from safepassage.native import by_reference", True),
        ("dynamics/aid/arrays.py", "from safepassage.dynamics.aid.kernel import serve", False),
        ("dynamics/aid/kernel.py", "from safepassage.dynamics.state import State", True),
        ("dynamics/aid/kernel.py", "from safepassage.dynamics.aid import twin", False),
        ("dynamics/aid/twin.py", "from safepassage.engine.twin.world import Twin", True),
        ("scenario/check/__init__.py", "from safepassage.dynamics.aid import check", True),
        ("scenario/check/__init__.py", "from safepassage.dynamics.aid import build", False),
        ("compiled/world.py", "from safepassage.dynamics.aid.arrays import Aid", True),
        ("compiled/world.py", "from safepassage.dynamics.aid.state import new_food", False),
        ("compiled/world.py", "from safepassage.dynamics import state", False),
        ("report/html.py", "from safepassage import run", False),
        ("report/html.py", "from safepassage.cli import main", False),
        ("__init__.py", "from safepassage import cli", False),
        ("exchange/formats.py", "m = import_module(f'safepassage.exchange.{name}')", True),
        ("engine/run.py", "m = import_module('obstore.fsspec')", True),
        ("result/result.py", "m = import_module('safepassage.report.plot')", False),
        ("result/result.py", "def f():\n    importlib.import_module('safepassage.report')", False),
        ("result/result.py", "m = import_module(f'safepassage.report.{name}')", False),
        ("result/result.py", "m = __import__('safepassage.report')", False),
    ],
)
def test_the_import_rule_itself(tmp_path: Path, file: str, code: str, allowed: bool) -> None:
    for name in ("errors.py", "units.py", file):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / file).write_text(code, encoding="utf-8")
    assert (import_violations(tmp_path) == []) is allowed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("from safepassage.engine import other", "from safepassage.engine.one import name"),
        ("import safepassage.engine.other", "def f():\n    from safepassage.engine import one"),
        ("from safepassage.engine.other import x", "import_module('safepassage.engine.one')"),
    ],
)
def test_the_rule_about_circles_itself(tmp_path: Path, one: str, other: str) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "engine" / "one.py").write_text(one, encoding="utf-8")
    (tmp_path / "engine" / "other.py").write_text("import numpy", encoding="utf-8")
    assert import_circle(tmp_path) == []
    (tmp_path / "engine" / "other.py").write_text(other, encoding="utf-8")
    assert {f"safepassage.engine.{name}" for name in ("one", "other")} <= set(
        import_circle(tmp_path)
    )


def test_a_package_that_composes_its_users_is_a_circle(tmp_path: Path) -> None:
    for name, code in {
        "check/__init__.py": "from safepassage.aid import rules",
        "check/facts.py": "import numpy",
        "aid/rules.py": "from safepassage.check.facts import Facts",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code, encoding="utf-8")
    assert {"safepassage.check", "safepassage.aid.rules"} <= set(import_circle(tmp_path))


def test_the_print_rule_itself(tmp_path: Path) -> None:
    for name in ("cli.py", "errors.py"):
        (tmp_path / name).write_text("print('x')", encoding="utf-8")
    assert print_violations(tmp_path) == ["errors.py:1: print"]


PAGES = ("report/brief", "report/plot")
"""What draws and writes what leaves."""
DOORS = {"report/brief/write.py", "report/plot/plot.py"}
"""The entrances: they get a run and hand it to the gate."""
RAW = ("dynamics", "engine", "compiled", "result", "planning", "forecast")
"""Where exact numbers of people are."""


def raw_imports(root: Path) -> list[str]:
    """Imports of pages that lead to exact numbers past the gate (`disclosure`)."""
    found = []
    for path, tree in sources(root):
        name = path.relative_to(root).as_posix()
        if not name.startswith(PAGES) or name in DOORS:
            continue
        for line, module in imported_modules(tree, (NAME, *path.relative_to(root).parent.parts)):
            parts = module.split(".")
            if parts[0] == NAME and len(parts) > 1 and parts[1] in RAW:
                found.append(f"{name}:{line}: {module}")
    return found


def test_pages_get_no_exact_numbers() -> None:
    assert raw_imports(SOURCE) == []


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("from safepassage.disclosure.findings import Findings", True),
        ("from safepassage.result.result import Result", False),
        ("def f():\n    from safepassage.result import quantities", False),
        ("from safepassage.planning.needs.by_site import needs", False),
    ],
)
def test_the_rule_about_pages_itself(tmp_path: Path, code: str, allowed: bool) -> None:
    (tmp_path / "report" / "brief" / "sections").mkdir(parents=True)
    (tmp_path / "report" / "brief" / "sections" / "x.py").write_text(code, encoding="utf-8")
    assert (raw_imports(tmp_path) == []) is allowed


def test_nothing_in_the_findings_is_exact() -> None:
    """No field of what the sections get, nor of its fields, is a run, a scenario or a plan."""
    from safepassage.disclosure.findings import Findings
    from safepassage.disclosure.policy import Policy

    wanted: list[type] = [Findings]
    seen: set[type] = set()
    while wanted:
        one = wanted.pop()
        seen.add(one)
        for kind in typing.get_type_hints(one).values():
            wanted += [part for part in _classes(kind) if part not in seen]
    ours = {kind for kind in seen if kind.__module__.startswith(NAME)}
    exact = {kind.__name__ for kind in ours if kind.__module__.split(".")[1] in {*RAW, "scenario"}}
    # Reports are what sources published, exceedances ratios, standards what is needed, the track
    # record scores on published cases.
    assert exact <= {"Report", "Exceedance", "Standard", "Spread", "TrackRecord"}
    assert Policy in ours


def _classes(kind: object) -> list[type]:
    """Classes of this program that an annotation names."""
    inner = [found for part in typing.get_args(kind) for found in _classes(part)]
    if isinstance(kind, type) and kind.__module__.startswith(NAME):
        inner.append(kind)
    return inner
