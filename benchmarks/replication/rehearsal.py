"""The rehearsal of migrations, on a server of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.replication.cluster import new_primary

ENOUGH_TO_CHECK = ["--profiles", "2000", "--quiet-seconds", "1"]


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        server = new_primary(Path(folder) / "server", "-c shared_buffers=1GB -c max_wal_size=4GB")
        try:
            command = [sys.executable, "-m", "benchmarks.migration", *arguments]
            environment = os.environ | {"DATABASE_URL": server.url()}
            return subprocess.run(command, env=environment).returncode
        finally:
            server.stop("immediate")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ENOUGH_TO_CHECK))
