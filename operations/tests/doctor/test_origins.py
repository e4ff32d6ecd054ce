"""What the doctor says of patterns of origins: whichever fits a stranger's is refused, with why."""

from __future__ import annotations

import pytest

from operations.doctor.origins import what_is_wrong_with

UNANCHORED, DOT, NO_DOMAIN, SHARED = "is not anchored", "has a dot", "does not end in", "anybody"


@pytest.mark.parametrize(
    "pattern",
    [
        r"^https://pr-[0-9]+[.]preview[.]example[.]com$",
        r"^https://pr-\d{1,5}\.preview\.example\.com$",
        r"^https://(www|app)[.]example[.]com$",
        r"^https://example[.]com(:8443)?$".replace("(:8443)?", ":8443"),
        r"^https?://localhost:\d+$",
        r"^http://localhost:5173$",
        r"^http://127[.]0[.]0[.]1:\d+$",
        r"^https://market-[a-z0-9-]+-our-team[.]vercel[.]app$",
        r"^https://[a-z0-9-]+--market[.]netlify[.]app$",
    ],
)
def test_a_pattern_of_ones_own_origins_is_fit(pattern):
    assert what_is_wrong_with(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (".*", UNANCHORED),
        ("", UNANCHORED),
        ("^.*$", UNANCHORED),
        ("^$", UNANCHORED),
        (r"https://[a-z]+[.]example[.]com$", UNANCHORED),
        (r"^https://[a-z]+[.]example[.]com", UNANCHORED),
        (r"^https://[a-z]+[.]example[.]com\$", UNANCHORED),
        (r"^https://a[.]example[.]com$|^https://b", UNANCHORED),
        (r"(?i)^https://a[.]example[.]com$", UNANCHORED),
        (r"^[a-z]+://a[.]example[.]com$", UNANCHORED),
        (r"^https://.*[.]example[.]com$", DOT),
        (r"^https://[a-z]+.example.com$", DOT),
        (r"^https://[a-z]+\.example.com$", DOT),
        (r"^https://[^/]+$", NO_DOMAIN),
        (r"^https://\w+[.]com$", NO_DOMAIN),
        (r"^https://[a-z.]+$", NO_DOMAIN),
        (r"^https://preview-[a-z.]+[.]com$", NO_DOMAIN),
        (r"^https://[a-z]+example[.]com$", NO_DOMAIN),
        (r"^https://[a-z]*[.]?example[.]com$", NO_DOMAIN),
        (r"^https://[a-z]+[.](example|evil)[.]com$", NO_DOMAIN),
        (r"^https://[a-z0-9-]+[.]vercel[.]app$", SHARED),
        (r"^https://[a-z]+[.]github[.]io$", SHARED),
        (r"^https://[a-z]+[.]co[.]uk$", SHARED),
        (r"^https://[a-z$", "is no regular expression"),
        (r"^https://(a$", "is no regular expression"),
    ],
)
def test_a_pattern_that_fits_strangers_is_refused_with_the_reason(pattern, problem):
    assert problem in what_is_wrong_with(pattern)


@pytest.mark.django_db
def test_the_doctor_names_the_pattern_and_says_what_to_write(settings, diagnose):
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://a[.]example[.]com$", "https://.*"]
    (found,) = (one for one in diagnose().values() if one["id"] == "guildhall.E016")
    assert found["what"].startswith("The pattern https://.* in CORS_ALLOWED_ORIGIN_REGEXES is not")
    assert found["area"] == "settings"
    assert "docs/browsers.md" in found["fix"]
