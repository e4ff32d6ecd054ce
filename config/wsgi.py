"""The WSGI application that the production server runs: `granian --interface wsgi config.wsgi`."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Seconds until a thread that waits may take the interpreter from one that computes, five times
# sooner than by default: a small request beside a large one waits so long after each query.
sys.setswitchinterval(0.001)

application = get_wsgi_application()
