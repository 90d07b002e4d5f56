"""Writing the ledger of points: the one place where transactions and their entries are made."""

from loyalty.selectors.accounts import balance

__all__ = ["balance"]
