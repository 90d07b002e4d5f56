"""What can be done with all guests of a frozen list at once: each app registers its actions.

    register(Action("campaign", _("Add to a campaign"), "marketing.add_campaign", CampaignForm, do=add_all))

`do(guest_ids, data, by)` gets at most CHUNK keys, in a transaction of their own, and what its form cleaned as
JSON knows it; it answers how many guests it changed. It may be asked twice for the same guests after a crash,
within the same chunk never.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from guests.query.registry import Words

CHUNK = 500


@dataclass(frozen=True)
class Action:
    """`form` asks for what is to be entered; its `as_json()` (or cleaned data) is kept with the action."""

    key: str
    label: Words
    permission: str
    form: type[forms.Form]
    do: Callable[[Sequence[int], dict[str, Any], Any], int]


_actions: dict[str, Action] = {}


def register(action: Action) -> Action:
    """Add `action`; registering its key again replaces it."""
    _actions[action.key] = action
    return action


def action_named(key: str) -> Action | None:
    return _actions.get(key)


def actions_for(user) -> list[Action]:
    """What this person may do with a list."""
    return [action for action in _actions.values() if user.has_perm(action.permission)]
