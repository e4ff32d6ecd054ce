"""A profile as search engines read it: schema.org's ProfilePage about a Person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings

if TYPE_CHECKING:
    from profiles.models import Profile

SUMMARY = 200  # characters of the bio


def page_url(username: str) -> str:
    """The one address of somebody's page."""
    return f"{settings.SITE_URL}/@{username}"


def picture_url(data: dict[str, Any]) -> str | None:
    """The whole address of the largest picture."""
    avatar = data["avatar"]
    return urljoin(settings.SITE_URL + "/", avatar["large"]) if avatar else None


def description(data: dict[str, Any]) -> str:
    """Who it is in a line or two."""
    return str(data["headline"] or data["bio"][:SUMMARY])


def profile_page(profile: Profile, data: dict[str, Any]) -> dict[str, Any]:
    """The page and the person, of what everybody sees of them. Only proved links count as the same
    person.
    """
    person = {
        "@type": "Organization" if data["organisation_name"] else "Person",
        "@id": page_url(data["username"]),
        "name": data["organisation_name"] or data["full_name"] or data["username"],
        "alternateName": data["username"],
        "url": page_url(data["username"]),
        "description": description(data),
        "image": picture_url(data),
        "sameAs": [link["url"] for link in data["links"] if link["verified_at"]],
        "knowsAbout": [skill["name"] for skill in data["skills"]],
        "knowsLanguage": [one["language"] for one in data["languages"]],
        "address": _address(data),
    }
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "dateCreated": profile.created_at,
        "dateModified": profile.updated_at,
        "mainEntity": {name: value for name, value in person.items() if value},
    }


def _address(data: dict[str, Any]) -> dict[str, str] | None:
    place = {"addressLocality": data["city"], "addressCountry": data["country"]}
    known = {name: value for name, value in place.items() if value}
    return {"@type": "PostalAddress", **known} if known else None
