"""The WSGI application that the production server runs: `granian --interface wsgi config.wsgi`."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Seconds until a thread that waits may take the interpreter from one that computes, five times
# sooner than by default: a small request beside a large one waits so long after each query.
sys.setswitchinterval(0.001)

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # Django itself would do so in the first request

for index in import_module("search.serving").registered().values():
    index.begin_with_requests()

# What is loaded by now stays for good. Looking through it for garbage takes 80 ms, which whoever
# asked for something meanwhile would wait for (docs/performance.md).
gc.collect()
gc.freeze()
