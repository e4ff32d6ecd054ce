"""A process that reads rows for another one (`search.reading`), which starts it and tells it how.

Its only connection is the pipe to that process, and it ends when that does, however it ends.
"""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from typing import Any

import django
from django.conf import settings


def main() -> None:
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    pipe = Connection(int(sys.argv[1]))
    settings.DATABASES, settings.SEARCH_FOLDER = pipe.recv()
    django.setup()
    read = pipe.recv()  # of an app
    gc.freeze()  # what is loaded stays: looking through it for garbage took a tenth of all time
    threading.Thread(target=_listen, args=(pipe, asked), daemon=True).start()
    while True:
        pipe.send(_answer(read, asked.get()))


def _listen(pipe: Connection, asked: queue.SimpleQueue[Any]) -> None:
    """By a thread, so that neither process waits for the other to listen, and so that this one ends
    at once when nobody waits for it any more.
    """
    try:
        while True:
            asked.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)


def _answer(read: Any, row_ids: Any) -> Any:
    try:
        return read(row_ids)
    except Exception as error:
        error.add_note(f"In a process that reads:\n{traceback.format_exc()}")
        return error


if __name__ == "__main__":
    main()
