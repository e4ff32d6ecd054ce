"""What a web worker is when it begins to serve."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

from operations.tests.production import environment

LOOK = """
import gc, json, sys
import config.wsgi
loaded = {name.split(".")[0] for name in sys.modules}
in_reach = sum(len(gc.get_objects(generation)) for generation in range(3))
print(json.dumps({"frozen": gc.get_freeze_count(), "in_reach": in_reach, "loaded": list(loaded)}))
"""


@pytest.mark.django_db
def test_what_is_loaded_is_no_work_for_the_garbage_collector_and_redis_is_not_loaded() -> None:
    command = [sys.executable, "-c", LOOK]
    done = subprocess.run(
        command, env=environment(), cwd=settings.BASE_DIR, check=True, capture_output=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["frozen"] > 50 * found["in_reach"]
    assert "profiles" in found["loaded"]
    assert "redis" not in found["loaded"]
