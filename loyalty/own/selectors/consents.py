"""What a guest has agreed to, as his own page shows it."""

from dataclasses import dataclass
from datetime import datetime

from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Guest
from guests.selectors.contactable import WITHOUT_ASKING
from guests.selectors.file import consents_in_force

CHANNELS = (ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.PHONE, ContactChannel.LETTER)
#: Purposes that reach him by no channel.
WITHOUT_CHANNEL = frozenset({ConsentPurpose.PROFILING})


@dataclass(frozen=True)
class Answer:
    """`is_given` and since when by the log; `at` None: he was never asked, and `is_given` is what holds until then."""

    channel: ContactChannel
    is_given: bool
    at: datetime | None


def channels_of(purpose: str) -> tuple[ContactChannel, ...]:
    return (ContactChannel.ANY,) if purpose in WITHOUT_CHANNEL else CHANNELS


def answers_of(guest: Guest) -> list[tuple[ConsentPurpose, list[Answer]]]:
    """What holds for every purpose and channel; one query. Of a channel's own answer and that for any the newer."""
    newest = {(consent.purpose, consent.channel): consent for consent in consents_in_force(guest)}
    answers = []
    for purpose in ConsentPurpose:
        row = []
        for channel in channels_of(purpose):
            found = [newest.get((purpose, key)) for key in dict.fromkeys((channel, ContactChannel.ANY))]
            said = max(filter(None, found), key=lambda consent: (consent.at, consent.pk), default=None)
            row.append(
                Answer(channel, said.is_given, said.at)
                if said
                else Answer(channel, purpose in WITHOUT_ASKING, None)
            )
        answers.append((purpose, row))
    return answers
