"""Charges arrive, are corrected and refunded; every stay keeps its own total in the same transaction."""

from reservations.services.room_revenue import recompute_spend, settle_room_charges

__all__ = ["recompute_spend", "settle_room_charges"]
