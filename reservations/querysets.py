"""Adjectives of lines and stays: chainable, never evaluated here."""

from datetime import date

from django.db import models

from reservations.choices import EXPECTED, Status, StayStatus


class LineQuerySet(models.QuerySet):
    def arriving(self, on: date):
        """Expected or already arrived on `on`."""
        return self.filter(arrival=on, status__in=[*EXPECTED, Status.IN_HOUSE])

    def in_house(self):
        return self.filter(status=Status.IN_HOUSE)

    def departing(self, on: date):
        """In the house and due on `on` or before, or gone on `on`."""
        due = models.Q(status=Status.IN_HOUSE, departure__lte=on)
        gone = models.Q(status=Status.CHECKED_OUT, departure=on)
        return self.filter(due | gone)


class StayQuerySet(models.QuerySet):
    def completed(self):
        """What the value formulas count."""
        return self.filter(status=StayStatus.CHECKED_OUT)

    def real(self):
        """Taking place or taken place; neither expected nor void."""
        return self.filter(status__in=[StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT])
