"""A place in a list of things that happened, whatever tables they come from: keyset paging across sources."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q


@dataclass(frozen=True, order=True)
class Mark:
    """No two entries share one, so pages neither miss nor repeat one. `kind` is the source's key, `pk` its row."""

    at: datetime
    kind: str
    pk: int

    def behind(self, column: str, kind: str) -> Q:
        """The rows of a source of this `kind` that stand behind this place; `column` holds their moment."""
        earlier = Q(**{f"{column}__lt": self.at})
        if kind > self.kind:
            return earlier
        same = Q(**{column: self.at})
        return earlier | (same & Q(pk__lt=self.pk) if kind == self.kind else same)

    def as_text(self) -> str:
        """As it travels in an address."""
        return f"{self.at.isoformat()} {self.kind} {self.pk}"

    @classmethod
    def from_text(cls, text: str) -> "Mark":
        """What `as_text` wrote; ValueError for anything else."""
        at, kind, pk = text.split(" ")
        if not (pk.isascii() and pk.isdigit()):
            raise ValueError("no key")
        mark = cls(datetime.fromisoformat(at), kind, int(pk))
        if mark.at.tzinfo is None or not kind.isidentifier() or mark.pk >= 2**63:
            raise ValueError("no mark")
        return mark
