"""`GET /profiles` as FastAPI's and SQLAlchemy's documentation would write it: the peer of the list.

Same database and cards: the twenty best freelancers by quality with their skills, relations loaded
as the documentation advises (`joinedload` for one, `selectinload` for many), and a response model.
It counts nothing and makes no cursors, which Guildhall does.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator  # noqa: TC003 - FastAPI reads the annotations
from datetime import date  # noqa: TC003
from decimal import Decimal  # noqa: TC003
from typing import Annotated
from uuid import UUID  # noqa: TC003

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import ARRAY, ForeignKey, Integer, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

engine = create_async_engine(os.environ["PEER_DATABASE_URL"], pool_size=16)
new_session = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()

SHOWN_FROM = 3
SHOWN_SKILLS = 12
EVIDENCE = ("claimed", "used", "confirmed")
LEVELS = ("beginner", "intermediate", "advanced", "expert")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "accounts_user"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    role: Mapped[str]


class Details(Base):
    __tablename__ = "profiles_freelancerdetails"

    profile_id: Mapped[UUID] = mapped_column(
        ForeignKey("profiles_profile.user_id"), primary_key=True
    )
    hourly_rate: Mapped[Decimal | None]
    currency: Mapped[str]
    availability: Mapped[str]
    paused_until: Mapped[date | None]
    experience_level: Mapped[str]
    education_level: Mapped[str]


class Skill(Base):
    __tablename__ = "profiles_skill"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class ProfileSkill(Base):
    __tablename__ = "profiles_profileskill"

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles_profile.user_id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("profiles_skill.id"))
    level: Mapped[str]
    evidence: Mapped[str]
    skill: Mapped[Skill] = relationship()


class Entry(Base):
    __tablename__ = "profiles_searchentry"

    profile_id: Mapped[UUID] = mapped_column(primary_key=True)
    quality: Mapped[int]


class Profile(Base):
    __tablename__ = "profiles_profile"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_user.id"), primary_key=True)
    headline: Mapped[str]
    bio: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    review_count: Mapped[int]
    rating_sum: Mapped[int]
    rating_histogram: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    user: Mapped[User] = relationship()
    details: Mapped[Details] = relationship()
    skills: Mapped[list[ProfileSkill]] = relationship()


class SkillOut(BaseModel):
    slug: str
    name: str
    level: str
    evidence: str


class ReputationOut(BaseModel):
    count: int
    mean: float | None


class CardOut(BaseModel):
    username: str
    full_name: str
    role: str
    headline: str
    summary: str
    avatar: None = None
    city: str
    country: str
    hourly_rate: str | None
    currency: str
    availability: str
    paused_until: date | None
    experience_level: str
    education_level: str
    skills: list[SkillOut]
    reputation: ReputationOut


class PageOut(BaseModel):
    results: list[CardOut]


async def get_session() -> AsyncIterator[AsyncSession]:
    async with new_session() as session:
        yield session


def rank(held: ProfileSkill) -> tuple[int, int, int]:
    level = LEVELS.index(held.level) if held.level else -1
    return (-EVIDENCE.index(held.evidence), -level, held.id)


def card(profile: Profile) -> CardOut:
    user, details = profile.user, profile.details
    count = profile.review_count
    mean = round(profile.rating_sum / count, 2) if count >= SHOWN_FROM else None
    return CardOut(
        username=user.username,
        full_name=f"{user.first_name} {user.last_name}".strip(),
        role=user.role,
        headline=profile.headline,
        summary=profile.bio[:200],
        city=profile.city,
        country=profile.country,
        hourly_rate=details.hourly_rate and str(details.hourly_rate),
        currency=details.currency,
        availability=details.availability,
        paused_until=details.paused_until,
        experience_level=details.experience_level,
        education_level=details.education_level,
        skills=[
            SkillOut(
                slug=held.skill.slug,
                name=held.skill.name,
                level=held.level,
                evidence=held.evidence,
            )
            for held in sorted(profile.skills, key=rank)[:SHOWN_SKILLS]
        ],
        reputation=ReputationOut(count=count, mean=mean),
    )


@app.get("/api/v1/profiles", response_model=PageOut)
async def profiles(
    database: Annotated[AsyncSession, Depends(get_session)], page_size: int = 20
) -> PageOut:
    query = (
        select(Profile)
        .join(Entry, Entry.profile_id == Profile.user_id)
        .options(
            joinedload(Profile.user),
            joinedload(Profile.details),
            selectinload(Profile.skills).joinedload(ProfileSkill.skill),
        )
        .order_by(Entry.quality.desc(), Entry.profile_id.desc())
        .limit(page_size)
    )
    found = await database.scalars(query)
    return PageOut(results=[card(profile) for profile in found])
