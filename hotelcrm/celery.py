"""The Celery application and every schedule of the hotel, each with its why."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")

app = Celery("hotelcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Every entry expires before its next turn: after an outage one run catches up, not a queue of old ones.
app.conf.beat_schedule = {
    # Proves to /readyz that beat sends, Redis carries and a worker receives.
    "heartbeat": {"task": "hotelcrm.tasks.beat_heartbeat", "schedule": 30.0, "options": {"expires": 25}},
    # Starts the night ten minutes after the business date has turned (and any that was missed while the
    # machines were off), and sends again whatever a lost message or a dead worker left behind.
    "sweep": {"task": "hotelcrm.tasks.sweep", "schedule": 60.0, "options": {"expires": 50}},
    # Charges that came before their booking and guests whose room was still taken need no person, only time.
    "replay_waiting": {
        "task": "reservations.tasks.replay_waiting",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    # Guests who left are asked how it was, each once, from ten in the morning on.
    "send_invitations": {
        "task": "feedback.tasks.send_invitations",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    # A code that a lost message left behind is still of use within its ten minutes.
    "send_codes": {"task": "loyalty.own.tasks.send_codes", "schedule": 60.0, "options": {"expires": 50}},
    # Confirmations, thanks, statements: each once, when it is due.
    "send_letters": {
        "task": "loyalty.own.tasks.send_letters",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    # Birthdays and festivals: greetings of the day go out from nine in the morning on, each once.
    "send_greetings": {
        "task": "loyalty.tasks.send_greetings",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    # Answers to repeated API requests are kept for 24 hours and may name guests: not an hour longer.
    "forget_old_answers": {
        "task": "common.tasks.forget_old_answers",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    # A critical complaint is due within the hour: who is late is told within ten minutes.
    "escalate": {"task": "feedback.care_tasks.escalate", "schedule": 600.0, "options": {"expires": 550}},
}
