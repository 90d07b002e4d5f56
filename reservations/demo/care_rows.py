"""What the invented staff have noted about their guests: preferences, alerts, notes, consents, wishes."""

from datetime import date, timedelta

import numpy as np
from django.conf import settings

from common.copying import copy_rows
from guests.choices import AlertKind, Basis, ContactChannel, Department, Place, PreferenceCategory
from guests.models import Alert, Consent, Note, Preference
from reservations.choices import EXPECTED, Status
from reservations.demo.house import House
from reservations.demo.people_rows import SOURCE, demo_staff
from reservations.demo.story import Story
from reservations.models import StayWish

#: Category, words, whether he must have it.
PREFERENCES = (
    (PreferenceCategory.ROOM, "喜欢高楼层", False),
    (PreferenceCategory.ROOM, "远离电梯的安静房间", False),
    (PreferenceCategory.ROOM, "江景房", False),
    (PreferenceCategory.ROOM, "无烟房", False),
    (PreferenceCategory.BED, "大床", False),
    (PreferenceCategory.BED, "双床", False),
    (PreferenceCategory.BED, "荞麦枕", False),
    (PreferenceCategory.BED, "加一床薄被", False),
    (PreferenceCategory.SET_UP, "空调24度", False),
    (PreferenceCategory.SET_UP, "多备两瓶矿泉水", False),
    (PreferenceCategory.SET_UP, "房内放鲜花", False),
    (PreferenceCategory.FOOD, "爱吃剁椒鱼头", False),
    (PreferenceCategory.FOOD, "口味清淡，少油少辣", False),
    (PreferenceCategory.DRINK, "喝白沙绿茶", False),
    (PreferenceCategory.DRINK, "早餐要黑咖啡", False),
    (PreferenceCategory.DIET, "花生过敏", True),
    (PreferenceCategory.DIET, "海鲜过敏", True),
    (PreferenceCategory.DIET, "清真饮食", True),
    (PreferenceCategory.DIET, "素食", True),
    (PreferenceCategory.SEAT, "中餐厅靠窗座位", False),
    (PreferenceCategory.SERVICE, "不要打扫时敲门，挂牌后再进", False),
    (PreferenceCategory.LEISURE, "晚饭后打牌", False),
    (PreferenceCategory.OTHER, "需要报纸《湖南日报》", False),
)
#: Guests of one stay and of several: the more often he comes, the more is noted.
NOTED, NOTED_OF_REGULARS = 0.05, 0.42
WISHES = (
    (PreferenceCategory.SET_UP, "婴儿床"),
    (PreferenceCategory.SET_UP, "生日蛋糕一份"),
    (PreferenceCategory.BED, "加床"),
    (PreferenceCategory.ROOM, "与同行人相邻"),
    (PreferenceCategory.SERVICE, "晚到，23点后入住"),
)
WISHING = 0.12
TROUBLES = (
    "上次入住空调故障，已致歉并升级房型", "上次等候入住近四十分钟，宾客不满", "早餐投诉品种少，厨师长已当面致歉",
    "账单多计迷你吧一项，已退款", "隔壁喧哗影响休息，已换房", "衣物送洗延误，已免洗衣费",
)  # fmt: skip
TROUBLED = 0.025
ALERTS = (
    ("上次离店有未结小额费用，请核对", (Place.CHECK_IN, Place.CHECK_OUT)),
    ("行动不便，请安排近电梯房间", (Place.BOOKING, Place.CHECK_IN)),
    ("对清洁气味敏感，入住前请通风", (Place.CHECK_IN, Place.IN_HOUSE)),
    ("请勿向来访者透露房号", tuple(Place)),
)
ALERTED, BLACKLISTED = 0.008, 0.0004
BLACKLIST_REASONS = ("多次损坏客房设施且拒绝赔偿", "辱骂员工，经总经理批准列入", "冒用协议单位名义入住拒付")
CONSENTING = 0.4
CONSENT_WORDING = "2025-01"


def write_care(
    rng: np.random.Generator, story: Story, guest_ids: list[int], line_ids: list[int], house: House
) -> None:
    """Everything noted about the guests of one chunk, as of today."""
    today = house.day(house.today)
    arriving = _arriving_regulars(story, house.today)
    _write_preferences(rng, story, guest_ids, arriving)
    _write_troubles(rng, story, guest_ids, arriving, house)
    _write_alerts(rng, guest_ids, arriving, today)
    _write_consents(rng, guest_ids, today)
    _write_wishes(rng, story, guest_ids, line_ids)


def _arriving_regulars(story: Story, today: int) -> list[int]:
    """Guests with earlier stays who are expected today: whatever is special shows on the first page."""
    bookings = story.bookings
    stays = np.bincount(bookings.guest[story.took_place], minlength=int(bookings.guest.max(initial=0)) + 1)
    expected = (bookings.arrival == today) & (story.status == str(Status.CONFIRMED))
    guests = dict.fromkeys(bookings.guest[expected].tolist())
    return [guest for guest in guests if stays[guest] > 0]


