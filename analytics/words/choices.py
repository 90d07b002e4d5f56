"""What can be said of a text."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TRAIN_JOB = "words_train"


class Polarity(TextChoices):
    POSITIVE = "positive", _("positive")
    NEUTRAL = "neutral", _("neutral")
    NEGATIVE = "negative", _("negative")


#: How a polarity is marked on pages.
KINDS = {Polarity.POSITIVE: "good", Polarity.NEUTRAL: "", Polarity.NEGATIVE: "bad"}


class Source(TextChoices):
    """Where a text stands."""

    ANSWERS = "answers", _("survey")
    COMPLAINT = "complaint", _("complaint")
