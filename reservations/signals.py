"""What happened to bookings and stays, for the apps to the right. Sent inside the transaction that did it:
a receiver only enqueues its task with `delay_on_commit`.

Every signal carries ids, never objects: `reservation_ids`, `line_ids`, `stay_ids`, `guest_ids` as lists.
"""

from django.dispatch import Signal

reservation_booked = Signal()  # reservation_ids
reservation_changed = Signal()  # reservation_ids
reservation_cancelled = Signal()  # reservation_ids, line_ids
line_not_shown = Signal()  # line_ids
stay_started = Signal()  # stay_ids, guest_ids
stay_completed = Signal()  # stay_ids, guest_ids
ended_stays_charged = Signal()  # stay_ids, guest_ids; charges came or changed after they had left
stay_reopened = Signal()  # stay_ids, guest_ids; a check-out was taken back
stay_withdrawn = Signal()  # stay_ids, guest_ids; a check-in was taken back
