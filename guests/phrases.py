"""Phrases to begin with, for a hotel that has not noted many preferences yet; its own soon take their place."""

from django.utils.translation import gettext_lazy as _

from guests.choices import PreferenceCategory

STARTERS = {
    PreferenceCategory.ROOM: [_("high floor"), _("quiet room"), _("near the lift"), _("non-smoking room")],
    PreferenceCategory.BED: [_("firm mattress"), _("king bed"), _("twin beds"), _("buckwheat pillow")],
    PreferenceCategory.SET_UP: [_("24 °C"), _("fresh flowers"), _("extra towels"), _("fruit plate")],
    PreferenceCategory.FOOD: [_("mildly spicy"), _("very spicy"), _("light food"), _("Hunan dishes")],
    PreferenceCategory.DRINK: [_("white tea"), _("black tea"), _("coffee without sugar"), _("warm water")],
    PreferenceCategory.DIET: [_("no peanuts"), _("vegetarian"), _("no pork"), _("no seafood")],
    PreferenceCategory.SEAT: [_("by the window"), _("private room in the restaurant"), _("quiet corner")],
    PreferenceCategory.SERVICE: [_("late check-out"), _("wake-up call"), _("invoice at check-in")],
    PreferenceCategory.LEISURE: [_("gym"), _("chess and cards room"), _("foot massage")],
    PreferenceCategory.OTHER: [_("reads a newspaper"), _("travels with a child")],
}
