"""The index of open projects that this process asks."""

from __future__ import annotations

from projects.search.source import ProjectSource
from search.serving import Served

project_index = Served(ProjectSource)
