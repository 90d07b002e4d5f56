"""How a guest is called and where his page is, for whoever has read his number and names."""

from dataclasses import dataclass

from common.addresses import address


class Called:
    """Needs `number`, `name`, `latin_name` and `salutation`, as a guest has them."""

    number: str
    name: str
    latin_name: str
    salutation: str

    @property
    def display_name(self) -> str:
        """His name as the desk says it; never empty."""
        return self.name or self.latin_name or self.number

    def get_absolute_url(self) -> str:
        return address("guests:guest", self.number)


def called(guest: str) -> str:
    """SQL: `Called.display_name` of the guest of alias `guest`."""
    return f"coalesce(nullif({guest}.name, ''), nullif({guest}.latin_name, ''), {guest}.number)"


@dataclass(frozen=True, slots=True)
class Person(Called):
    """What a row of a long list shows of a guest: whole files of a full house take a third of the page's time."""

    pk: int
    number: str
    name: str
    latin_name: str
    salutation: str
    is_vip: bool
