"""A pushed charge, read and checked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from common.machines.shapes import Reading
from common.money import ZERO
from reservations.push_messages import seal_documents
from reservations.push_shapes import CHARGE


@dataclass(frozen=True)
class ChargeSaid:
    """One posting of a till; `reservation` and `line` as the till knows them."""

    source: str
    external_id: str
    reservation: str
    line: str
    outlet: str
    category: str
    description: str
    amount: Decimal
    tax: Decimal
    posted_at: datetime
    refund_of: str
    payload: Mapping[str, Any]


def read_charges(payloads: Sequence[Any], *, source: str) -> tuple[list[ChargeSaid | None], list[Reading]]:
    """One charge (or None) and one reading (its errors and warnings) for each payload."""
    readings = [Reading() for _ in payloads]
    return [_read(one, source, reading) for one, reading in zip(payloads, readings, strict=True)], readings


def _read(payload: Any, source: str, reading: Reading) -> ChargeSaid | None:
    said = CHARGE.read(payload, "", reading)
    if reading.errors:
        return None
    if said.get("source", source) != source:
        reading.refuse("/source", f"This client posts under {source} only.")
    if said.get("refund_of") and said["amount"] > 0:
        reading.refuse("/amount", "A refund must not be positive.")
    if not said.get("outlet") and not said.get("category"):
        reading.refuse("/outlet", "Is required, unless the category is given.")
    if reading.errors:
        return None
    texts = {name: said.get(name, "") for name in ("line", "outlet", "category", "description", "refund_of")}
    return ChargeSaid(
        source=source,
        external_id=said["external_id"],
        reservation=said["reservation"],
        amount=said["amount"],
        tax=said.get("tax", ZERO),
        posted_at=said["posted_at"],
        payload=seal_documents(dict(payload)),
        **texts,
    )
