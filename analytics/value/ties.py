"""What of the guest value hangs on a guest; see `guests.ties`."""

from analytics.value.models import (
    Backtest,
    ClassAdvice,
    CohortTable,
    CostInput,
    FrozenCost,
    GuestValue,
    StayForecast,
    StaySums,
    SumsState,
    ValueParameters,
    ValueRun,
)
from guests.privacy.places import register_impersonal
from guests.ties import Erase, Merge, Tie, register


def register_all() -> None:
    register(
        Tie(
            GuestValue,
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            is_derived=True,
            export=("run_id", "stays", "spend", "chv", "ccv", "cpv", "value_class"),
            why="a night's figures stay as they were computed; the next night counts the united file",
        ),
        Tie(
            StaySums,
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            is_derived=True,
            why="the next night counts the stays of both files again, because they were moved",
        ),
    )
    register_impersonal("the hotel's own figures and advice", ClassAdvice, CostInput, FrozenCost)
    register_impersonal("settings, and sums over all guests", SumsState, ValueParameters, ValueRun)
    register_impersonal("figures over all guests", Backtest, CohortTable, StayForecast)
