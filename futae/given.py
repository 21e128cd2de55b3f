"""What a command was given: settings of the environment with its options put over them.

Light on purpose: `futae check` starts from here without the pipeline's engine, which takes seconds to load.
What does not live here: the options' words (`options`), opening what the settings name (`home`).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from terms.settings import Settings, read_settings


def settings_for(home: Path | None, *, today: date | None = None, serve_unstated: bool | None = None) -> Settings:
    """Settings of the environment, with the options that a command was given put over them."""
    environ = dict(os.environ)
    if home is not None:
        environ["FUTAE_HOME"] = str(home)
    settings = read_settings(environ)
    if today is not None:
        settings = replace(settings, today=today)
    if serve_unstated is not None:
        settings = replace(settings, serve_unstated=serve_unstated)
    return settings
