"""Write the schema as openapi-python-client reads it: `prepare.py schema.json prepared.json`.

It takes every route that has a security requirement for one that needs a token, and its functions
refuse a client without one (openapi-generators/openapi-python-client#1372). Where a token may be
sent and need not be, the requirement is taken away: the functions then accept both.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(source: str, target: str) -> None:
    schema = json.loads(Path(source).read_text())
    for operations in schema["paths"].values():
        for operation in operations.values():
            if {} in operation.get("security", []):
                del operation["security"]
    Path(target).write_text(json.dumps(schema))


if __name__ == "__main__":
    main(*sys.argv[1:])
