"""What guests told us, for whoever acts on it. Sent inside the transaction that stored it: a receiver that does
more than a few statements enqueues a task with `delay_on_commit`. Signals carry ids, never objects.
"""

from django.dispatch import Signal

answers_finished = Signal()  # answer_set_id; the guest has finished, or a finished set came from elsewhere
sets_finished = Signal()  # answer_set_ids; the same of one set or of many, also from files; answers are there
recovery_given = (
    Signal()
)  # recovery_id; the guest has it now. A receiver that cannot give it raises HotelError
