"""The written-out query of every request reads what the ORM reads."""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict

from accounts.models import Session
from accounts.session_lookup import live_session
from accounts.tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


def test_the_written_query_reads_what_the_orm_reads():
    made = SessionFactory(user__phone_number="+919820012345", ip_address="2001:db8::1")
    read = live_session(session_id=made.pk, user_id=made.user_id)
    expected = Session.objects.live().select_related("user").get()
    assert read is not None
    for ours, orms in ((read, expected), (read.user, expected.user)):
        assert {f.attname: getattr(ours, f.attname) for f in ours._meta.concrete_fields} == {
            f.attname: getattr(orms, f.attname) for f in orms._meta.concrete_fields
        }
    assert not read.user.get_deferred_fields()
    read.user.first_name = "Changed"
    read.user.save()
    assert model_to_dict(Session.objects.get().user)["first_name"] == "Changed"
