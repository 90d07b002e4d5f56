"""Gives databases that were made before 0001_tables what they lack; one made by it has it already.

When Django dropped the index of the column `room` it took the unique one along that keeps two parties out of a room:
it is of the same column. The functions are of triggers that are gone.
"""

from django.db import migrations

ONE_PARTY_PER_ROOM = """
CREATE UNIQUE INDEX IF NOT EXISTS one_party_per_room_in_house
    ON reservations_reservationline (room_id) WHERE status = 'in_house'
"""
FUNCTIONS_LEFT_OVER = """
DROP FUNCTION IF EXISTS
    pgtrigger_motive_is_the_reservations_7c356(), pgtrigger_stays_follow_the_motive_518c6()
"""


class Migration(migrations.Migration):
    dependencies = [("reservations", "0002_house")]
    operations = [migrations.RunSQL([ONE_PARTY_PER_ROOM, FUNCTIONS_LEFT_OVER], migrations.RunSQL.noop)]
