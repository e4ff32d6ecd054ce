"""Parameters that a page of a search does not know: a misspelt filter never shows everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from foundation import cursors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from foundation.forms.serialized import PageForm

OF_EVERY_LIST = frozenset({cursors.CURSOR, cursors.PAGE_SIZE, "csrfmiddlewaretoken"})
# Mail programs, social networks and advertisers add these to a link that somebody passes on. They
# ask for nothing, and a link that works for who sent it works for who gets it.
ADDED_TO_LINKS = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|gad_\w+|msclkid|twclid|ttclid|yclid|igshid|"
    r"igsh|li_fat_id|mc_[ce]id|mkt_tok|_ga|_gl|_hs\w+|hs\w+Tracking|vero_id|srsltid",
    re.ASCII,
)


def unknown_of(sent: Iterable[str], known: Collection[str]) -> list[str]:
    """The parameters that a page with a list does not know."""
    return [
        name
        for name in sent
        if not (name in OF_EVERY_LIST or name in known or ADDED_TO_LINKS.fullmatch(name))
    ]


def refuse_unknown(form: PageForm, sent: Iterable[str], known: Collection[str] = ()) -> bool:
    """Whether something was sent that the page does not know, which the form then says."""
    unknown = unknown_of(sent, {*form.fields, *known})
    for name in unknown:
        form.refuse(None, _("There is no filter called “%(name)s”.") % {"name": name})
    return bool(unknown)
