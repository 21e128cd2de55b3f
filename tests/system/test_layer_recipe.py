"""The recipe of examples/toilets: a layer is one folder and one format file; tiles, items, style and reference follow.

Done in a scratch copy of the repository, with the interpreter of this one.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import mapbox_vector_tile
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "toilets"
CSV = (
    "市区町村名,NO,名称,名称_カナ,緯度,経度,男性トイレ総数,車椅子使用者用トイレ有無\n"
    "汐見市,1,港公園,ミナトコウエン,34.050000,133.950000,2,有\n"
    "汐見市,2,岬展望台,ミサキテンボウダイ,34.060000,133.960000,1,無\n"
    "汐見市,3,丘の上,オカノウエ,,,1,無\n"
)
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    """A copy of what git knows here, with the example laid over it."""
    folder = tmp_path_factory.mktemp("scratch") / "futae"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "before"]):
        run(folder, "git", "-c", "user.name=t", "-c", "user.email=t@example.com", *words)
    for part in ("feeds", "layers", "tests"):
        shutil.copytree(EXAMPLE / part, folder / part, dirs_exist_ok=True)
    return folder


def environ(folder: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FUTAE_")}
    return {**kept, "PYTHONPATH": str(folder), **more}


def run(folder: Path, *words: str, **more: str) -> str:
    done = subprocess.run(words, cwd=folder, env=environ(folder, **more), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def python(folder: Path, *words: str, **more: str) -> str:
    return run(folder, sys.executable, *words, **more)


def test_the_diff_is_one_folder_one_format_file_and_their_tests(scratch: Path) -> None:
    touched = run(scratch, "git", "status", "--porcelain", "-uall").split("\n")
    assert sorted(line[3:] for line in touched if line) == [
        "feeds/formats/documents/municipal_toilets.py",
        "layers/base/toilets/__init__.py",
        "layers/base/toilets/build.py",
        "layers/base/toilets/columns.py",
        "layers/base/toilets/contract.py",
        "layers/base/toilets/tiles.py",
        "tests/feeds/formats/test_municipal_toilets.py",
        "tests/layers/test_toilets.py",
    ]


def test_its_tests_and_the_linters_hold(scratch: Path) -> None:
    python(scratch, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/feeds/formats/test_municipal_toilets.py",
           "tests/layers/test_toilets.py")  # fmt: skip
    python(scratch, "-m", "ruff", "check", "feeds", "layers", "tests/layers", "tests/feeds/formats")
    python(scratch, "-m", "ruff", "format", "--check", "feeds", "layers", "tests/layers", "tests/feeds/formats")
    python(scratch, "-m", "mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "recipe"), "feeds", "layers")


def test_the_reference_follows(scratch: Path) -> None:
    python(scratch, "-m", "futae.cli", "docs")
    reference = scratch / "docs" / "reference"
    assert "### `toilets`: 公衆トイレ / Public toilets" in (reference / "layers.md").read_text()
    assert "`toilets_position_unreadable`" in (reference / "notices.md").read_text()
    python(scratch, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/laws/test_reference.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_items_tiles_style_and_report_follow(scratch: Path, tmp_path: Path) -> None:
    given, home, port = tmp_path / "toilets.csv", tmp_path / "home", free_port()
    given.write_text(CSV, encoding="cp932")
    said = python(scratch, "-m", "futae.cli", "demo", "--no-serve", "--home", str(home), str(given))
    assert "2 toilets" in said
    words = [sys.executable, "-m", "futae.cli", "serve", "--home", str(home), "--port", str(port), "--no-worker"]
    service = subprocess.Popen(words, cwd=scratch, env=environ(scratch, FUTAE_SERVE_UNSTATED="1"))
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/v1", timeout=10) as client:
            wait_for(client)
            items = client.get("/collections/toilets/items").json()["features"]
            assert [one["properties"]["toilet_name"] for one in items] == ["港公園", "岬展望台"]
            tile = mapbox_vector_tile.decode(client.get("/tilesets/toilets/14/14288/6542.mvt").content)
            names = [f["properties"]["name"] for f in tile["toilets"]["features"]]
            assert names == ["港公園"]
            drawn = [x for x in client.get("/styles/futae.json").json()["layers"] if x.get("source") == "toilets"]
            assert {x["source-layer"] for x in drawn} == {"toilets"}
            assert client.get("/collections/toilets").json()["count"] == 2
            feed = client.get("/feeds").json()["feeds"][0]["feed"]
            report = client.get(f"/feeds/{feed}/versions/1/report?lang=ja").json()
            assert [n["code"] for n in report["notices"]] == ["toilets_position_unreadable"]
            found = client.get("/search", params={"q": "みなと"}).json()["results"]
            assert [one["name"] for one in found] == ["港公園"]
    finally:
        service.terminate()
        service.wait(timeout=20)


def wait_for(client: httpx.Client) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            client.get("/releases/current").raise_for_status()
            return
        except httpx.HTTPError:
            assert time.monotonic() < end, "the service did not answer"
            time.sleep(0.2)
