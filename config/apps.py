"""The project itself as an application: it brings the commands that concern every app."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
