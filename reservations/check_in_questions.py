"""What a guest is asked at check-in because his file lacks it or is in doubt: two questions at most. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

#: At most so many, however empty the file is: nobody wants an interview at the desk.
MOST_QUESTIONS = 2
#: Question → its use to the hotel, the most useful first.
USEFULNESS = {
    "document": 100,  # asked for by law
    "phone": 90,
    "email": 80,
    "nationality": 60,
    "birthday": 50,
    "account": 48,
    "language": 45,
    "diet": 40,
}
QUESTIONS = tuple(USEFULNESS)
#: What is there but in doubt is worth less than what is missing.
DOUBT = 0.7


@dataclass(frozen=True)
class Known:
    """What the file says about each thing; a made-up e-mail address counts as none."""

    document: bool = False
    phone: bool = False
    email: bool = False
    nationality: bool = False
    birthday: bool = False
    account: bool = False
    language: bool = False
    diet: bool = False


def questions_for(
    known: Known,
    *,
    doubtful: Collection[str] = (),
    confirmed: Collection[str] = (),
    declined: Collection[str] = (),
) -> tuple[str, ...]:
    """Which of QUESTIONS to ask, the most useful first.

    What is known but `doubtful` is asked as well, with less weight. Never one about a field that somebody
    knowingly left empty (`confirmed`), nor one that he did not want to answer (`declined`).
    """
    worth = {
        name: use * (DOUBT if getattr(known, name) else 1)
        for name, use in USEFULNESS.items()
        if (not getattr(known, name) or name in doubtful) and name not in confirmed and name not in declined
    }
    return tuple(sorted(worth, key=worth.__getitem__, reverse=True)[:MOST_QUESTIONS])
