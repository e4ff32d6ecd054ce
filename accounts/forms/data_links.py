"""Forms by which a suspended person takes their data along or leaves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.data_link_serializers import AskForDataLinkSerializer
from accounts.forms.links import LinkForm
from accounts.forms.phone import AsksForPhone, phone_country_field
from foundation.forms.fields import email_field, line_field, password_field, phone_field


class AskForDataLinkForm(AsksForPhone):
    serializer_class = AskForDataLinkSerializer

    email = email_field(required=False)
    phone_number = phone_field(_("Or the phone number of your account"), required=False)
    phone_country = phone_country_field()


class UseDataLinkForm(LinkForm):
    """Both only where the service asks for them."""

    current_password = password_field(_("Password of the account"), required=False)
    code = line_field(
        _("Code from your authenticator app, or a recovery code"), "one-time-code", required=False
    )
