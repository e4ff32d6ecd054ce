"""The index of freelancers that this process asks."""

from __future__ import annotations

from profiles.search.source import ProfileSource
from search.serving import Served

profile_index = Served(ProfileSource)
