"""What must be seen beside a guest's name: blacklist, alerts, VIP; and a phone to tell namesakes apart."""

from datetime import date

from common.prepared import fetch_prepared
from guests.models import Account, Guest


def first_phone(guest: str) -> str:
    """SQL: the digits of the phone on which the guest of column `guest` is called first; NULL without any."""
    return f"(SELECT digits FROM guests_guestphone WHERE guest_id = {guest} ORDER BY is_primary DESC, id LIMIT 1)"


#: What is shown of a find, as the table has it: reading the whole file would double the wait for it.
_SHOWN = {"id", "number", "name", "latin_name", "merged_into_id", "account_id"}
_COLUMNS = [field.attname for field in Guest._meta.concrete_fields if field.attname in _SHOWN]
#: Of the guests $1 on the day $2. "blacklist" stands behind "alert" in the alphabet: the graver kind is the last.
_MARKED = f"""
    SELECT {", ".join(f"g.{column}" for column in _COLUMNS)}, a.name,
        coalesce((
            SELECT kind FROM guests_alert
            WHERE guest_id = g.id AND closed_at IS NULL AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)
            ORDER BY kind DESC LIMIT 1
        ), ''),
        g.is_vip AND (g.vip_until IS NULL OR g.vip_until >= $2),
        {first_phone("g.id")}
    FROM guests_guest g LEFT JOIN guests_account a ON a.id = g.account_id
    WHERE g.id = ANY($1)"""


def guests_with_marks(ids: set[int], on: date) -> dict[int, Guest]:
    """The guests of `ids`, each with `survivor`: himself, or the file that a merged one went into."""
    guests = _marked(ids, on)
    into = {guest.merged_into_id for guest in guests.values() if guest.merged_into_id} - guests.keys()
    known = guests | _marked(into, on)
    for guest in known.values():
        guest.survivor = known.get(guest.merged_into_id, guest)
    return guests


def _marked(ids: set[int], on: date) -> dict[int, Guest]:
    """Each with `alert_kind` ('', 'alert' or 'blacklist'), `vip_now` and `phone_digits` (of his first phone)."""
    if not ids:
        return {}
    found = {}
    for row in fetch_prepared("guests_with_marks", _MARKED, ["bigint[]", "date"], [list(ids), on]):
        *columns, account, alert_kind, vip_now, phone_digits = row
        guest = Guest.from_db(None, _COLUMNS, columns)
        if guest.account_id:
            guest.account = Account(pk=guest.account_id, name=account)
        guest.alert_kind, guest.vip_now, guest.phone_digits = alert_kind, vip_now, phone_digits
        found[guest.pk] = guest
    return found
