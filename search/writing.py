"""The loop of the process that writes an index, or waits for its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from search.indexer import Indexer

if TYPE_CHECKING:
    import threading

    from search.indexer import Source
    from search.place import Place

logger = structlog.get_logger("guildhall.search")

STEP_SECONDS = 0.5  # between two looks at the feed
WAIT_SECONDS = 2.0  # until a process that does not write asks again whether it should
MAX_WAIT_SECONDS = 60.0  # after several failures in a row


def keep_up_to_date(source: Source, place: Place, *, ending: threading.Event) -> None:
    """Write the index for as long as no other process does. Nothing that goes wrong ends it: it is
    tried again, after longer and longer waits.
    """
    waits = Waits()
    while not ending.is_set():
        try:
            with place.alone() as is_mine:
                if is_mine:
                    _write(Indexer(source, place), ending, waits)
        except OSError as error:
            logger.warning(
                "search_folder_unwritable", folder=str(place.folder), error=type(error).__name__
            )
            waits.failed()
        finally:
            connections.close_all()
        ending.wait(max(WAIT_SECONDS, waits.seconds))


class Waits:
    """How long to wait until the next try: twice as long after each failure."""

    def __init__(self) -> None:
        self.seconds = STEP_SECONDS

    def failed(self) -> None:
        self.seconds = min(self.seconds * 2, MAX_WAIT_SECONDS)

    def succeeded(self) -> None:
        self.seconds = STEP_SECONDS


def _write(indexer: Indexer, ending: threading.Event, waits: Waits) -> None:
    while not ending.is_set():
        try:
            indexer.step()
            waits.succeeded()
        except OSError:
            raise
        except DatabaseError as error:
            logger.warning("search_index_waits", error=type(error).__name__)
            connections.close_all()
            waits.failed()
        except Exception as error:
            logger.exception("search_index_failed", error=type(error).__name__)
            connections.close_all()
            waits.failed()
        close_old_connections()
        ending.wait(waits.seconds)
