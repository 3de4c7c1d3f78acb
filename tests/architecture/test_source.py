"""Rules about every line: sizes, commits, the environment, exceptions from the linters."""

import ast
import re

from .conftest import ROOT, Module, all_sources, listed, tracked_files

MODULE_LINES = 300
KIT_LINES = 200
FUNCTION_LINES = 40


def test_modules_stay_small(modules: tuple[Module, ...]) -> None:
    found = {
        module.where: lines
        for module in modules
        if (lines := len(module.text.splitlines()))
        > (KIT_LINES if module.package == "kit" else MODULE_LINES)
    }

    assert not found, listed(found)


def test_modules_of_tests_stay_small() -> None:
    found = {
        source.where: lines
        for source in all_sources()
        if ROOT / "tests" in source.path.parents
        if (lines := len(source.text.splitlines())) > MODULE_LINES
    }

    assert not found, listed(found)


def test_functions_stay_small(modules: tuple[Module, ...]) -> None:
    found = {
        f"{module.where}:{function.name}": lines
        for module in modules
        for function in module.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }

    assert not found, listed(found)


def test_nobody_commits_outside_the_kit(modules: tuple[Module, ...]) -> None:
    """A consumer's position at the broker is another thing than a transaction of the database."""
    found = [
        f"{module.where}: {line.strip()}"
        for module in modules
        if module.package not in ("kit", "bench", "sandbox")
        for line in module.text.splitlines()
        if re.search(r"\.(commit|rollback)\(", line)
    ]

    assert not found, listed(found)


def test_work_in_threads_has_a_place_of_its_kind(modules: tuple[Module, ...]) -> None:
    """In one pool for all, slow uploads would starve everything else."""
    found = [
        f"{module.where}: {ast.unparse(node)}"
        for module in modules
        if module.package not in ("sandbox", "bench")
        for node in ast.walk(module.tree)
        if (_is_threaded(node) and not _has_a_limiter(node)) or _is_of_asyncio(node)
    ]

    assert not found, listed(found)


def test_the_environment_is_read_by_the_settings_only(modules: tuple[Module, ...]) -> None:
    """The sandbox and the benchmark start processes, and hand an environment down to them."""
    found = [
        module.where
        for module in modules
        if module.package not in ("sandbox", "bench")
        and re.search(r"\benviron\b|\bgetenv\b", module.text)
    ]

    assert not found, listed(found)


def test_an_exception_from_a_linter_has_a_code_and_a_reason() -> None:
    noqa = re.compile(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)*\s+\S)")
    ignore = re.compile(r"#\s*type:\s*ignore(?!\[[\w, -]+\]\s+\S)")
    here = ROOT / "tests" / "architecture"
    found = [
        f"{source.where}:{number}"
        for source in all_sources()
        if here not in source.path.parents
        for number, line in enumerate(source.text.splitlines(), 1)
        if noqa.search(line) or ignore.search(line)
    ]

    assert not found, listed(found)


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|pytest\.(skip|mark\.skip|mark\.xfail)")
    here = ROOT / "tests" / "architecture"
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path.suffix in (".py", ".md", ".toml", ".yaml", ".yml") and here not in path.parents
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if later.search(line)
    ]

    assert not found, listed(found)


def _is_threaded(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "run_sync"
        and (ast.unparse(node.func).startswith(("to_thread.", "anyio.", "run_sync")))
    )


def _has_a_limiter(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and "limiter" in {given.arg for given in node.keywords}


def _is_of_asyncio(node: ast.AST) -> bool:
    """Say whether something takes threads from the pool of asyncio or of Starlette."""
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        return bool(names & {"run_in_threadpool"}) or (
            node.module == "asyncio" and "to_thread" in names
        )
    return isinstance(node, ast.Attribute) and (
        ast.unparse(node) == "asyncio.to_thread" or node.attr == "run_in_executor"
    )
