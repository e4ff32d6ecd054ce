"""What goes over the wire: the shape of inputs and answers, and checks of single fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts import known_devices, tokens
from accounts.fields import (
    EmailField,
    NewPasswordField,
    NewPhoneNumberField,
    PasswordField,
    PhoneCountryField,
    PhoneNumberField,
    TimeZoneField,
    UsernameField,
)
from accounts.models import Address, Block, EmailTrouble, Role, Session, Status
from accounts.services.identity import Identifier
from accounts.services.registration import SELF_SERVICE_ROLES
from foundation.countries import countries_by_name
from foundation.fields import FlagField, LineField, StringField
from foundation.schema_rules import not_exactly_one, without

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from accounts.models import User
    from accounts.tokens import TokenPair

SELF_SERVICE_CHOICES = [(role.value, role.label) for role in SELF_SERVICE_ROLES]
OWN_CHOICES = (Status.ACTIVE, Status.INACTIVE)
IDENTIFIERS = ("email", "username", "phone_number")


class UserSerializer(serializers.Serializer["User"]):
    """A user as seen by themselves."""

    id = serializers.UUIDField()
    email = serializers.EmailField(allow_null=True)
    phone_number = serializers.CharField(allow_null=True, help_text="E.164")
    username = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    status = serializers.ChoiceField(Status.choices)
    is_verified = serializers.BooleanField(help_text="An e-mail address or a phone was verified.")
    is_logged_in = serializers.BooleanField(help_text="Has a live session.")
    has_only_phone = serializers.BooleanField(
        help_text="Codes to the phone are all that opens the account. Suggest to confirm an e-mail "
        "address: who loses the number needs another way in."
    )
    email_verified_at = serializers.DateTimeField(allow_null=True)
    phone_verified_at = serializers.DateTimeField(allow_null=True)
    email_trouble = serializers.ChoiceField(
        EmailTrouble.choices,
        allow_null=True,
        help_text="Mails to `email` bounced, or one was reported as spam: fewer are sent, or none. "
        "Show it, and offer `me/send-verification`, or a change of the address.",
    )
    pending_email = serializers.EmailField(
        allow_null=True, help_text="Takes the place of `email` when it is verified."
    )
    pending_phone_number = serializers.CharField(
        allow_null=True, help_text="Takes the place of `phone_number` when it is verified."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)

    def to_representation(self, user: User) -> dict[str, Any]:
        """By hand: half the time of `GET me` goes into DRF's field by field way otherwise.

        `accounts/tests/test_me.py` holds it to the declared fields.
        """
        return {
            "id": user.id,
            "email": user.email,
            "phone_number": user.phone_number,
            "username": user.username,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "full_name": user.full_name,
            "role": user.role,
            "status": user.status,
            "is_verified": user.is_verified,
            "is_logged_in": user.is_logged_in,
            "has_only_phone": user.has_only_phone,
            "email_verified_at": user.email_verified_at,
            "phone_verified_at": user.phone_verified_at,
            "email_trouble": user.email_trouble or None,
            "pending_email": user.pending_email,
            "pending_phone_number": user.pending_phone_number,
            "created_at": user.created_at,
            "updated_at": user.updated_at,
            "last_login": user.last_login,
        }


class RegisterSerializer(serializers.Serializer[Any]):
    """A new account: with an e-mail address or a phone number, or both."""

    email = EmailField(required=False, allow_null=True)
    phone_number = NewPhoneNumberField(required=False, allow_null=True)
    phone_country = PhoneCountryField()
    username = UsernameField()
    password = NewPasswordField()
    first_name = LineField(max_length=100, required=False, allow_blank=True, default="")
    last_name = LineField(max_length=100, required=False, allow_blank=True, default="")
    role = serializers.ChoiceField(SELF_SERVICE_CHOICES)
    not_allowed = without("email", "phone_number")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("email") and not attrs.get("phone_number"):
            message = _("Give an e-mail address or a phone number.")
            raise serializers.ValidationError({"email": [message]}, code="required")
        return attrs


class RememberedTokenField(StringField):
    """The token of a device that is not asked for the second factor."""

    def __init__(self, **kwargs: Any) -> None:
        text = "Of a remembered device: from an earlier `auth/second-factor`."
        super().__init__(max_length=500, required=False, help_text=text, **kwargs)


class DeviceTokenField(StringField):
    """What the last log-in on this device answered."""

    def __init__(self, **kwargs: Any) -> None:
        text = "To log in: what the last log-in with this account answered on this device."
        super().__init__(
            max_length=known_devices.MAX_LENGTH, required=False, help_text=text, **kwargs
        )


def only_identifier(
    attrs: Mapping[str, Any], names: Sequence[str], message: StrOrPromise
) -> Identifier:
    """The one that is given of these. Raises ValidationError with this message for none or more."""
    given = [name for name in names if attrs.get(name)]
    if len(given) != 1:
        raise serializers.ValidationError(message, code="one_identifier")
    return Identifier(given[0], attrs[given[0]])


class LoginSerializer(serializers.Serializer[Any]):
    """One identifier and the password."""

    email = StringField(required=False, max_length=254)
    username = StringField(required=False, max_length=254)
    phone_number = PhoneNumberField(required=False)
    phone_country = PhoneCountryField()
    password = PasswordField()
    reactivate = FlagField(
        required=False,
        default=False,
        help_text="Switch an account on again that its owner switched off.",
    )
    remembered_token = RememberedTokenField()
    device_token = DeviceTokenField()
    not_allowed = not_exactly_one(*IDENTIFIERS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        message = _("Give exactly one of email, username and phone_number.")
        identifier = only_identifier(attrs, IDENTIFIERS, message)
        del attrs[identifier.field]
        return attrs | {"identifier": identifier}


class TokensSerializer(serializers.Serializer[Any]):
    """A pair of tokens (RFC 6749, section 5.1)."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds that the access token lasts.")

    def to_representation(self, pair: TokenPair) -> dict[str, Any]:
        return {
            "access_token": pair.access_token,
            "refresh_token": pair.refresh_token,
            "token_type": "Bearer",
            "expires_in": pair.expires_in,
        }


