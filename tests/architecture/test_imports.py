"""The two orders that keep the project readable: between apps, and between the files of one app."""

import pytest

from tests.architecture.project import APPS, imports_of, modules

#: Earlier files never import later ones. A folder counts like the file of its name.
STAGES = (
    {"choices", "exceptions", "signals"},
    {"querysets"},
    {"models"},
    {"selectors"},
    {"services"},
    {"tasks"},
    {"receivers"},
    {"forms", "filters"},
    {"views", "api", "admin", "panels", "urls"},
)
#: Start-up and commands stand above everything in their app.
EDGES = {"apps", "management"}

#: (importing, imported): why this one is allowed.
ALLOWED = {}


def app_of(module: str) -> str:
    return module.partition(".")[0]


def part_of(module: str) -> str:
    """The unit in which file order counts: the app, or the sub-app of analytics."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "analytics" else parts[0]


def named_stage(module: str) -> int | None:
    """The stage that a module's own name gives it; None for a module named after its business."""
    parts = module.removeprefix(part_of(module)).strip(".").split(".")
    if set(parts) & EDGES:
        return len(STAGES)
    stages = [place for place, names in enumerate(STAGES) for part in parts if part in names]
    return stages[0] if stages else None


def stage(module: str, on_the_way: tuple[str, ...] = ()) -> int:
    """The stage of a module: by its name, else the highest stage among what it uses of its own app."""
    named = named_stage(module)
    if named is not None:
        return named
    own = {m for m in imports_of(module) if part_of(m) == part_of(module)} - set(on_the_way)
    return max((stage(m, (*on_the_way, module)) for m in own), default=0)


@pytest.mark.parametrize("module", sorted(modules()))
def test_an_app_imports_only_from_its_left(module):
    rank = APPS.index(app_of(module))
    to_the_right = {m for m in imports_of(module) if APPS.index(app_of(m)) > rank}
    assert not {m for m in to_the_right if (module, m) not in ALLOWED}


@pytest.mark.parametrize(
    "module", sorted(m for m in modules() if app_of(m) not in {"departments", "hotelcrm"})
)
def test_earlier_files_of_an_app_never_import_later_ones(module):
    own = {m for m in imports_of(module) if part_of(m) == part_of(module)}
    later = {m for m in own if stage(m) > stage(module) and (module, m) not in ALLOWED}
    assert not later, f"{module} imports what comes after it: {sorted(later)}"


def test_the_rule_sees_a_wrong_import():
    assert named_stage("guests.models.guest") > named_stage("guests.choices")
    assert named_stage("reservations.services.stays") > named_stage("reservations.selectors.desk")
    assert named_stage("analytics.value.services.night") < named_stage("analytics.value.views")
    assert stage("guests.models") > stage("guests.choices")
    assert "guests.choices" in imports_of("guests.models.guest")