def _write_preferences(rng, story: Story, guest_ids: list[int], arriving: list[int]) -> None:
    stays = np.bincount(story.bookings.guest[story.took_place], minlength=len(guest_ids))
    chance = np.where(stays > 1, NOTED_OF_REGULARS, NOTED)
    has = rng.random(len(guest_ids)) < chance
    has[arriving[:6]] = True
    guests = np.repeat(np.flatnonzero(has), rng.integers(1, 4, int(has.sum())))
    picks = {
        (int(guest), int(pick))
        for guest, pick in zip(guests, rng.integers(0, len(PREFERENCES), len(guests)), strict=True)
    }
    if arriving:
        picks.add((arriving[0], next(at for at, (_, _, is_must) in enumerate(PREFERENCES) if is_must)))
    rows = (
        (
            guest_ids[guest],
            *PREFERENCES[pick],
            Basis.OBSERVED if (guest + pick) % 3 == 0 else Basis.STATED,
            SOURCE,
            "",
        )
        for guest, pick in sorted(picks)
    )
    copy_rows(Preference, ("guest_id", "category", "text", "is_must", "basis", "source", "noted_by"), rows)


def _write_troubles(rng, story: Story, guest_ids: list[int], arriving: list[int], house: House) -> None:
    """Notes on what went wrong, dated by the stay in which it did."""
    bookings = story.bookings
    present = np.flatnonzero(story.took_place)
    chosen = set(present[rng.random(len(present)) < TROUBLED].tolist())
    for guest in arriving[1:3]:
        chosen |= set(present[bookings.guest[present] == guest][:1].tolist())
    picks = rng.integers(0, len(TROUBLES), len(story)).tolist()
    rows = []
    for line in sorted(chosen):
        at = f"{house.day(int(bookings.arrival[line]))} 21:30 {settings.TIME_ZONE}"
        rows.append(
            (guest_ids[int(bookings.guest[line])], Department.GUEST_SERVICE, TROUBLES[picks[line]], False, at)
        )
    copy_rows(Note, ("guest_id", "department", "text", "is_confidential", "created_at"), rows)


def _write_alerts(rng, guest_ids: list[int], arriving: list[int], today: date) -> None:
    rows = []
    picks = rng.integers(0, len(ALERTS), len(guest_ids)).tolist()
    alerted = np.flatnonzero(rng.random(len(guest_ids)) < ALERTED).tolist() + arriving[3:4]
    for guest in dict.fromkeys(alerted):
        reason, places = ALERTS[picks[guest]]
        rows.append((guest_ids[guest], AlertKind.ALERT, tuple(map(str, places)), reason, False,
                     today - timedelta(days=30), None, None))  # fmt: skip
    barred = np.flatnonzero(rng.random(len(guest_ids)) < BLACKLISTED).tolist() + arriving[4:5]
    approver = demo_staff().pk
    for guest in dict.fromkeys(barred):
        rows.append((guest_ids[guest], AlertKind.BLACKLIST, tuple(map(str, Place)),
                     BLACKLIST_REASONS[guest % len(BLACKLIST_REASONS)], True, today - timedelta(days=60),
                     today + timedelta(days=300), approver))  # fmt: skip
    columns = (
        "guest_id",
        "kind",
        "places",
        "reason",
        "stops_screen",
        "starts_on",
        "ends_on",
        "approved_by_id",
    )
    copy_rows(Alert, columns, rows)


def _write_consents(rng, guest_ids: list[int], today: date) -> None:
    chosen = np.flatnonzero(rng.random(len(guest_ids)) < CONSENTING).tolist()
    agrees = (rng.random(len(guest_ids)) < 0.6).tolist()
    days = rng.integers(1, 700, len(guest_ids)).tolist()
    rows = (
        (guest_ids[at], "marketing", ContactChannel.SMS if at % 2 else ContactChannel.EMAIL, agrees[at], SOURCE,
         CONSENT_WORDING, f"{today - timedelta(days=days[at])} 15:00 {settings.TIME_ZONE}")
        for at in chosen
    )  # fmt: skip
    copy_rows(Consent, ("guest_id", "purpose", "channel", "is_given", "source", "wording", "at"), rows)


def _write_wishes(rng, story: Story, guest_ids: list[int], line_ids: list[int]) -> None:
    open_lines = np.flatnonzero(np.isin(story.status, [*map(str, EXPECTED), str(Status.IN_HOUSE)]))
    chosen = open_lines[rng.random(len(open_lines)) < WISHING].tolist()
    rows = (
        (line_ids[line], guest_ids[int(story.bookings.guest[line])], *WISHES[line % len(WISHES)], SOURCE)
        for line in chosen
    )
    copy_rows(StayWish, ("line_id", "guest_id", "category", "text", "noted_by"), rows)
