"""The kinds of guests the invented hotel lives on, and how each of them behaves. Pure data.

The shares are chosen so that revenue by origin comes near the hotel's own figures: groups 21 %, contracts
23 %, transients and walk-ins by the hotel's own channels 32 %, everything else (agencies and booking
sites) 24 %. The program has no origin "other": those bookings are transients on a foreign channel.
"""

from dataclasses import dataclass

from reservations.choices import Origin

FOREIGN_CHANNELS = ("ctrip", "meituan", "fliggy", "tongcheng", "booking", "agoda", "expedia", "agency")


@dataclass(frozen=True)
class Kind:
    """One kind of guest.

    `share`: of all main guests. Rhythm: stays a year are Gamma(`rate_shape`, `rate_scale`) distributed over
    the guests, and after each stay he is lost with a chance drawn from Beta(`loss_a`, `loss_b`).
    `nights`: chance of 0 (day use), 1, 2 … nights. `types`: chances of the room types, simplest first.
    `price`: share of the season's rate he pays. `lead`: mean days from booking to arrival.
    `spending`: factors on (restaurant, entertainment, telecom and business centre, conference).
    """

    origin: str
    channels: tuple[tuple[str, float], ...]
    share: float
    rate_shape: float
    rate_scale: float
    loss_a: float
    loss_b: float
    nights: tuple[float, ...]
    types: tuple[float, ...]
    price: float
    lead: float
    spending: tuple[float, float, float, float]
    motives: tuple[tuple[str, float], ...]
    reasons: tuple[tuple[str, float], ...]


GROUP, CONTRACT, TRANSIENT, ONLINE = range(4)

KINDS = (
    Kind(
        origin=Origin.GROUP,
        channels=(("group_office", 0.7), ("agency", 0.3)),
        share=0.31,
        rate_shape=0.5, rate_scale=0.5, loss_a=3, loss_b=1,
        nights=(0.0, 0.3, 0.38, 0.22, 0.1),
        types=(0.48, 0.34, 0.16, 0.015, 0.005),
        price=0.73, lead=40,
        spending=(0.8, 0.7, 0.5, 1.0),
        motives=(("conference", 0.5), ("sightseeing", 0.4), ("business", 0.07), ("other", 0.03)),
        reasons=(("facilities", 0.35), ("price", 0.3), ("location", 0.2), ("recommended", 0.15)),
    ),
    Kind(
        origin=Origin.CONTRACT,
        channels=(("contract", 0.75), ("phone", 0.25)),
        share=0.125,
        rate_shape=1.1, rate_scale=3.1, loss_a=1.1, loss_b=9,
        nights=(0.02, 0.36, 0.3, 0.16, 0.08, 0.04, 0.02, 0.02),
        types=(0.12, 0.28, 0.48, 0.09, 0.03),
        price=0.78, lead=5,
        spending=(1.25, 1.3, 1.4, 0.0),
        motives=(("business", 0.8), ("conference", 0.15), ("other", 0.05)),
        reasons=(("location", 0.3), ("service", 0.3), ("facilities", 0.2), ("price", 0.1), ("brand", 0.1)),
    ),
    Kind(
        origin=Origin.TRANSIENT,
        channels=(("phone", 0.34), ("wechat", 0.26), ("website", 0.16), ("desk", 0.24)),
        share=0.265,
        rate_shape=0.85, rate_scale=2.6, loss_a=1.1, loss_b=5.4,
        nights=(0.03, 0.38, 0.28, 0.16, 0.08, 0.04, 0.02, 0.01),
        types=(0.27, 0.32, 0.30, 0.07, 0.04),
        price=0.88, lead=6,
        spending=(1.0, 1.1, 1.0, 0.0),
        motives=(("business", 0.42), ("visiting", 0.26), ("sightseeing", 0.2), ("conference", 0.04), ("other", 0.08)),
        reasons=(("location", 0.32), ("service", 0.18), ("price", 0.16), ("recommended", 0.16), ("brand", 0.1),
                 ("facilities", 0.08)),
    ),
    Kind(
        origin=Origin.TRANSIENT,
        channels=(("ctrip", 0.38), ("meituan", 0.22), ("fliggy", 0.12), ("tongcheng", 0.1), ("booking", 0.07),
                  ("agoda", 0.04), ("expedia", 0.02), ("agency", 0.05)),
        share=0.30,
        rate_shape=0.7, rate_scale=2.4, loss_a=1.2, loss_b=4.2,
        nights=(0.0, 0.42, 0.32, 0.14, 0.06, 0.04, 0.02),
        types=(0.34, 0.34, 0.25, 0.05, 0.02),
        price=0.86, lead=13,
        spending=(0.75, 0.7, 0.8, 0.0),
        motives=(("business", 0.36), ("sightseeing", 0.36), ("visiting", 0.2), ("other", 0.08)),
        reasons=(("price", 0.34), ("location", 0.3), ("recommended", 0.14), ("facilities", 0.12), ("brand", 0.1)),
    ),
)  # fmt: skip

#: Of the transients' bookings by the front desk, those that came in from the street.
WALK_IN_CHANNEL = "desk"
#: One guest in so many main guests brings somebody who is known to the hotel too.
COMPANION_SHARE = 0.10
#: How many rooms a group takes, smallest and largest.
GROUP_ROOMS = (6, 22)
CANCELLED_SHARE, NO_SHOW_SHARE, TENTATIVE_SHARE = 0.075, 0.012, 0.06
