from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guests.choices import ReadingKind
from guests.models.guest import Guest

#: Pages by which a file is read, in words; an address of the API stays as it is.
PLACES = {
    "guests:guest": _("Guest page"),
    "guests:timeline": _("Timeline"),
    "guests:changes": _("Changes"),
    "guests:privacy": _("Consents and privacy"),
    "guests:take_copy": _("Consents and privacy"),
    "own:copy": _("The guest’s own page"),
    "own_desk:link": _("The guest’s own page"),
}


class FileReading(models.Model):
    """Somebody looked into a guest's file, or took it away: a person or a machine, where, by which request.

    One line an hour for the same reader, file and place: the log says who knew what, not how often he pressed a key.
    """

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="file_readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who"), null=True, related_name="+"
    )
    client = models.CharField(_("system"), max_length=80, blank=True, default="")
    kind = models.CharField(_("how"), max_length=8, choices=ReadingKind)
    place = models.CharField(_("where"), max_length=80)
    request_id = models.CharField(_("request"), max_length=64, blank=True, default="")
    hour = models.DateTimeField()
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reading of a file")
        verbose_name_plural = _("readings of files")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "reader", "client", "kind", "place", "hour"],
                name="one_reading_an_hour",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["guest", "-at"], name="reading_of_guest"),
            models.Index(fields=["reader", "-at"], name="reading_by_person"),
            models.Index(fields=["-at", "-id"], name="reading_newest"),
        ]

    def __str__(self):
        return f"{self.guest_id} {self.reader_id or self.client} {self.at:%Y-%m-%d %H:%M}"

    @property
    def place_words(self) -> str:
        return str(PLACES.get(self.place, self.place))
