"""`GET /me` as FastAPI's and SQLAlchemy's documentation would write it: the peer of `GET me`.

Same database, same tokens, same checks: the signature and claims of the token, a live session, and
a user who may act, read by one joined query of the async ORM.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator  # noqa: TC003 - FastAPI reads the annotations
from datetime import datetime  # noqa: TC003
from typing import Annotated
from uuid import UUID

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

SIGNING_KEY = os.environ["JWT_SIGNING_KEY"]
# One connection for each of the load's, kept open: with fewer, SQLAlchemy opens and closes those
# that the pool is short of for every request, and that would be what is measured.
engine = create_async_engine(os.environ["PEER_DATABASE_URL"], pool_size=16)
new_session = async_sessionmaker(engine, expire_on_commit=False)
bearer = HTTPBearer()
app = FastAPI()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "accounts_user"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    phone_number: Mapped[str | None]
    username: Mapped[str]
    password: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    role: Mapped[str]
    status: Mapped[str]
    email_verified_at: Mapped[datetime | None]
    phone_verified_at: Mapped[datetime | None]
    pending_email: Mapped[str | None]
    pending_phone_number: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_login: Mapped[datetime | None]

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_verified(self) -> bool:
        return self.email_verified_at is not None or self.phone_verified_at is not None

    @property
    def is_logged_in(self) -> bool:
        return True  # it asks with a live session

    @property
    def has_only_phone(self) -> bool:
        has_other = self.email_verified_at is not None or not self.password.startswith("!")
        return self.phone_verified_at is not None and not has_other


class Session(Base):
    __tablename__ = "accounts_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_user.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str | None
    phone_number: str | None
    username: str
    first_name: str
    last_name: str
    full_name: str
    role: str
    status: str
    is_verified: bool
    is_logged_in: bool
    has_only_phone: bool
    email_verified_at: datetime | None
    phone_verified_at: datetime | None
    pending_email: str | None
    pending_phone_number: str | None
    created_at: datetime
    updated_at: datetime
    last_login: datetime | None


async def get_session() -> AsyncIterator[AsyncSession]:
    async with new_session() as session:
        yield session


async def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    database: Annotated[AsyncSession, Depends(get_session)],
) -> User:
    try:
        claims = jwt.decode(
            credentials.credentials,
            SIGNING_KEY,
            algorithms=["HS256"],
            audience="guildhall",
            issuer="guildhall",
        )
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, "Invalid token") from error
    query = (
        select(Session)
        .options(joinedload(Session.user))
        .where(
            Session.id == UUID(claims["sid"]),
            Session.user_id == UUID(claims["sub"]),
            Session.revoked_at.is_(None),
            Session.expires_at > func.now(),
        )
    )
    session = await database.scalar(query)
    if session is None or session.user.status not in {"pending", "active"}:
        raise HTTPException(401, "Session ended")
    return session.user


@app.get("/api/v1/me", response_model=UserOut)
async def me(user: Annotated[User, Depends(get_current_user)]) -> User:
    return user
