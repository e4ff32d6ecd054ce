"""Codes for tests."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from otp.codes import hash_code
from otp.models import OneTimeCode, Purpose

CODE = "123456"


class OneTimeCodeFactory(factory.django.DjangoModelFactory[OneTimeCode]):
    """An open code, which is `CODE`."""

    class Meta:
        model = OneTimeCode
        skip_postgeneration_save = True

    phone_number = "+919820012345"
    purpose = Purpose.LOGIN
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=5))

    @factory.post_generation
    def code(self, create: bool, extracted: str | None, **_kwargs: object) -> None:
        self.code_hash = hash_code(self, extracted or CODE)
        OneTimeCode.objects.filter(pk=self.pk).update(code_hash=self.code_hash)