class LoggedInSerializer(TokensSerializer):
    """A pair of tokens for a session, whose they are, and what says that the device is known."""

    user = UserSerializer()
    device_token = serializers.CharField(
        help_text="Keep it beyond the end of the session, and send it to log in by a code: limits "
        "that strangers have used up then let this device pass. It is no way in."
    )

    def to_representation(self, session: Session) -> dict[str, Any]:
        pair = super().to_representation(tokens.pair_for(session.user, session))
        return pair | {
            "user": UserSerializer(session.user).data,
            "device_token": known_devices.make_token(session.user),
        }


class RefreshTokenSerializer(serializers.Serializer[Any]):
    refresh_token = StringField(max_length=4096)


class LogoutSerializer(serializers.Serializer[Any]):
    """Only needed when the access token has expired."""

    refresh_token = StringField(max_length=4096, required=False)


class SessionSerializer(serializers.ModelSerializer[Session]):
    """A device on which the user is logged in."""

    is_current = serializers.SerializerMethodField(help_text="It is the one that asks.")

    class Meta:
        model = Session
        fields = (
            "id",
            "user_agent",
            "ip_address",
            "created_at",
            "last_used_at",
            "expires_at",
            "is_current",
        )
        read_only_fields = fields

    def get_is_current(self, session: Session) -> bool:
        return bool(session.pk == self.context["current_session_id"])


class ChangePasswordSerializer(serializers.Serializer[Any]):
    """The current password may be left out within five minutes of a one-time code or passkey."""

    current_password = PasswordField(required=False)
    new_password = NewPasswordField()


class ForgotPasswordSerializer(serializers.Serializer[Any]):
    email = EmailField()


class ResetPasswordSerializer(serializers.Serializer[Any]):
    token = StringField(max_length=500)
    new_password = NewPasswordField()


class VerifyEmailSerializer(serializers.Serializer[Any]):
    """The token of the link; the passwords only where `password_required` asks for one of them."""

    token = StringField(max_length=500)
    password = PasswordField(
        required=False, help_text="The account's: nothing of the account changes."
    )
    new_password = NewPasswordField(required=False)


class ReleaseEmailSerializer(serializers.Serializer[Any]):
    token = StringField(max_length=500)


