"""Bookings as a machine sends them."""

GUEST = {
    "name": "王晓明",
    "phones": ["+8613800001234"],
    "emails": ["xiaoming@example.com"],
    "birthday": "1980-05-04",
}


def night(date, amount="388.00"):
    return {"date": date, "amount": amount}


def room(line="1", arrival="2026-06-01", departure="2026-06-03", **said):
    nights = [night("2026-06-01"), night("2026-06-02")] if departure == "2026-06-03" else []
    return {
        "line": line,
        "room_type": "standard",
        "arrival": arrival,
        "departure": departure,
        "nights": nights,
    } | said


def booking(version=1, status="confirmed", guest=GUEST, rooms=None, **said):
    whole = {
        "version": version,
        "status": status,
        "guest": guest,
        "rooms": [room()] if rooms is None else rooms,
    }
    return {key: value for key, value in (whole | said).items() if value is not None}
