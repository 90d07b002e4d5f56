"""The fixed lists of weighting; keys are stored, labels shown in the reader's language."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Subject(TextChoices):
    """What is weighed."""

    SATISFACTION = "satisfaction", _("guest satisfaction")
    POTENTIAL = "potential", _("incremental value (CPV)")


class Method(TextChoices):
    EQUAL = "equal", _("equal weights")
    CARRIED = "carried", _("carried over to a new indicator system")
    DELPHI = "delphi", _("Delphi")
    AHP = "ahp", _("analytic hierarchy process (AHP)")
    PAIRED = "paired", _("paired comparison")
    AHP_DELPHI = "ahp_delphi", _("Delphi over AHP")
    PAIRED_DELPHI = "paired_delphi", _("Delphi over paired comparison")


#: Experts compare two on Saaty's scale; all comparisons of one expert must be consistent.
SAATY = frozenset({Method.AHP, Method.AHP_DELPHI})
#: Experts compare two at a time; in the other methods they give figures.
IN_PAIRS = frozenset({Method.AHP, Method.PAIRED, Method.AHP_DELPHI, Method.PAIRED_DELPHI})
#: Rounds go on until the experts agree.
IN_ROUNDS = frozenset({Method.DELPHI, Method.AHP_DELPHI, Method.PAIRED_DELPHI})
#: What experts can be asked for.
ASKED = (Method.DELPHI, Method.AHP, Method.PAIRED, Method.AHP_DELPHI, Method.PAIRED_DELPHI)


class Status(TextChoices):
    DRAFT = "draft", _("experts are asked")
    AGREED = "agreed", _("decided")
    IN_FORCE = "in_force", _("in force")
    RETIRED = "retired", _("past")
    DISCARDED = "discarded", _("given up")


class Level(TextChoices):
    """What a score is of."""

    ALL = "all", _("all together")
    CRITERION = "criterion", _("criterion")
    DEPARTMENT = "department", _("department")
    INDICATOR = "indicator", _("indicator")


class ImprovementStatus(TextChoices):
    OPEN = "open", _("under way")
    DONE = "done", _("done, to be measured")
    CLOSED = "closed", _("closed")


#: The job that scores again when weights change.
SCORES_JOB = "satisfaction.scores"
