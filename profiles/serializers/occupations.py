"""Occupations, as they are shown."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class OccupationSkillSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class OccupationSerializer(serializers.Serializer[Any]):
    """An occupation of the vocabulary."""

    slug = serializers.CharField()
    name = serializers.CharField()
    skills = OccupationSkillSerializer(many=True, help_text="That its people usually have.")
