"""script/manage colleague USER --department D [--department E …]: a sign-in, its password printed once."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from departments.colleagues import keep_colleague
from guests.choices import Department


class Command(BaseCommand):
    help = "Make a colleague's sign-in, or give one another password; prints it, this once only."

    def add_arguments(self, parser):
        parser.add_argument("user_name", help="what he types to sign in")
        parser.add_argument("--name", default="", help="as colleagues know him")
        parser.add_argument(
            "--department", action="append", default=[], dest="departments", choices=Department.values,
            help="repeatable; those given replace those he had",
        )  # fmt: skip

    def handle(self, *args, user_name, name, departments, **options):
        users = get_user_model()
        try:
            users.username_validator(user_name)
        except ValidationError as error:
            raise CommandError(f"{user_name}: {error.messages[0]}") from None
        if not departments and not users.objects.filter(username=user_name).exists():
            raise CommandError(
                f"Say the department of {user_name}: --department {'|'.join(Department.values)}."
            )
        password = keep_colleague(
            user_name=user_name, name=name, departments=[Department(each) for each in departments]
        )
        self.stdout.write(f"{user_name}: password {password} (kept nowhere, note it now)")
