"""An old message about an erased guest: he stays erased, and nothing that it says of him is stored.

Two ways lead there. A message about a booking in which he stood means him, unless it names a guest of that booking
whom we know. A booking made before his erasure, sent anew under whatever number, means him when its keyed hashes
do. A booking made afterwards is a new acquaintance: who comes again gets a new file.
"""

from collections.abc import Mapping, Sequence

from guests.models import Guest
from guests.privacy.traces import erased_owners, named_by
from guests.selectors.matches import Scored, Wanted


def erased_among(
    people: Sequence[Wanted], scored: Sequence[Sequence[Scored]], joined: Mapping[int, Guest]
) -> dict[int, Guest]:
    """Place in `people` → the erased guest who is meant. `joined` are the living files found for some places.

    No query where no booking had an erased guest and all of them are new.
    """
    return _by_hash(people) | _by_booking(people, scored, joined)


def _by_booking(people, scored, joined) -> dict[int, Guest]:
    open_places: dict[int, list[Guest]] = {}
    for place, (person, candidates) in enumerate(zip(people, scored, strict=True)):
        erased = [one.guest for one in candidates if one.guest.erased_at is not None]
        is_known = place in joined and joined[place].pk in person.hints
        if erased and not is_known:
            open_places[place] = erased
    found = {place: named_by(people[place].draft, erased) for place, erased in open_places.items()}
    found = {place: guest for place, guest in found.items() if guest is not None}
    claimed = {(people[place].booking, guest.pk) for place, guest in found.items()}
    for place, erased in open_places.items():
        if place in found:
            continue
        booking = people[place].booking
        free = next((guest for guest in erased if (booking, guest.pk) not in claimed), None)
        if free is not None:
            claimed.add((booking, free.pk))
            found[place] = free
    return found


def _by_hash(people: Sequence[Wanted]) -> dict[int, Guest]:
    old = [place for place, person in enumerate(people) if person.made_at is not None]
    if not old:
        return {}
    owners = erased_owners([people[place].identifiers for place in old])
    return {
        place: owner
        for place, owner in zip(old, owners, strict=True)
        if owner is not None and owner.erased_at is not None and people[place].made_at <= owner.erased_at
    }
