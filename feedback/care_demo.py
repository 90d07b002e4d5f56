"""Invented complaints, call-backs and requests for the demo hotel; the same stays and seed give the same."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from common.dates import business_day_start
from feedback.care_choices import (
    CallResult,
    CallStatus,
    Cause,
    ComplaintSource,
    ComplaintStatus,
    EventKind,
    RecoveryStatus,
    RecoveryTool,
    Severity,
)
from feedback.complaint_routing import RESPONSIBLE
from feedback.models import (
    CallAttempt,
    CallBack,
    Complaint,
    ComplaintEvent,
    GuestRequest,
    Recovery,
    ServiceClock,
)
from feedback.services.calling import make_missing
from guests.choices import Department
from reservations.choices import StayStatus
from reservations.models import Stay

#: Of a hundred stays so many are complained of; no more than this many in all, of the last two years.
COMPLAINING, MOST = 0.015, 4000
LOOKED_BACK = timedelta(days=730)
#: So many guests of the house complain now.
COMPLAINING_NOW = 4
#: What is said, about what, how serious, and what is usually done about it at what cost.
STORIES = (
    ("空调整夜异响，没睡好", Cause.ROOM, Severity.SERIOUS, RecoveryTool.UPGRADE, "换到豪华房", 180),
    ("浴室热水时断时续", Cause.ROOM, Severity.SERIOUS, RecoveryTool.DISCOUNT, "房费八折", 90),
    ("地毯有污渍，床单没有换", Cause.CLEANLINESS, Severity.SERIOUS, RecoveryTool.AMENITY, "重新打扫并送果盘", 45),
    ("隔壁深夜喧哗，前台迟迟没有处理", Cause.NOISE, Severity.MINOR, RecoveryTool.APOLOGY, "值班经理当面致歉", 0),
    ("办理入住等了四十分钟", Cause.WAITING, Severity.MINOR, RecoveryTool.AMENITY, "送两张早餐券", 76),
    ("账单多计了一次迷你吧", Cause.BILL, Severity.MINOR, RecoveryTool.DISCOUNT, "退还差额并减免", 60),
    ("早餐品种少，粥是凉的", Cause.FOOD, Severity.MINOR, RecoveryTool.APOLOGY, "厨师长当面致歉", 0),
    ("服务员态度生硬", Cause.STAFF, Severity.SERIOUS, RecoveryTool.AMENITY, "致歉并送伴手礼", 68),
    ("送洗的衬衫染了颜色", Cause.LAUNDRY, Severity.SERIOUS, RecoveryTool.DISCOUNT, "赔偿并免洗衣费", 220),
    ("订的是大床房，到店只有双床", Cause.BOOKING, Severity.SERIOUS, RecoveryTool.UPGRADE, "升级江景大床房", 150),
    ("浴室地面太滑，差点摔倒", Cause.SAFETY, Severity.CRITICAL, RecoveryTool.FREE_NIGHT, "免一晚房费", 328),
)  # fmt: skip
RECOVERED = 0.78
ASKED_FOR = ("加一床被子", "两瓶矿泉水", "借充电器", "叫醒服务 6:30", "送婴儿床", "修淋浴喷头")
NO_REASON = "宾客离店后未能联系上"
#: Complaints of the last days that are still open, so that the first page has something to do.
STILL_OPEN = timedelta(days=2)


def fill_care(*, on: date, seed: int) -> int:
    """Complaints with their recovery, call-backs of the last days, requests of today; how many complaints."""
    rng = Random(seed)
    stays = Stay.objects.filter(is_synthetic=True, departure__gte=on - LOOKED_BACK).order_by("pk")
    ids = list(stays.filter(status=StayStatus.CHECKED_OUT).values_list("pk", flat=True))
    here = stays.filter(status=StayStatus.IN_HOUSE, arrival__lt=on, arrival__gte=on - STILL_OPEN)
    chosen = sorted(
        rng.sample(ids, min(MOST, round(len(ids) * COMPLAINING)))
        + list(here.values_list("pk", flat=True)[:COMPLAINING_NOW])
    )
    told = list(Stay.objects.filter(pk__in=chosen).select_related("room").order_by("pk"))
    _complaints(rng, told, on)
    _calls(rng, on)
    _requests(rng, on)
    return len(told)


def _complaints(rng: Random, stays: list[Stay], on: date) -> None:
    clocks = {row.subject: row.clock for row in ServiceClock.objects.all()}
    stories = [rng.choice(STORIES) for _stay in stays]
    made = Complaint.objects.bulk_create(
        _complaint(rng, stay, story, clocks[story[2]], on) for stay, story in zip(stays, stories, strict=True)
    )
    recoveries, steps = [], []
    for complaint, (*_what, tool, detail, cost) in zip(made, stories, strict=True):
        steps.append(ComplaintEvent(complaint=complaint, kind=EventKind.OPENED, at=complaint.opened_at))
        if complaint.recovered_at is not None:
            recoveries.append(
                Recovery(
                    complaint=complaint, tool=tool, detail=detail, cost=Decimal(cost),
                    status=RecoveryStatus.GIVEN, given_at=complaint.recovered_at, done_at=complaint.recovered_at,
                )
            )  # fmt: skip
            steps.append(
                ComplaintEvent(
                    complaint=complaint, kind=EventKind.GIVEN, at=complaint.recovered_at, text=detail,
                    before=tool, after=f"{cost:.2f}",
                )
            )  # fmt: skip
        if complaint.closed_at is not None:
            steps.append(
                ComplaintEvent(
                    complaint=complaint, kind=EventKind.CLOSED, at=complaint.closed_at,
                    text=complaint.close_reason,
                )
            )  # fmt: skip
    Recovery.objects.bulk_create(recoveries)
    ComplaintEvent.objects.bulk_create(steps)


def _complaint(rng: Random, stay: Stay, story: tuple, clock, on: date) -> Complaint:
    text, cause, severity, *_done = story
    is_here = stay.status == StayStatus.IN_HOUSE
    night = 0 if is_here else rng.randrange(max(stay.nights, 1))
    day = stay.arrival + timedelta(days=night)
    at = business_day_start(day) + timedelta(minutes=rng.randrange(180, 1080))
    is_open = is_here or day >= on - STILL_OPEN
    recovered = None
    if not is_open and rng.random() < RECOVERED:
        recovered = at + clock.settle_within * timedelta(minutes=rng.betavariate(2, 3) * 1.6)
    closed = None if is_open else (recovered or at) + timedelta(hours=rng.randrange(2, 30))
    return Complaint(
        guest_id=stay.guest_id,
        stay=stay,
        room_text=stay.room.number if stay.room else "",
        cause=cause,
        severity=severity,
        department=RESPONSIBLE[cause],
        text=text,
        source=rng.choice((ComplaintSource.STAFF, ComplaintSource.STAFF, ComplaintSource.OTA)),
        status=ComplaintStatus.OPEN if is_open else ComplaintStatus.CLOSED,
        business_date=day,
        opened_at=at,
        clock_from=at,
        take_by=clock.take_by(at),
        due_at=clock.due_at(at),
        recovered_at=recovered,
        closed_at=closed,
        close_reason="" if is_open or recovered else NO_REASON,
    )


def _calls(rng: Random, on: date) -> None:
    """Who left longer than some days ago was called already, most of them."""
    make_missing(on=on)
    old = CallBack.objects.filter(
        status=CallStatus.DUE, guest__is_synthetic=True, departed_on__lt=on - timedelta(days=3)
    )
    called: dict[tuple[CallResult, datetime], list[int]] = {}
    attempts = []
    for call in old.order_by("pk"):
        if rng.random() < 0.2:
            continue
        result = rng.choice((CallResult.PLEASED, CallResult.PLEASED, CallResult.NEUTRAL))
        at = business_day_start(call.next_on) + timedelta(hours=6)
        called.setdefault((result, at), []).append(call.pk)
        attempts.append(CallAttempt(call_back=call, at=at, result=result))
    for (result, at), keys in called.items():
        CallBack.objects.filter(pk__in=keys).update(
            status=CallStatus.DONE, result=result, called_at=at, attempts=1
        )
    CallAttempt.objects.bulk_create(attempts)


def _requests(rng: Random, on: date) -> None:
    clock = ServiceClock.objects.get(subject="request").clock
    here = Stay.objects.filter(is_synthetic=True, status=StayStatus.IN_HOUSE, room__isnull=False)
    stays = list(here.select_related("room").order_by("pk")[:6])
    start = business_day_start(on)
    rows = []
    for stay, text in zip(stays, ASKED_FOR, strict=False):
        at = start + timedelta(minutes=rng.randrange(120, 700))
        rows.append(
            GuestRequest(
                guest_id=stay.guest_id, stay=stay, room_text=stay.room.number, department=Department.ROOMS,
                text=text, opened_at=at, take_by=clock.take_by(at), due_at=clock.due_at(at),
            )
        )  # fmt: skip
    GuestRequest.objects.bulk_create(rows)
