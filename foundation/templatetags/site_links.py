"""Links of mails and text messages in their templates."""

from __future__ import annotations

from django import template

from foundation import site_links

register = template.Library()

register.simple_tag(site_links.link, name="site_link")
register.simple_tag(site_links.own_link, name="own_link")
register.simple_tag(site_links.link_to, name="link_to")
