"""Skills that people with one's skills and career track have, and oneself lacks.

Peers are the freelancers whose skills are most like one's own; each speaks with the weight of the
rare skills shared, and twice when after the same career track. A skill's score is the share of
their weight that has it, less the share of all freelancers who have it: what is left is not by
chance (leverage, Piatetsky-Shapiro, 1991).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from profiles.candidates import candidates, holders
from profiles.models import FreelancerDetails, Profile, ProfileSkill, Skill
from profiles.search.tags import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from profiles.candidates import Candidate, Holders

MOST_PEERS = 60
FEWEST_PEERS = 3  # to speak of, who have a skill
SAME_TRACK = 2.0


@dataclass
class Support:
    """Who speaks for a skill."""

    weight: float = 0
    peers: int = 0
    on_track: int = 0


@dataclass(frozen=True)
class Recommendation:
    """A skill, how strongly it is recommended from 0 to 1, and why."""

    skill: Skill
    score: float
    reasons: list[dict[str, Any]] = field(default_factory=list)


def recommended_skills(profile: Profile, *, most: int = 20) -> list[Recommendation]:
    """The skills that this freelancer may want to add or learn, the best first. A constant number
    of queries; none for somebody without skills and without peers.
    """
    own = set(profile.skills.values_list("skill_id", flat=True))
    alike = candidates(sorted(own), most=MOST_PEERS)
    peers = [one for one in alike if one.profile_id != profile.pk]
    weights = _weights(peers, holders(own), on_track := _on_track(profile, peers))
    supports = {
        pk: support
        for pk, support in _supports(weights, own, on_track).items()
        if support.peers >= min(FEWEST_PEERS, len(peers))
    }
    skills = Skill.objects.accepted().select_related("parent").in_bulk(list(supports))
    everybody, whole = holders(skills), sum(weights.values()) or 1.0
    found = [
        _recommendation(skills[pk], support, support.weight / whole, own, everybody, len(peers))
        for pk, support in supports.items()
        if pk in skills
    ]
    positive = [one for one in found if one.score > 0]
    return sorted(positive, key=lambda one: (-one.score, one.skill.name))[:most]


def _on_track(profile: Profile, peers: list[Candidate]) -> set[UUID]:
    """The peers who are after the same career track."""
    details = getattr(profile, "details", None)
    if not details or not details.preferred_career_track:
        return set()
    same = FreelancerDetails.objects.filter(
        profile__in=[one.profile_id for one in peers],
        preferred_career_track__iexact=details.preferred_career_track,
    )
    return set(same.values_list("profile_id", flat=True))


def _weights(peers: list[Candidate], own: Holders, on_track: set[UUID]) -> dict[UUID, float]:
    return {
        one.profile_id: (SAME_TRACK if one.profile_id in on_track else 1.0)
        * sum(own.rarity(skill) for skill in own.skills if Kind.SKILL.tag(skill) in one.tags)
        for one in peers
    }


def _supports(weights: dict[UUID, float], own: set[int], on_track: set[UUID]) -> dict[int, Support]:
    held = ProfileSkill.objects.filter(profile__in=list(weights)).exclude(skill__in=own)
    supports: dict[int, Support] = defaultdict(Support)
    for skill_id, profile_id in held.values_list("skill_id", "profile_id"):
        support = supports[skill_id]
        support.weight += weights[profile_id]
        support.peers += 1
        support.on_track += profile_id in on_track
    return dict(supports)


def _recommendation(
    skill: Skill, support: Support, share: float, own: set[int], everybody: Holders, peers: int
) -> Recommendation:
    score = max(0.0, share - everybody.share(skill.pk))
    reasons: list[dict[str, Any]] = [
        {
            "code": "peers",
            "detail": _("%(number)d of %(peers)d freelancers with skills like yours have it.")
            % {"number": support.peers, "peers": peers},
            "share": round(support.peers / peers, 3),
        }
    ]
    if support.on_track:
        detail = _("%(number)d of them share your preferred career track.") % {
            "number": support.on_track
        }
        reasons.append({"code": "career_track", "detail": detail})
    if skill.parent_id in own and skill.parent:
        detail = _("It builds on %(parent)s, which you have.") % {"parent": skill.parent.name}
        reasons.append({"code": "builds_on", "detail": detail})
    return Recommendation(skill, round(score, 4), reasons)
