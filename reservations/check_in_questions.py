"""What a guest is asked at check-in because his file lacks it: two questions at most. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

#: At most so many, however empty the file is: nobody wants an interview at the desk.
MOST_QUESTIONS = 2
#: In the order of their use to the hotel.
QUESTIONS = ("document", "phone", "email", "nationality", "birthday", "language")


@dataclass(frozen=True)
class Known:
    """What the file says about each thing; a made-up e-mail address counts as none."""

    document: bool = False
    phone: bool = False
    email: bool = False
    nationality: bool = False
    birthday: bool = False
    language: bool = False


def questions_for(known: Known, *, confirmed: Collection[str] = ()) -> tuple[str, ...]:
    """Which of QUESTIONS to ask; never one about a field that somebody knowingly left empty (`confirmed`)."""
    missing = (name for name in QUESTIONS if not getattr(known, name) and name not in confirmed)
    return tuple(missing)[:MOST_QUESTIONS]
