"""What goes over the wire of passkeys: options for browsers, and the answers of authenticators, in
the JSON of Web Authentication Level 3, which names things its own way.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.fields import PasswordField
from accounts.models import MAX_NAME_LENGTH, Passkey
from accounts.serializers import DeviceTokenField
from accounts.webauthn import PUBLIC_KEY
from foundation.fields import FlagField, LineField, StringField

BASE64URL = r"^[A-Za-z0-9_-]+$"
TYPES = [(PUBLIC_KEY, PUBLIC_KEY)]


class BytesField(serializers.RegexField):
    """Bytes as base64url without padding."""

    default_error_messages = {"invalid": _("Bytes are written as base64url, without padding.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(BASE64URL, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class PasskeyAttestationSerializer(serializers.Serializer[Any]):
    """`response` of a new credential. `publicKey` and its like, which `toJSON` adds, are ignored:
    they are in the attestation object.
    """

    takes_any_field = True

    clientDataJSON = BytesField(max_length=8_192)
    attestationObject = BytesField(max_length=65_536)
    transports = serializers.ListField(
        child=StringField(max_length=30), max_length=20, required=False
    )


class NewCredentialSerializer(serializers.Serializer[Any]):
    """What `navigator.credentials.create` gave, by `toJSON` (RegistrationResponseJSON)."""

    takes_any_field = True  # the standard may get some

    id = BytesField(max_length=1_364)
    rawId = BytesField(max_length=1_364)
    type = serializers.ChoiceField(TYPES)
    response = PasskeyAttestationSerializer()


class PasskeyAssertionSerializer(serializers.Serializer[Any]):
    """`response` of a credential that is used."""

    takes_any_field = True

    clientDataJSON = BytesField(max_length=8_192)
    authenticatorData = BytesField(max_length=4_096)
    signature = BytesField(max_length=8_192)
    userHandle = BytesField(
        max_length=88, required=False, allow_null=True, help_text="Needed to log in."
    )


class UsedCredentialSerializer(serializers.Serializer[Any]):
    """What `navigator.credentials.get` gave, by `toJSON` (AuthenticationResponseJSON)."""

    takes_any_field = True  # the standard may get some

    id = BytesField(max_length=1_364)
    rawId = BytesField(max_length=1_364)
    type = serializers.ChoiceField(TYPES)
    response = PasskeyAssertionSerializer()


class BeginPasskeySerializer(serializers.Serializer[Any]):
    """The current password may be left out within five minutes of a one-time code or passkey."""

    current_password = PasswordField(required=False)


class PasskeyNameSerializer(serializers.Serializer[Any]):
    """By which name its owner knows a passkey."""

    name = LineField(max_length=MAX_NAME_LENGTH)


class RegisterPasskeySerializer(PasskeyNameSerializer):
    """A new passkey, and by which name its owner knows it."""

    credential = NewCredentialSerializer()


class UsePasskeySerializer(serializers.Serializer[Any]):
    """A passkey that shows that its owner is there."""

    credential = UsedCredentialSerializer()


class SecondStepOptionsSerializer(serializers.Serializer[Any]):
    """Which log-in is halfway."""

    challenge = StringField(max_length=1000, help_text="From the answer of the first step.")


class SecondStepByPasskeySerializer(SecondStepOptionsSerializer, UsePasskeySerializer):
    """A passkey of whoever has passed the first step."""

    device_token = DeviceTokenField()


class LogInByPasskeySerializer(UsePasskeySerializer):
    """A passkey that logs its owner in."""

    reactivate = FlagField(
        required=False,
        default=False,
        help_text="Switch an account on again that its owner switched off.",
    )
    device_token = DeviceTokenField()


class PasskeySerializer(serializers.ModelSerializer[Passkey]):
    """A passkey as its owner sees it."""

    class Meta:
        model = Passkey
        fields = (
            "id",
            "name",
            "transports",
            "aaguid",
            "is_synced",
            "is_backed_up",
            "created_at",
            "last_used_at",
        )
        read_only_fields = fields


class AddedPasskeySerializer(PasskeySerializer):
    """A new passkey, and what lets its owner in without it."""

    recovery_codes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Shown this once. None unless the passkey is the first second factor of an "
        "account that had no codes.",
    )

    class Meta:
        model = Passkey
        fields = [*PasskeySerializer.Meta.fields, "recovery_codes"]
        read_only_fields = fields

    def to_representation(self, passkey: Passkey) -> dict[str, Any]:
        passkey.recovery_codes = self.context["recovery_codes"]  # type: ignore[attr-defined]
        return super().to_representation(passkey)


class PasskeyDescriptorSerializer(serializers.Serializer[Any]):
    """Which passkey is meant (PublicKeyCredentialDescriptorJSON)."""

    type = serializers.CharField()
    id = serializers.CharField(help_text="Base64url.")
    transports = serializers.ListField(child=serializers.CharField())


class PasskeyRelyingPartySerializer(serializers.Serializer[Any]):
    """To which site a passkey belongs."""

    id = serializers.CharField(help_text="A domain.")
    name = serializers.CharField()


class PasskeyUserSerializer(serializers.Serializer[Any]):
    """To whom a passkey belongs, as authenticators show it."""

    id = serializers.CharField(help_text="Base64url.")
    name = serializers.CharField()
    displayName = serializers.CharField()


class PasskeyAlgorithmSerializer(serializers.Serializer[Any]):
    """A kind of key."""

    type = serializers.CharField()
    alg = serializers.IntegerField(help_text="COSE.")


class PasskeySelectionSerializer(serializers.Serializer[Any]):
    """What an authenticator has to be able to do."""

    residentKey = serializers.CharField()
    requireResidentKey = serializers.BooleanField()
    userVerification = serializers.CharField()


class PasskeyCreationOptionsSerializer(serializers.Serializer[Any]):
    """For `PublicKeyCredential.parseCreationOptionsFromJSON`."""

    rp = PasskeyRelyingPartySerializer()
    user = PasskeyUserSerializer()
    challenge = serializers.CharField(help_text="Good once, for five minutes, in this session.")
    pubKeyCredParams = PasskeyAlgorithmSerializer(many=True)
    timeout = serializers.IntegerField(help_text="Milliseconds.")
    excludeCredentials = PasskeyDescriptorSerializer(many=True)
    authenticatorSelection = PasskeySelectionSerializer()
    attestation = serializers.CharField()


class PasskeyRequestOptionsSerializer(serializers.Serializer[Any]):
    """For `PublicKeyCredential.parseRequestOptionsFromJSON`."""

    challenge = serializers.CharField(help_text="Good once, for five minutes.")
    timeout = serializers.IntegerField(help_text="Milliseconds.")
    rpId = serializers.CharField(help_text="A domain.")
    allowCredentials = PasskeyDescriptorSerializer(many=True)
    userVerification = serializers.CharField()
