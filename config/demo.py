"""The people of the demo."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Address, Role, Status, User

PASSWORD = "a lantern for every trade"  # noqa: S105 - printed by `make demo`
PEOPLE = (
    {
        "username": "asha",
        "first_name": "Asha",
        "last_name": "Rao",
        "role": Role.FREELANCER,
        "email": "asha@demo.example",
        "phone_number": "+919820012345",
    },
    {
        "username": "greenview-society",
        "first_name": "Greenview",
        "last_name": "Housing Society",
        "role": Role.CLIENT,
        "email": "office@greenview.example",
    },
    {
        "username": "chief",
        "first_name": "Chief",
        "last_name": "Steward",
        "role": Role.ADMIN,
        "is_superuser": True,
        "email": "chief@demo.example",
    },
)


@transaction.atomic
def load_demo_data() -> None:
    """Make the people of the demo, unless they are there. Written directly: nobody gets a mail."""
    if User.objects.with_username(PEOPLE[0]["username"]).exists():
        return
    for person in PEOPLE:
        user = User.objects.create(
            **person,
            password=make_password(PASSWORD),
            status=Status.ACTIVE,
            email_verified_at=Now(),
            phone_verified_at=Now() if "phone_number" in person else None,
        )
        Address.objects.create(
            user=user, city="Pune", state="Maharashtra", country="IN", pin_code="411001"
        )
