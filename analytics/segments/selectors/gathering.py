"""The guests of a query in a table of the transaction, to be joined by what is counted of them."""

from django.db.models import QuerySet


def gather(cursor, table: str, guests: QuerySet) -> int:
    """Make `table` (guest_id) of the `guests`, for the time of the transaction; how many there are."""
    sql, values = guests.order_by().values("pk").query.sql_with_params()
    cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute(f"CREATE TEMPORARY TABLE {table} (guest_id bigint PRIMARY KEY) ON COMMIT DROP")
    cursor.execute(f"INSERT INTO {table} {sql}", values)
    found = cursor.rowcount
    cursor.execute(f"ANALYZE {table}")
    return found
