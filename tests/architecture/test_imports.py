"""The two orders that keep the project readable: between apps, and between the files of one app."""

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
ALLOWED: dict[tuple[str, str], str] = {}


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


def imports() -> set[tuple[str, str]]:
    """(importing, imported) that no reason excuses."""
    return {(module, other) for module in modules() for other in imports_of(module)} - ALLOWED.keys()


def test_an_app_imports_only_from_its_left():
    assert not {pair for pair in imports() if APPS.index(app_of(pair[1])) > APPS.index(app_of(pair[0]))}


def test_earlier_files_of_an_app_never_import_later_ones():
    within = {
        (module, other)
        for module, other in imports()
        if part_of(module) == part_of(other) and app_of(module) not in {"departments", "hotelcrm"}
    }
    assert not {(module, other) for module, other in within if stage(other) > stage(module)}


def test_the_rule_sees_a_wrong_import():
    assert named_stage("guests.models.guest") > named_stage("guests.choices")
    assert named_stage("reservations.services.stays") > named_stage("reservations.selectors.desk")
    assert named_stage("analytics.value.services.night") < named_stage("analytics.value.views")
    assert stage("guests.models") > stage("guests.choices")
    assert "guests.choices" in imports_of("guests.models.guest")
