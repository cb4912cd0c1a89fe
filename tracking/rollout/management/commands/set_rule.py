"""Set what a kind of evidence needs from a later day on."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegation.registry.actors import actor_of
from postal_services.accounts.models import User
from postal_services.errors import Refused
from tracking.rollout.commands.set_rule import RuleSetting, set_rule


class Command(BaseCommand):
    """A new rule in the name of an officer of the province; past days stay judged as they were."""

    help = "Set what a kind of evidence needs from a day after today on, in the name of an officer of the province."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directive", help="for example 44-TB-UBND")
        parser.add_argument("ask", help="for example 2")
        parser.add_argument("kind", help="for example sustained_use")
        parser.add_argument("--from", dest="valid_from", required=True, type=date.fromisoformat, metavar="2019-10-01")
        parser.add_argument("--parameters", default="{}", type=json.loads, metavar='{"least": 5}')
        parser.add_argument("--basis", required=True, help="the document that the numbers rest on")
        parser.add_argument("--verified", action="store_true", help="the numbers stand in that document")
        parser.add_argument("--by", required=True, help="sign-in name of an officer of the province")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["by"]).first()
        setting = RuleSetting(
            directive=options["directive"],
            ask=options["ask"],
            kind=options["kind"],
            valid_from=options["valid_from"],
            basis=options["basis"],
            parameters=options["parameters"],
            verified=options["verified"],
        )
        try:
            rule = set_rule(actor=actor_of(user), setting=setting)
        except Refused as refused:
            problems = (f"{name}: {each.vi} / {each.en}" for name, found in refused.fields.items() for each in found)
            raise CommandError("\n".join((refused.detail(), refused.detail("en"), *problems))) from refused
        self.stdout.write(f"{rule.kind} from {rule.valid_from:%d/%m/%Y}: {json.dumps(rule.parameters)}")
