"""The forms of a user's own account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.phone import AsksForPhone, phone_country_field
from accounts.serializers import (
    AddressSerializer,
    ChangePasswordSerializer,
    EraseAccountSerializer,
    UpdateAccountSerializer,
)
from foundation.forms.fields import (
    country_field,
    email_field,
    line_field,
    password_field,
    phone_field,
)
from foundation.forms.serialized import SerializedForm

WHY_PASSWORD = _(
    "Leave it out if you logged in with a code or passkey within the last five minutes."
)


class AccountForm(AsksForPhone):
    """Who somebody is, and how they are reached."""

    serializer_class = UpdateAccountSerializer

    first_name = line_field(_("First name"), "given-name")
    last_name = line_field(_("Last name"), "family-name")
    username = line_field(
        _("Username"),
        "username",
        help_text=_("Links with the old one stop working. For a while nobody else can take it."),
    )
    email = email_field()
    phone_number = phone_field()
    phone_country = phone_country_field()
    current_password = password_field(
        _("Current password"),
        help_text=_(
            "Only to change the username, the e-mail address or the phone number. Leave it out if "
            "you logged in with a code or passkey within the last five minutes."
        ),
    )


class AddressForm(SerializedForm):
    """A postal address."""

    serializer_class = AddressSerializer

    door_no = line_field(_("House or flat number"), "address-line1")
    street = line_field(_("Street"), "address-line2")
    city = line_field(_("City"), "address-level2")
    state = line_field(_("State or region"), "address-level1")
    pin_code = line_field(_("Postal code"), "postal-code")
    country = country_field()


class ChangePasswordForm(SerializedForm):
    """Another password."""

    serializer_class = ChangePasswordSerializer

    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)
    new_password = password_field(_("New password"), is_new=True)


class SwitchOffForm(SerializedForm):
    """A pause, which asks for what the end of the account asks for."""

    serializer_class = EraseAccountSerializer

    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)


class EraseForm(SerializedForm):
    """The end of an account."""

    serializer_class = EraseAccountSerializer

    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)
