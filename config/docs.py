"""The API's documentation pages, served from packages: nothing loads from another origin."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

# Both pages style themselves by script; what runs comes from our own origin alone.
STYLES_BY_SCRIPT = csp_update({"style-src": [SELF, UNSAFE_INLINE], "worker-src": [SELF, "blob:"]})


@method_decorator(STYLES_BY_SCRIPT, name="dispatch")
class SwaggerPage(SpectacularSwaggerSplitView):
    """Try the API."""


@method_decorator(STYLES_BY_SCRIPT, name="dispatch")
class RedocPage(SpectacularRedocView):
    """Read the API."""

    template_name = "config/redoc.html"
