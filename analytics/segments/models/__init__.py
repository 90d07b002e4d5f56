from analytics.segments.models.attributes import (
    AttributeRow,
    AttributeRun,
    BandVersion,
    GuestAttributes,
    NightRange,
)

__all__ = ["AttributeRow", "AttributeRun", "BandVersion", "GuestAttributes", "NightRange"]
