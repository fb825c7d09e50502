"""Makes the peer's tables and tickets and prints the token of its agent: `fill.py TICKETS`."""

import sys

import django
from django.core.management import call_command


def main(tickets: int) -> None:
    """Fills an empty database."""
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from helpdesk.models import Queue, Ticket
    from rest_framework.authtoken.models import Token

    agent = get_user_model().objects.create_user(
        "agent", "agent@example.test", is_staff=True, is_superuser=True
    )
    queue = Queue.objects.create(title="Cards", slug="cards", allow_public_submission=True)
    Ticket.objects.bulk_create(
        (
            Ticket(
                title=f"Lost card {number}",
                queue=queue,
                submitter_email=f"customer{number % 500}@example.test",
                description="The card was left in a taxi and must be blocked.",
                priority=3,
            )
            for number in range(tickets)
        ),
        batch_size=1000,
    )
    print(Token.objects.create(user=agent).key)


if __name__ == "__main__":
    main(int(sys.argv[1]))
