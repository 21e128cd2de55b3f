"""A feed's policy as a file: YAML (or JSON) with `base`, `block` and `permit`, read by `futae check --policy`.

What does not live here: what a policy may say (terms.policies), registry files (`registry_file`).
"""

from __future__ import annotations

from pathlib import Path

import yaml

from terms.errors import BadRequest
from terms.policies import DEFAULT, Policy, read_policy


def read_policy_file(path: Path | None) -> Policy:
    """The policy in a file; without a file the default. Raises BadRequest that names the file."""
    if path is None:
        return DEFAULT
    try:
        return read_policy(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (BadRequest, yaml.YAMLError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise BadRequest(f"{path} is no policy: {error}") from error
