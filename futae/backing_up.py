"""`futae backup` and `futae restore`: the sweeper's lease, the catalogs, the words.

What does not live here: rows and bytes (catalog.backup), the options' words (cli_backup).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from catalog import backup as rows_and_bytes
from catalog.open import open_catalog
from catalog.store import FolderStore
from pipelines.leases import held_lease
from pipelines.sweep import LEASE, Keeper
from pipelines.workshop import clock, holder_name
from terms.errors import Conflict
from terms.settings import Settings

Say = Callable[[str], None]
WORDS = {
    "ja": {
        "made": "バックアップ {generation}：{rows} 行、{files} 個のファイル（新規 {new_files} 個）",
        "missing": "台帳にあるのに保管庫にないもの：{n} 個（{folder} の backup.json に一覧）",
        "gone": "古いバックアップを消しました：{names}",
        "filled": "{generation} から復元しました：{rows} 行、{files} 個のファイル",
        "next": "次は futae serve --home {home}。Dagster の実行履歴は含まれません",
    },
    "en": {
        "made": "backup {generation}: {rows} rows, {files} files ({new_files} new, {new_bytes} bytes)",
        "missing": "named by the catalog but not in the store: {n} (listed in backup.json of {folder})",
        "gone": "older backups removed: {names}",
        "filled": "restored from {generation}: {rows} rows, {files} files",
        "next": "next: futae serve --home {home}; the history of Dagster's runs is not part of a backup",
    },
}


def backup(settings: Settings, folder: Path, keep: int | None, say: Say, *, lang: str) -> bool:
    """Make a generation beside a running service, and let go of older ones; True when nothing was missing.

    Raises SettingsError for a home that an older Futae wrote, Conflict while a sweep or another backup is at work."""
    words = WORDS["en" if lang == "en" else "ja"]
    catalog = open_catalog(settings.database_url, FolderStore(Path(settings.store_url)), migrate=False)
    try:
        with held_lease(Keeper(catalog, settings, holder_name("backup")), LEASE) as fencing:
            if fencing is None:
                raise Conflict("futae gc, or another backup, is at work on this home: wait for it")
            made = rows_and_bytes.backup(catalog, folder, now=clock())
    finally:
        catalog.close()
    say(words["made"].format(**_numbers(made)))
    if made.missing:
        say(words["missing"].format(n=len(made.missing), folder=folder / made.generation))
    gone = rows_and_bytes.forget(folder, keep) if keep is not None else []
    if gone:
        say(words["gone"].format(names=", ".join(gone)))
    return not made.missing


def restore(settings: Settings, folder: Path, generation: str | None, say: Say, *, lang: str) -> None:
    """Fill the empty home that the settings name. Raises NotThere, Conflict, StoreError, NewerDatabase."""
    words = WORDS["en" if lang == "en" else "ja"]
    settings.home.mkdir(parents=True, exist_ok=True)
    catalog = open_catalog(settings.database_url, FolderStore(Path(settings.store_url)))
    try:
        made = rows_and_bytes.restore(folder, catalog, generation)
    finally:
        catalog.close()
    say(words["filled"].format(**_numbers(made)))
    say(words["next"].format(home=settings.home))


def _numbers(made: rows_and_bytes.Backup) -> dict[str, object]:
    return {
        "generation": made.generation,
        "rows": f"{made.rows:,}",
        "files": f"{made.files:,}",
        "new_files": f"{made.new_files:,}",
        "new_bytes": f"{made.new_bytes:,}",
    }
