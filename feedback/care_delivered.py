"""Clocks and limits as they are delivered. Read once, by the migration; from then on the tables are the truth."""

from decimal import Decimal

from feedback.care_choices import ClockSubject, RecoveryTool
from guests.choices import Department

#: Subject → minutes to take it, to settle it, and from then until management is told.
CLOCKS = {
    ClockSubject.CRITICAL: (10, 60, 30),
    ClockSubject.SERIOUS: (30, 240, 120),
    ClockSubject.MINOR: (120, 1440, 720),
    ClockSubject.REQUEST: (10, 30, 60),
}
_FREE = Decimal(0)
#: Department → tool → up to what cost without asking (None: any); a tool that is missing must be approved.
LIMITS: dict[Department, dict[RecoveryTool, Decimal | None]] = {
    Department.FRONT_DESK: {
        RecoveryTool.APOLOGY: _FREE,
        RecoveryTool.DISCOUNT: Decimal(100),
        RecoveryTool.UPGRADE: Decimal(200),
        RecoveryTool.AMENITY: Decimal(100),
    },
    Department.ROOMS: {RecoveryTool.APOLOGY: _FREE, RecoveryTool.AMENITY: Decimal(60)},
    Department.FOOD_BEVERAGE: {
        RecoveryTool.APOLOGY: _FREE,
        RecoveryTool.DISCOUNT: Decimal(100),
        RecoveryTool.AMENITY: Decimal(100),
    },
    Department.GUEST_SERVICE: {
        RecoveryTool.APOLOGY: _FREE,
        RecoveryTool.DISCOUNT: Decimal(300),
        RecoveryTool.UPGRADE: Decimal(400),
        RecoveryTool.AMENITY: Decimal(300),
        RecoveryTool.POINTS: Decimal(200),
    },
    Department.MANAGEMENT: dict.fromkeys(RecoveryTool),
}
