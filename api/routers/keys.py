"""Keys of an organisation's persons, and the organisations that act for it: for its own administrators.

An agent may never make keys or name agents, whatever its scopes: they would outlive the grant. What does not live here:
the same by command (futae.cli_keys), what the key of a request is for (me).
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import CallerDep, StateDep
from api.headers import NO_STORE, PRIVATE
from api.models import problems
from api.models_keys import AgentIn, AgentModel, Agents, KeyIn, KeyMade, KeyModel, Keys, ReplaceIn
from api.state import State
from catalog import agents, keys, orgs
from catalog.agents import AgentRow
from catalog.keys import Caller, KeyRow
from terms.clocks import instant_text
from terms.errors import BadRequest

router = v1_router("organisations", "/orgs/{org}")
EXAMPLE = """curl -X POST -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{"person": "佐藤", "scopes": ["upload", "publish"]}' http://127.0.0.1:8000/v1/orgs/shiomi/keys"""
REPLACE = (
    """curl -X POST -H "Authorization: Bearer $KEY" http://127.0.0.1:8000/v1/orgs/shiomi/keys/0a1b2c3d4e5f/replace"""
)
AGENT = """curl -X PUT -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{"scopes": ["upload"]}' http://127.0.0.1:8000/v1/orgs/shiomi/agents/daiko"""


def _own(state: State, caller: Caller, org: str) -> None:
    caller.require_own_admin(org)
    orgs.get_org(state.catalog, org)


@router.get("/keys", response_model=Keys, responses=problems(400, 401, 403, 404))
def list_keys(org: str, response: Response, state: StateDep, caller: CallerDep) -> Keys:
    """The keys of an organisation (scope admin): person, scopes, when made, last used and ended; never a secret."""
    _own(state, caller, org)
    response.headers["Cache-Control"] = PRIVATE
    return Keys(keys=[_key(one) for one in keys.list_keys(state.catalog, org)])


@router.post(
    "/keys", response_model=KeyMade, status_code=201, responses=problems(400, 401, 403, 404),
    openapi_extra={"x-codeSamples": [{"lang": "Shell", "source": EXAMPLE}]},
)  # fmt: skip
def make_key(org: str, body: KeyIn, response: Response, state: StateDep, caller: CallerDep) -> KeyMade:
    """Make a key for a person (scope admin), with no scope or read grant that the caller's key lacks. The secret is in
    this answer only."""
    _own(state, caller, org)
    if not body.person.strip():
        raise BadRequest("say which person will hold the key")
    secret = keys.add_key(
        state.catalog, org, body.scopes, body.grants, person=body.person, now=state.now(), by=caller
    )  # fmt: skip
    return _made(state, org, secret, response)


@router.post(
    "/keys/{key_id}/replace", response_model=KeyMade, status_code=201, responses=problems(400, 401, 403, 404, 409),
    openapi_extra={"x-codeSamples": [{"lang": "Shell", "source": REPLACE}]},
)  # fmt: skip
def replace_key(
    org: str, key_id: str, response: Response, state: StateDep, caller: CallerDep, body: ReplaceIn | None = None
) -> KeyMade:
    """Make a new key for the same person, scopes and read grants (scope admin); the old one ends at once, or after
    `grace_h` hours. 409 when it was replaced or ended before. The secret is in this answer only."""
    _own(state, caller, org)
    grace_h = body.grace_h if body else 0
    secret = keys.replace_key(state.catalog, org, key_id, now=state.now(), grace_h=grace_h, by=caller)
    return _made(state, org, secret, response)


@router.delete("/keys/{key_id}", status_code=204, responses=problems(400, 401, 403, 404, 409))
def end_key(org: str, key_id: str, state: StateDep, caller: CallerDep) -> None:
    """End a key at once (scope admin). 409 for the last key of scope admin: nobody could replace a lost one."""
    _own(state, caller, org)
    keys.revoke_key(state.catalog, org, key_id, now=state.now(), by=caller)


@router.get("/agents", response_model=Agents, responses=problems(400, 401, 403, 404))
def list_agents(org: str, response: Response, state: StateDep, caller: CallerDep) -> Agents:
    """The organisations that may act for this one, and with which scopes (scope admin)."""
    _own(state, caller, org)
    response.headers["Cache-Control"] = PRIVATE
    return Agents(agents=[_agent(one) for one in agents.list_agents(state.catalog, org)])


@router.get("/agents/{agent}", response_model=AgentModel, responses=problems(400, 401, 403, 404))
def get_agent(org: str, agent: str, response: Response, state: StateDep, caller: CallerDep) -> AgentModel:
    """One organisation that may act for this one (scope admin)."""
    _own(state, caller, org)
    response.headers["Cache-Control"] = PRIVATE
    return _agent(agents.get_agent(state.catalog, org, agent))


@router.put(
    "/agents/{agent}", response_model=AgentModel, responses=problems(400, 401, 403, 404),
    openapi_extra={"x-codeSamples": [{"lang": "Shell", "source": AGENT}]},
)  # fmt: skip
def put_agent(
    org: str, agent: str, response: Response, state: StateDep, caller: CallerDep, body: AgentIn | None = None
) -> AgentModel:
    """Let another organisation act for this one (scope admin): its keys may then use this organisation's feeds, with
    scopes that both the key and this grant have. It reads no audience by it, and makes no keys."""
    _own(state, caller, org)
    scopes = (body or AgentIn()).scopes
    row = agents.put_agent(state.catalog, org, agent, scopes, now=state.now(), by=caller)
    response.headers["Cache-Control"] = NO_STORE
    return _agent(row)


@router.delete("/agents/{agent}", status_code=204, responses=problems(400, 401, 403, 404))
def remove_agent(org: str, agent: str, state: StateDep, caller: CallerDep) -> None:
    """Take it back (scope admin): the agent's next request is refused. What it sent and published stays."""
    _own(state, caller, org)
    agents.remove_agent(state.catalog, org, agent, now=state.now(), by=caller)


def _made(state: State, org: str, secret: str, response: Response) -> KeyMade:
    response.headers["Cache-Control"] = NO_STORE
    row = keys.get_key(state.catalog, org, keys.key_id_of(secret))
    return KeyMade(secret=secret, **_key(row).model_dump())


def _key(row: KeyRow) -> KeyModel:
    own = f"/v1/orgs/{row.org}/keys"
    return KeyModel(
        id=row.key_id, prefix=row.prefix, person=row.person, scopes=sorted(row.scopes), grants=list(row.grants),
        made_at=instant_text(row.created_at), last_used_on=row.used_on or None,
        ended_at=instant_text(row.revoked_at) if row.revoked_at else None, replaces=row.replaces or None,
        links={"keys": own, "replace": f"{own}/{row.key_id}/replace"},
    )  # fmt: skip


def _agent(row: AgentRow) -> AgentModel:
    return AgentModel(
        agent=row.agent, name=row.name, scopes=sorted(row.scopes), granted_at=instant_text(row.granted_at),
        links={"self": f"/v1/orgs/{row.org}/agents/{row.agent}"},
    )  # fmt: skip
