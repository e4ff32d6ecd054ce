"""The people of the demo."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Role, Status, User
from accounts.services.account import save_address
from accounts.services.registration import register
from accounts.services.status import change_status

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
)


@transaction.atomic
def load_demo_data() -> None:
    """Make the people of the demo, unless they are there."""
    if User.objects.with_username("chief").exists():
        return
    for person in PEOPLE:
        user = register(**person, password=PASSWORD, address="127.0.0.1")
        save_address(user=user, city="Pune", state="Maharashtra", country="IN", pin_code="411001")
        if user.status == Status.PENDING:
            change_status(user=user, to=Status.ACTIVE)
    User.objects.create_superuser(
        "chief", PASSWORD, email="chief@demo.example", first_name="Chief", last_name="Steward"
    )