class SecureAccountSerializer(serializers.Serializer[Any]):
    """The token of the link “that was not me”."""

    token = StringField(max_length=500)


class UndoChangeSerializer(serializers.Serializer[Any]):
    token = StringField(max_length=500)
    new_password = NewPasswordField()


class UpdateAccountSerializer(serializers.Serializer[Any]):
    """What a user may change of the own account."""

    email = EmailField(required=False, allow_null=True)
    phone_number = NewPhoneNumberField(required=False, allow_null=True)
    phone_country = PhoneCountryField()
    username = UsernameField()
    first_name = LineField(max_length=100, allow_blank=True)
    last_name = LineField(max_length=100, allow_blank=True)
    status = serializers.ChoiceField(
        [(status.value, status.label) for status in OWN_CHOICES],
        required=False,
        help_text="`inactive` switches the account off and ends every session.",
    )
    current_password = PasswordField(
        required=False,
        help_text="Needed to change username, e-mail address or phone number; not within five "
        "minutes of a one-time code or passkey.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        left = {name: attrs.get(name, getattr(self.instance, name)) for name in IDENTIFIERS}
        is_about_them = "email" in attrs or "phone_number" in attrs
        if is_about_them and not left["email"] and not left["phone_number"]:
            message = _("Keep an e-mail address or a phone number.")
            raise serializers.ValidationError({"email": [message]}, code="required")
        return attrs


class EraseAccountSerializer(serializers.Serializer[Any]):
    """The current password may be left out within five minutes of a one-time code or passkey."""

    current_password = PasswordField(required=False)


class AddressSerializer(serializers.ModelSerializer[Address]):
    """Where the user can be found. Only city and country ever appear in public."""

    door_no = LineField(max_length=50, required=False, allow_blank=True, default="")
    street = LineField(max_length=200, required=False, allow_blank=True, default="")
    city = LineField(max_length=100)
    state = LineField(max_length=100, required=False, allow_blank=True, default="")
    country = serializers.ChoiceField(countries_by_name(), help_text="ISO 3166-1 alpha-2")
    pin_code = LineField(max_length=20, required=False, allow_blank=True, default="")

    class Meta:
        model = Address
        fields = ("door_no", "street", "city", "state", "country", "pin_code", "created_at")
        read_only_fields = ("created_at",)


class PreferencesSerializer(serializers.Serializer[Any]):
    """In which language and time zone somebody reads pages and mails."""

    language = serializers.ChoiceField(
        settings.LANGUAGES,
        allow_blank=True,
        help_text="Empty: as the browser asks for; in mails the site's.",
    )
    time_zone = TimeZoneField(allow_blank=True, help_text="IANA: Europe/Berlin. Empty: UTC.")


class BlockPersonSerializer(serializers.Serializer[Any]):
    """Whom to block: by a username, or as the other one of something."""

    username = LineField(max_length=31, required=False, help_text="With or without an @ before it.")
    met_in = serializers.UUIDField(
        required=False,
        help_text="A conversation, or the project of a client, for whom one is not told who it is.",
    )
    is_never_empty = True
    not_allowed = not_exactly_one("username", "met_in")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            text = self.fields["username"].error_messages["required"]
            raise serializers.ValidationError({"username": [text]}, code="required")
        return attrs


class BlockSerializer(serializers.Serializer[Block]):
    """A block, as whoever made it sees it."""

    id = serializers.UUIDField()
    username = serializers.CharField(
        allow_null=True,
        help_text="That the blocked person had then. Null: whoever blocked was not told it.",
    )
    created_at = serializers.DateTimeField()

    def to_representation(self, block: Block) -> dict[str, Any]:
        """The username that was blocked, and nothing that a page may hide: no new one either."""
        return {
            "id": block.pk,
            "username": block.username or None,
            "created_at": block.created_at,
        }


class ExportSerializer(serializers.Serializer[Any]):
    """A section for each kind of thing that is held; apps add theirs."""

    user = serializers.DictField()
    address = serializers.DictField(allow_null=True)
    sessions = serializers.ListField(child=serializers.DictField())
    second_factor = serializers.DictField()
    passkeys = serializers.ListField(child=serializers.DictField())
    blocks = serializers.ListField(child=serializers.DictField())
