"""What happened to guest files, for the apps to the right. Sent inside the transaction that did it: a receiver only
enqueues its task with `delay_on_commit`.

Every signal carries ids, never objects.
"""

from django.dispatch import Signal

guest_merged = Signal()  # survivor_id, absorbed_id, merge_id
guest_parted = Signal()  # survivor_id, absorbed_id, merge_id; a merge was taken back
