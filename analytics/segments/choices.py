"""What trees are grown by, and the names of the work that outlasts a request."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SAMPLE_JOB = "segments_sample"
FIT_JOB = "segments_fit"


class Pruning(TextChoices):
    """How much smaller a tree must become for an error it makes more."""

    NONE = "none", _("not at all")
    AUTOMATIC = "automatic", _("as much as proves best in cross-validation")
    STRONG = "strong", _("strongly: only what carries much stays")


#: Targets of questions that are no attribute: the hotel's segments, and who came after something was done for him.
SEGMENT, TREATMENT = "segment", "treatment"
#: The two answers of every question but the scheme's own.
NO, YES = "no", "yes"

#: The family of the hotel's behaviour segments.
SCHEME = "scheme"

#: Conditions of the combined query.
SEGMENT_IS, LOOKS_LIKE, TREATED_IN = "segments.segment", "segments.looks_like", "segments.treated_in"
