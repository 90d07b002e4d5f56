from django.db import models
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from guests.models.landing import lands_on_survivor


class DeclinedQuestion(models.Model):
    """He was asked at check-in and did not want to say; nobody asks him again."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="declined_questions")
    question = models.CharField(_("question"), max_length=20)  # of reservations.check_in_questions
    declined_on = models.DateField(_("declined on"))
    noted_by = models.CharField(_("noted by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("declined question")
        verbose_name_plural = _("declined questions")
        constraints = [
            models.UniqueConstraint(fields=["guest", "question"], name="question_declined_once"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id}: {self.question}"
