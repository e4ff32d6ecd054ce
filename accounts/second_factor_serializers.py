"""What goes over the wire around the second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.fields import PasswordField
from accounts.serializers import DeviceTokenField, LoggedInSerializer
from foundation.fields import FlagField, StringField

if TYPE_CHECKING:
    from accounts.models import Session
    from accounts.services.second_factor.managing import Enrolment

MAX_CODE = 30  # a recovery code with whatever spaces and dashes somebody puts in
MAX_TOKEN = 1000


class SecondFactorCodeField(StringField):
    """What the app shows, or a recovery code; spaces, dashes and case do not matter."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("Six digits from the authenticator app, or a recovery code.")
        super().__init__(max_length=MAX_CODE, help_text=help_text, **kwargs)


class SecondFactorSerializer(serializers.Serializer[Any]):
    """The state of one's own second factor."""

    is_enrolled = serializers.BooleanField(help_text="An authenticator app is set up.")
    is_required = serializers.BooleanField(help_text="The operator asks one of this role.")
    is_asked = serializers.BooleanField(
        help_text="Logging in by password or code asks for one: the app, or a passkey, where it "
        "counts."
    )
    enrolled_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    recovery_codes_left = serializers.IntegerField()
    remembered_devices = serializers.IntegerField(help_text="How many are not asked for it.")


class EnrolmentSerializer(serializers.Serializer[Any]):
    """A key for an authenticator app. It is nobody's until a code of the app confirms it."""

    key = serializers.CharField(help_text="Base32, to be typed in.")
    otpauth_uri = serializers.CharField(help_text="What the QR code holds.")
    qr_code = serializers.CharField(help_text="An SVG picture as a `data:` URI, for `<img src>`.")
    enrolment = serializers.CharField(help_text="Comes back with the first code.")

    def to_representation(self, enrolment: Enrolment) -> dict[str, Any]:
        return {
            "key": enrolment.key,
            "otpauth_uri": enrolment.address,
            "qr_code": enrolment.picture,
            "enrolment": enrolment.token,
        }


class EnrolSerializer(serializers.Serializer[Any]):
    """The first code of the app that holds the key."""

    enrolment = StringField(max_length=MAX_TOKEN)
    code = SecondFactorCodeField()
    current_password = PasswordField(required=False)


class NewRecoveryCodesSerializer(serializers.Serializer[Any]):
    """Each code opens the account once. They are not shown again."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class ProofSerializer(serializers.Serializer[Any]):
    """The current password may be left out within five minutes of a one-time code or passkey."""

    current_password = PasswordField(required=False)


class ConfirmSerializer(serializers.Serializer[Any]):
    code = SecondFactorCodeField()


class SecondStepSerializer(serializers.Serializer[Any]):
    """The second step of a log-in."""

    challenge = StringField(max_length=MAX_TOKEN, help_text="From the answer of the first step.")
    code = SecondFactorCodeField()
    remember_device = FlagField(
        required=False, default=False, help_text="Answer a `remembered_token` for the next log-ins."
    )
    device_token = DeviceTokenField()


class SecondStepDoneSerializer(LoggedInSerializer):
    """The tokens of the session, and that of the device, if it is remembered."""

    remembered_token = serializers.CharField(
        allow_null=True,
        help_text="Sent with the next log-ins, it spares the second step for 30 days, or until the "
        "password, an identifier or the second factor changes.",
    )

    def to_representation(self, session: Session) -> dict[str, Any]:
        token = {"remembered_token": self.context["remembered_token"]}
        return super().to_representation(session) | token


class RegisteredByCodeSerializer(LoggedInSerializer):
    """The tokens of the first session, and a way back to an account that only the phone opens."""

    recovery_codes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Shown this once; each stands in once for the phone or beside it. None with a "
        "password.",
    )

    def to_representation(self, session: Session) -> dict[str, Any]:
        codes = {"recovery_codes": self.context["recovery_codes"]}
        return super().to_representation(session) | codes


class RecoverSerializer(serializers.Serializer[Any]):
    """A recovery code, after a code by SMS that was not enough."""

    challenge = StringField(max_length=MAX_TOKEN, help_text="From `auth/verify-otp`.")
    code = StringField(max_length=MAX_CODE, help_text=_("A recovery code."))
    device_token = DeviceTokenField()


class ReleasePhoneSerializer(serializers.Serializer[Any]):
    """What shows that the phone is there, while its account is not known."""

    challenge = StringField(max_length=MAX_TOKEN, help_text="From `auth/verify-otp`.")


class KeepSecondFactorSerializer(serializers.Serializer[Any]):
    token = StringField(max_length=500)
