from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import ValueClass
from common.audit import audited
from common.base import TimeStamped


@audited()
class ClassAdvice(TimeStamped):
    """What the hotel recommends for a class in its own words; without a row the delivered text stands."""

    value_class = models.CharField(_("class"), max_length=9, choices=ValueClass, unique=True)
    text_zh = models.CharField(_("recommended actions (Chinese)"), max_length=400)
    text_en = models.CharField(_("recommended actions (English)"), max_length=400)

    class Meta:
        verbose_name = _("recommended actions")

    def __str__(self):
        return self.value_class
