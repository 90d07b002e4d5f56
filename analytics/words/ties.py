"""What of words hangs on a guest; see `guests.ties`."""

from analytics.words.models import TextLabel, TextReading, WordsModel
from guests.privacy.places import register_impersonal, register_sweep
from guests.ties import Erase, Merge, Tie, register

WITH_ITS_TEXT = "one of three words and themes; goes with the text it is about"


def register_all() -> None:
    register(
        *(
            Tie(model, path, merge=Merge.KEEP, erase=Erase.KEEP, why=WITH_ITS_TEXT)
            for model in (TextLabel, TextReading)
            for path in ("answer_set__guest", "complaint__guest")
        )
    )
    # A term is of three texts at least; a regular may still be named in as many.
    register_sweep(WordsModel, "terms")
    register_impersonal(WITH_ITS_TEXT, TextLabel, TextReading)
