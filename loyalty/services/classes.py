"""The guest classes, written every night by SQL alone."""

from datetime import date

from django.db import connection, transaction
from django.db.models import F

from guests.selectors.ranges import id_ranges
from loyalty.choices import Ladder
from loyalty.models import ClassChange
from loyalty.selectors.rules import rules_on
from loyalty.statements import FORGET_CLASSES, write_classes

CHUNK = 20_000


def classify(*, on: date, told=lambda: None) -> None:
    """The class of every guest by his stays that ended by `on`; repeating it changes nothing."""
    rules = rules_on(Ladder.GUEST_CLASS, on, [])
    for after, upto in id_ranges(CHUNK):
        sql, values = write_classes(rules, after=after, upto=upto, on=on)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
        told()
    with connection.cursor() as cursor:
        cursor.execute(FORGET_CLASSES)
    ClassChange.objects.filter(day=on, was=F("now")).delete()
