"""Pages of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, Field

Item = TypeVar("Item")


@dataclass(frozen=True)
class ListPage:
    """The part of a list that is asked for."""

    limit: int
    after: UUID | None


async def _page(
    limit: Annotated[int, Query(ge=1, le=200, description="how many at most")] = 50,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> ListPage:
    return ListPage(limit, cursor)


Paging = Annotated[ListPage, Depends(_page)]


@dataclass(frozen=True)
class ListSlice:
    """The part that is asked for of a list that is loaded whole."""

    limit: int
    start: int


async def _slice(
    limit: Annotated[int, Query(ge=1, le=500, description="how many at most")] = 200,
    cursor: Annotated[int, Query(ge=0, le=100_000, description="`next` of the page before")] = 0,
) -> ListSlice:
    return ListSlice(limit, cursor)


Slicing = Annotated[ListSlice, Depends(_slice)]


class Listed(BaseModel, Generic[Item]):
    """A page of a list; ``next`` is the cursor of the following page, or null."""

    items: list[Item]
    next: str | None = Field(None, description="the `cursor` of the following page; null: none")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:  # Any: as pydantic has it
        """Return the name of a list in the OpenAPI document: ``MemberList`` of ``MemberOut``."""
        return f"{params[0].__name__.removesuffix('Out')}List"


def listed(page: ListPage, items: Sequence[Item]) -> Listed[Item]:
    """Return a page of items with an ``id``; a full page has a next one."""
    full = len(items) == page.limit
    return Listed(items=list(items), next=str(getattr(items[-1], "id")) if full else None)  # noqa: B009 - Item has no bound: not every list is paged


def sliced(part: ListSlice, items: Sequence[Item]) -> Listed[Item]:
    """Return a part of a list that is loaded whole; its cursor counts what came before."""
    end = part.start + part.limit
    return Listed(items=list(items[part.start : end]), next=str(end) if items[end:] else None)
