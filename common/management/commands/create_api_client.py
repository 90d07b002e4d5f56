"""script/manage create_api_client --name N --source S --scope X [--scope Y …]: prints the token, once."""

import json

from django.core.management.base import BaseCommand, CommandError

from common.errors import HotelError
from common.machines.clients import create_client
from common.machines.scopes import SCOPES


class Command(BaseCommand):
    help = "Make an API client and print its token, which is shown this once only."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="what people call the system")
        parser.add_argument("--source", required=True, help="the code under which it writes, such as pms")
        parser.add_argument(
            "--scope", action="append", default=[], dest="scopes", help=f"repeatable: {', '.join(SCOPES)}"
        )
        parser.add_argument(
            "--network", action="append", default=[], dest="networks", help="such as 10.0.0.0/8"
        )
        parser.add_argument("--rate-limit", type=int, help="requests per minute")
        parser.add_argument("--json", action="store_true", help="one line of JSON instead of words")

    def handle(self, *args, name, source, scopes, networks, rate_limit, json: bool = False, **options):
        try:
            client, token = create_client(
                name=name, source=source, scopes=scopes, networks=networks, rate_limit=rate_limit
            )
        except HotelError as error:
            raise CommandError(str(error.message)) from None
        if json:
            self.stdout.write(_as_json(client, token))
            return
        self.stdout.write(
            f"{client.name} writes as {client.source}; scopes: {', '.join(client.scopes) or 'none'}"
        )
        self.stdout.write(f"Token (kept nowhere, note it now): {token}")


def _as_json(client, token: str) -> str:
    return json.dumps(
        {"name": client.name, "source": client.source, "scopes": client.scopes, "token": token},
        ensure_ascii=False,
    )
