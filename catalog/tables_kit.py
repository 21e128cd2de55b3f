"""What tables are declared with: the one MetaData, instants, and short forms of columns.

Instants are text of one width (`2020-01-15T00:00:00.000000Z`), so that they sort and read alike in every database.
What does not live here: any table (catalog.tables, catalog.tables_notify).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(sa.TypeDecorator[datetime]):
    """A UTC instant with microseconds as text; a naive datetime is refused (ValueError)."""

    impl = sa.String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002 - SQLAlchemy names it
        """To text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without time zone must not enter the catalog")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy names it
        """From text."""
        return None if value is None else datetime.fromisoformat(value)


JSON = sa.JSON(none_as_null=True)
SHA = sa.String(64)


def text(name: str, *more: Any, **options: Any) -> Column[str]:
    """A text; never null unless that is said."""
    return Column(name, sa.Text, *more, nullable=options.pop("nullable", False), **options)


def instant(name: str, *, nullable: bool = False) -> Column[datetime]:
    """An instant."""
    return Column(name, Instant, nullable=nullable)
