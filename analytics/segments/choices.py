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


#: The target of a question about the hotel's segments, and the two answers of every question but the scheme's own.
SEGMENT = "segment"
NO, YES = "no", "yes"

#: Conditions of the combined query.
SEGMENT_IS, LOOKS_LIKE = "segments.segment", "segments.looks_like"
