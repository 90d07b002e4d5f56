"""The project's own files, as the tests of this folder look at them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: From left to right: an app imports only from itself and from apps to its left.
APPS = (
    "common",
    "guests",
    "reservations",
    "feedback",
    "loyalty",
    "analytics",
    "marketing",
    "departments",
    "hotelcrm",
)


@cache
def modules() -> dict[str, Path]:
    """Dotted name → file of every module of every app, migrations left out."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" not in relative.parts:
                found[".".join(relative.with_suffix("").parts).removesuffix(".__init__")] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


@cache
def imports_of(name: str) -> set[str]:
    """The project's own modules that module `name` imports, also inside functions."""
    path = modules()[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *filter(None, [base])])
            inner = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in modules() else base for name in inner}
    return {module for module in found if module in modules() and module != name}


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def own_static_files(suffix: str) -> list[Path]:
    """Ours: what set-up brings into static/vendor is somebody else's."""
    return [p for p in sorted((ROOT / "static").rglob(f"*{suffix}")) if "vendor" not in p.parts]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
