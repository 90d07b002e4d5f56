"""What the pages of imports that touch guest files share."""

from dataclasses import dataclass, field

from common.models import JobRun
from common.views import progress_of
from guests.imports.undo import in_words


@dataclass(frozen=True)
class Undo:
    """`run` is how far taking back is, `conflicts` are (number, what in words) of what stands in the way."""

    possible: bool
    run: dict = field(default_factory=dict)
    report: dict = field(default_factory=dict)
    conflicts: list[tuple[str, str]] = field(default_factory=list)


def undo_of(run: JobRun | None, *, can_undo: bool) -> Undo:
    if run is None:
        return Undo(possible=can_undo)
    report = run.result if run.status == JobRun.Status.SUCCEEDED else {}
    conflicts = [(number, " · ".join(map(in_words, codes))) for number, codes in report.get("shown", ())]
    return Undo(can_undo, progress_of(run), report, conflicts)
