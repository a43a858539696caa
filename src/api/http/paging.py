"""Pages of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel

Item = TypeVar("Item")


@dataclass(frozen=True)
class ListPage:
    """Which part of a list is asked for."""

    limit: int
    after: UUID | None


async def _page(
    limit: Annotated[int, Query(ge=1, le=200, description="how many at most")] = 50,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> ListPage:
    return ListPage(limit, cursor)


Paging = Annotated[ListPage, Depends(_page)]


class Listed(BaseModel, Generic[Item]):
    """A page of a list; ``next`` is the cursor of the following page, or null."""

    items: list[Item]
    next: str | None = None


def listed(page: ListPage, items: Sequence[Item]) -> Listed[Item]:
    """Return a page of items with an ``id``; a full page has a next one."""
    full = len(items) == page.limit
    return Listed(items=list(items), next=str(getattr(items[-1], "id")) if full else None)  # noqa: B009 - Item has no bound: not every list is paged
