import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from departments.demo import demo_password, make_demo_accounts


class Command(BaseCommand):
    help = (
        "Make a demo sign-in for each department and print them. The password is DEMO_PASSWORD, or one made up "
        "once and kept in VAR_DIR/demo-password.txt. Refuses where PLAIN_HTTP is off, unless --production is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one line for machines")
        parser.add_argument(
            "--production", action="store_true", help="make them although people sign in over TLS"
        )

    def handle(self, *args, **options):
        if not settings.PLAIN_HTTP and not options["production"]:
            raise CommandError(
                "PLAIN_HTTP is off: known accounts with one shared password do not belong into production. "
                "Make real accounts with `createsuperuser`, or give --production if this is a demonstration."
            )
        made = make_demo_accounts(password=demo_password())
        if options["json"]:
            rows = [{"user": m.user_name, "department": m.department, "password": m.password} for m in made]
            self.stdout.write(json.dumps(rows))
            return
        for sign_in in made:
            what = sign_in.department.label if sign_in.department else "superuser"
            self.stdout.write(f"{sign_in.user_name:<12} {what}")
        self.stdout.write(f"Password of all of them: {made[0].password}")
