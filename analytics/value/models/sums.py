"""What the completed stays of each guest add up to, kept from night to night: only touched guests are read again."""

from django.db import models
from django.db.models import Q

from guests.models import Guest


class StaySums(models.Model):
    """The completed stays of one guest that had ended by `SumsState.as_of`. Written by SQL alone.

    `recent_stays` began after the day from which a habit is judged; that number falls once this day reaches
    `recent_from`, the arrival of the first of them. Who has lost all his stays keeps a row that counts none.
    """

    guest = models.OneToOneField(
        Guest, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    stays = models.IntegerField()
    recent_stays = models.IntegerField()
    first_stay_on = models.DateField(null=True)
    last_stay_on = models.DateField(null=True)
    recent_from = models.DateField(null=True)
    #: When he left for the first time: from then on he counts among those who share the costs.
    first_left_on = models.DateField(null=True)
    spend_cents = models.BigIntegerField()
    motive = models.CharField(max_length=11, null=True)  # noqa: DJ001 NULL is unknown
    #: The round (see SumsState) in which his stays were last read.
    counted_in = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stays=0) | Q(first_stay_on__isnull=False, last_stay_on__isnull=False),
                name="sums_of_stays_have_days",
            ),
        ]

    def __str__(self):
        return f"{self.guest_id}: {self.stays}"


class SumsState(models.Model):
    """The one row that says of which date the kept sums are.

    `round` grows whenever notes of touched guests are taken. Whoever has seen all stays up to a round finds what has
    changed since in the rows of later rounds, and in the notes not yet taken.
    """

    #: NULL while they are counted from the beginning: nobody may use them.
    as_of = models.DateField(null=True)
    round = models.PositiveIntegerField(default=0)
    #: Business date of the night that last made all sums from all stays.
    whole_on = models.DateField(null=True)
    #: How many guests' sums were found wrong on `wrong_on`, when all were made again.
    wrong = models.PositiveIntegerField(default=0)
    wrong_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_state_of_the_sums")]

    def __str__(self):
        return str(self.as_of)
