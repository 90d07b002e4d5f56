"""Adjectives of guests: chainable, never evaluated here."""

from django.db import models


class GuestQuerySet(models.QuerySet):
    def current(self):
        """Files in use: not merged into another one."""
        return self.filter(merged_into__isnull=True)
