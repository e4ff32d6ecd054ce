"""What operations are called in the OpenAPI schema, and so the functions of generated clients.

An operation is the words of its path and then what is done: `projects_list`, `me_profile_retrieve`,
`me_skills_create`. An event is its path alone, which ends in its verb: `auth_login`,
`projects_complete`.
"""

from __future__ import annotations

import re

# What DRF calls actions that are no events.
ON_RESOURCES = {"list", "retrieve", "create", "update", "partial_update", "destroy"}
# What is done, where only the viewset says to what.
ON_ITEMS = {
    "create": "add one",
    "retrieve": "read one",
    "update": "replace one",
    "partial_update": "change one",
    "destroy": "remove one",
}
SENTENCE_END = re.compile(r"\.(?:\s|$)")


def operation_id(*, path_words: list[str], action: str, does: str, is_post: bool) -> str:
    """The name of an operation. `does` is what its method does to a resource."""
    words = [re.sub(r"\W", "_", word) for word in path_words]
    is_event = is_post and action not in ON_RESOURCES
    return "_".join(words if is_event else [*words, does])


def summary(*, description: str, action: str = "") -> str | None:
    """The first sentence, and the action, where the description is that of a whole viewset."""
    sentence = SENTENCE_END.split(" ".join(description.split()), maxsplit=1)[0]
    if sentence and action in ON_ITEMS:
        sentence = f"{sentence}: {ON_ITEMS[action]}"
    return sentence or None
