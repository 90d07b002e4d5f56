"""Furnishes a new database with the house: what is missing is added, what is there stays as staff left it."""

from django.db import migrations

from reservations import house


def furnish(apps, schema_editor):
    RoomType = apps.get_model("reservations", "RoomType")
    for rank, plan in enumerate(house.ROOM_TYPES, start=1):
        RoomType.objects.get_or_create(
            code=plan.code,
            defaults={
                "name_zh": plan.name_zh,
                "name_en": plan.name_en,
                "room_class": plan.room_class,
                "capacity": plan.capacity,
                "base_rate": plan.base_rate,
                "rank": rank,
            },
        )
    types = dict(RoomType.objects.values_list("code", "pk"))
    Room = apps.get_model("reservations", "Room")
    Room.objects.bulk_create(
        [
            Room(
                number=plan.number,
                floor=plan.floor,
                room_type_id=types[plan.room_type],
                features=list(plan.features),
            )
            for plan in house.rooms()
        ],
        ignore_conflicts=True,
    )
    Outlet = apps.get_model("reservations", "Outlet")
    Outlet.objects.bulk_create(
        [
            Outlet(code=code, name_zh=zh, name_en=en, category=category)
            for code, zh, en, category in house.OUTLETS
        ],
        ignore_conflicts=True,
    )
    Channel = apps.get_model("reservations", "Channel")
    Channel.objects.bulk_create(
        [Channel(code=code, name_zh=zh, name_en=en) for code, zh, en in house.CHANNELS],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    replaces = [("reservations", "0003_house")]
    dependencies = [("reservations", "0001_tables")]

    # Going back removes nothing: bookings may hang on these rows, and migrating again finds them.
    operations = [migrations.RunPython(furnish, migrations.RunPython.noop)]
