"""Agents: organisations (a consultant, a prefecture) that others let act for them.

The keys of an agent may use the feeds of such an organisation with the scopes that both the key and the grant have.
What a grant does not give: reading audiences, making keys or naming agents. What does not live here: what a key may do
(catalog.keys, which reads these rows at each request).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.keys import Caller, check_scopes, require_within
from catalog.orgs import require_org
from catalog.tables import agents, orgs
from terms.errors import BadRequest, NotThere

USUAL = ("upload", "publish")


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One grant: `agent` (its name in words: `name`) may act for `org` with these scopes, since `granted_at` (UTC)."""

    org: str
    agent: str
    name: str
    scopes: frozenset[str]
    granted_at: datetime


def put_agent(
    catalog: Catalog, org: str, agent: str, scopes: Iterable[str] = USUAL, *, now: datetime, by: Caller | None = None
) -> AgentRow:
    """Let an organisation act for `org`, or change with which scopes. `by` None is the person at this machine; anyone
    else gives no more than they have. Raises NotThere for an unknown organisation, BadRequest for no or unknown scopes
    and for itself, NotAllowed."""
    wanted = check_scopes(scopes)
    if not wanted:
        raise BadRequest("name one scope or more; an agent without any may do nothing")
    if org == agent:
        raise BadRequest("an organisation is not its own agent")
    require_within(by, wanted)
    same = (agents.c.org == org) & (agents.c.agent == agent)
    with write(catalog) as conn:
        require_org(conn, org)
        require_org(conn, agent)
        before = conn.execute(select(agents.c.scopes).where(same)).scalar()
        if before is None:
            conn.execute(agents.insert().values(org=org, agent=agent, scopes=sorted(wanted), granted_at=now))
        elif frozenset(before) != wanted:
            conn.execute(agents.update().where(same).values(scopes=sorted(wanted), granted_at=now))
        if before is None or frozenset(before) != wanted:
            detail = {"agent": agent, "scopes": sorted(wanted)}
            _note(conn, "agent.add" if before is None else "agent.change", org, detail, by, now)
        return _agent_row(conn.execute(_granted().where(same)).one())


def list_agents(catalog: Catalog, org: str) -> list[AgentRow]:
    """Who may act for an organisation, by slug."""
    with read(catalog) as conn:
        rows = conn.execute(_granted().where(agents.c.org == org).order_by(agents.c.agent)).all()
    return [_agent_row(row) for row in rows]


def get_agent(catalog: Catalog, org: str, agent: str) -> AgentRow:
    """One grant; raises NotThere."""
    with read(catalog) as conn:
        row = conn.execute(_granted().where(agents.c.org == org, agents.c.agent == agent)).first()
    if row is None:
        raise _not_there(org, agent)
    return _agent_row(row)


def remove_agent(catalog: Catalog, org: str, agent: str, *, now: datetime, by: Caller | None = None) -> None:
    """Take the grant back; the agent's next request finds it gone. Raises NotThere."""
    with write(catalog) as conn:
        if conn.execute(agents.delete().where(agents.c.org == org, agents.c.agent == agent)).rowcount == 0:
            raise _not_there(org, agent)
        _note(conn, "agent.remove", org, {"agent": agent}, by, now)


def _note(conn: Connection, action: str, org: str, detail: dict[str, Any], by: Caller | None, now: datetime) -> None:
    audit.note(conn, actor=by.actor if by else "local", action=action, subject=org, detail=detail, now=now)


def _granted() -> Select[Any]:
    return select(agents, orgs.c.name).join(orgs, orgs.c.org == agents.c.agent)


def _agent_row(row: Row[Any]) -> AgentRow:
    return AgentRow(row.org, row.agent, row.name, frozenset(row.scopes), row.granted_at)


def _not_there(org: str, agent: str) -> NotThere:
    return NotThere(f"{agent} is no agent of {org}")
