"""Files, functions and views stay small, say why they exist, and keep to their room."""

import ast
import re
import subprocess

import pytest

from tests.house.source import CODE, ROOT, Source, functions, length, sources

FILE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 15
BLUEPRINTS = ("lms/auth", "lms/badges", "lms/coach", "lms/files", "lms/learn", "lms/ops", "lms/public", "lms/teach")


def too_long(files: tuple[Source, ...], limit: int = FILE_LINES) -> list[str]:
    return [f"{source.path}: {source.lines} lines" for source in files if source.lines > limit]


def test_no_file_is_over_400_lines() -> None:
    assert too_long(sources(*CODE, "migrations", "tests")) == []
    assert too_long(sources("courses"), limit=10), "the rule sees nothing"


def test_no_template_stylesheet_or_script_is_over_400_lines() -> None:
    paths = [p for folder in ("templates", "lms/static") for p in (ROOT / folder).rglob("*") if p.is_file()]
    long = [
        str(p.relative_to(ROOT))
        for p in paths
        if p.suffix in {".html", ".css", ".js", ".txt", ".typ"}
        and "vendor" not in p.parts
        and p.read_text().count("\n") > FILE_LINES
    ]
    assert long == []


def test_no_function_is_over_40_lines() -> None:
    long = [
        f"{source.path}:{function.lineno} {function.name}: {length(function)} lines"
        for source in sources(*CODE)
        for function in functions(source)
        if length(function) > FUNCTION_LINES
    ]
    assert long == []


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function is routed to: a decorator such as `@blueprint.get(...)`."""
    return any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr in {"get", "post", "route"}
        for d in function.decorator_list
    )


def test_no_view_is_over_15_lines() -> None:
    views = [(s, f) for s in sources(*BLUEPRINTS) for f in functions(s) if is_view(f)]
    assert len(views) > 30, "the rule sees too few views to mean anything"
    assert [f"{s.path}:{f.lineno} {f.name}: {length(f)}" for s, f in views if length(f) > VIEW_LINES] == []


def test_every_module_says_why_it_is_there() -> None:
    silent = [str(s.path) for s in sources(*CODE) if s.text.strip() and not ast.get_docstring(s.tree)]
    assert silent == []


@pytest.mark.parametrize("room", ["credentials", "courses"])
def test_nothing_below_lms_reads_the_clock_or_the_environment(room: str) -> None:
    forbidden = {"now", "utcnow", "today", "time", "time_ns", "environ", "getenv"}
    seen = [
        f"{source.path}:{node.lineno} {node.value.id}.{node.attr}"
        for source in sources(room)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "time", "os"}
        and node.attr in forbidden
    ]
    assert seen == []


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split("\n")[:-1]


def test_no_committed_file_names_a_package_registry() -> None:
    registry = re.compile(r"(pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)/")
    naming = [
        name
        for name in tracked()
        if (ROOT / name).suffix not in {".png", ".woff2", ".jpg", ".webp", ".ttf"}
        and (ROOT / name).is_file()
        and registry.search((ROOT / name).read_text(errors="replace"))
    ]
    assert naming in ([], ["tests/house/test_shape.py"])
