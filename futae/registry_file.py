"""Registry files: which files and which address belong to which feed, with licence and audience. YAML, read by
`futae demo --registry` (files) and `futae follow` (addresses).

    feeds:
      - feed: unobus/main
        title: 宇野バス
        holder: 宇野自動車株式会社                 # who is credited; without it, whom the file names
        licence: [CC0-1.0]                        # unknown, when left out
        audience: public
        timezone: Asia/Tokyo                      # only where the file's own is wrong
        edition: auto                             # auto, v2, v3 or v4
      policy: {base: strict, permit: [jp_agency_id_required], block: []}  # what blocks; default when left out
        silent_after_days: 90                     # told of when nothing new came for so long; never when left out
        files: [GTFS-JP.zip, unobus_2020.zip]     # generations of one feed, oldest first
        url: https://example.jp/gtfs.zip          # where it is followed; `files`, `url` or both
        every_hours: 24                           # how often it is asked there

Every mistake is told with its line, all of them at once. What does not live here: following (futae.following), which
addresses may be called (terms.outside).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from catalog.feeds import EDITIONS, check_silent
from catalog.sources import check_hours
from futae.names import ORG, feed_slug
from terms.audiences import PUBLIC, parse_audience
from terms.errors import BadRequest
from terms.ids import FeedKey
from terms.licences import LICENCES
from terms.policies import DEFAULT, Policy, read_policy

KEYS = (
    "feed", "title", "holder", "licence", "audience", "timezone", "edition", "files", "policy", "silent_after_days",
    "url", "every_hours",
)  # fmt: skip
_MISTAKES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FeedFiles:
    """One feed and its files, oldest generation first."""

    key: FeedKey
    files: tuple[Path, ...]
    licence_ids: tuple[str, ...]
    audience: str = PUBLIC
    edition: str = "auto"
    title: str = ""
    holder: str = ""
    timezone: str | None = None
    policy: Policy | None = None
    silent_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Feeds to take in. `absent`: files that the registry names and nobody gave, with their feed, in its order."""

    feeds: tuple[FeedFiles, ...]
    absent: tuple[tuple[FeedKey, str], ...] = ()

    @property
    def files(self) -> int:
        """How many files there are."""
        return sum(len(one.files) for one in self.feeds)


@dataclass(frozen=True, slots=True)
class Entry:
    """One feed as the registry tells it; `names` are its files' names, oldest generation first; `url` is where it
    is followed ('': nowhere)."""

    key: FeedKey
    names: tuple[str, ...]
    licence_ids: tuple[str, ...] = ("unknown",)
    audience: str = PUBLIC
    edition: str = "auto"
    title: str = ""
    holder: str = ""
    timezone: str | None = None
    policy: Policy | None = None
    silent_after_days: int | None = None
    url: str = ""
    every_hours: int | None = None

    def with_files(self, by_name: Mapping[str, Path]) -> FeedFiles:
        """The feed with those of its files that are there."""
        files = tuple(by_name[name] for name in self.names if name in by_name)
        return FeedFiles(
            self.key, files, self.licence_ids, self.audience, self.edition, self.title, self.holder, self.timezone,
            self.policy, self.silent_after_days,
        )  # fmt: skip


def check_licences(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids if all are known; raises BadRequest naming the known ones."""
    unknown = [i for i in ids if i not in LICENCES]
    if unknown:
        raise BadRequest(f"unknown licence {', '.join(unknown)}; known: {', '.join(LICENCES)}")
    return tuple(ids)


def _edition(text: str) -> str:
    if text not in EDITIONS:
        raise BadRequest(f"edition {text!r} must be one of {', '.join(EDITIONS)}")
    return text


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRequest(f"time zone {text!r} is not known; write one such as Asia/Tokyo") from error
    return text


def _days(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise BadRequest(f"silent_after_days {text!r} must be a number of days; 0: never")
    return check_silent(int(text))


def _hours(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise BadRequest(f"every_hours {text!r} must be a number of hours")
    return check_hours(int(text))


def _url(text: str) -> str:
    """An address as far as it can be judged from the file; the one that calls it judges it again."""
    if not text.startswith(("https://", "http://")):
        raise BadRequest("url must begin with https://")
    return text


_READ: Mapping[str, Callable[[str], object]] = {
    "feed": FeedKey.parse,
    "audience": parse_audience,
    "edition": _edition,
    "timezone": _timezone,
    "title": str,
    "holder": str,
    "silent_after_days": _days,
    "url": _url,
    "every_hours": _hours,
}
"""How the keys with one text each are read; each raises BadRequest in its own words."""


@dataclass(slots=True)
class _Reading:
    """One registry being read: mistakes so far, and where each feed and file stood first."""

    mistakes: list[tuple[int, str]] = field(default_factory=list)
    feeds: dict[FeedKey, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def wrong(self, node: yaml.Node, words: str) -> None:
        self.mistakes.append((node.start_mark.line + 1, words))

    def text(self, node: yaml.Node, what: str) -> str | None:
        """A scalar as it is written: 133 and 2019-04-01 are names here, not numbers or dates."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self.wrong(node, f"`{what}` must be one text")
        return None

    def texts(self, node: yaml.Node, what: str) -> list[tuple[yaml.Node, str]]:
        """A list of scalars, at least one."""
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(node, f"`{what}` must be a list such as [a, b] with at least one entry")
            return []
        found = [(one, self.text(one, f"entry of {what}")) for one in node.value]
        return [(one, text) for one, text in found if text is not None]

    def members(self, node: yaml.MappingNode, known: Sequence[str]) -> dict[str, yaml.Node]:
        """A mapping's values by key; unknown and repeated keys are mistakes."""
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            key = self.text(name, "key")
            if key in found:
                self.wrong(name, f"`{key}` stands twice in one entry")
            elif key is not None and key not in known:
                self.wrong(name, f"unknown key `{key}`; known: {', '.join(known)}")
            elif key is not None:
                found[key] = value
        return found

    def entry(self, node: yaml.Node) -> Entry | None:
        """One feed, or None where a mistake leaves nothing to go on with."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "an entry of `feeds` must have `feed`, and `files` or `url`")
            return None
        found = self.members(node, KEYS)
        for name in ("feed", "files"):
            if name not in found and not (name == "files" and "url" in found):
                self.wrong(node, f"this entry has no `{name}`" + (" and no `url`" if name == "files" else ""))
        given = {name: self.value(name, found[name]) for name in _READ if name in found}
        if "policy" in found:
            given["policy"] = self.policy(found["policy"])
        licence_ids = self.licences(found["licence"]) if "licence" in found else ("unknown",)
        names = self.names(found["files"]) if "files" in found else ()
        key = given.pop("feed", None)
        if not isinstance(key, FeedKey):
            return None
        if key in self.feeds:
            self.wrong(
                found["feed"], f"the feed {key} stands twice (first in line {self.feeds[key]}); list its files there"
            )
        self.feeds.setdefault(key, node.start_mark.line + 1)
        return Entry(key, names, licence_ids, **given)  # type: ignore[arg-type]  # read by _READ

    def value(self, name: str, node: yaml.Node) -> object:
        text = self.text(node, name)
        try:
            return "" if text is None else _READ[name](text)
        except BadRequest as error:
            self.wrong(node, str(error))
            return ""

    def licences(self, node: yaml.Node) -> tuple[str, ...]:
        ids = tuple(text for _, text in self.texts(node, "licence"))
        try:
            return check_licences(ids)
        except BadRequest as error:
            self.wrong(node, str(error))
            return ("unknown",)

    def policy(self, node: yaml.Node) -> Policy:
        """A mapping of `base` (a text), `block` and `permit` (lists of codes)."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "`policy` must have `base`, `block` or `permit`")
            return DEFAULT
        found = self.members(node, ("base", "block", "permit"))
        lists = {name: one for name, one in found.items() if name != "base" and not _is_empty(one)}
        given: dict[str, object] = {n: [text for _, text in self.texts(one, n)] for n, one in lists.items()}
        if "base" in found:
            given["base"] = self.text(found["base"], "base")
        try:
            return read_policy(given)
        except BadRequest as error:
            self.wrong(node, str(error))
            return DEFAULT

    def names(self, node: yaml.Node) -> tuple[str, ...]:
        listed = self.texts(node, "files")
        for one, name in listed:
            if "/" in name or "\\" in name:
                self.wrong(one, f"{name!r} must be a file's name without its folder")
            elif name in self.files:
                self.wrong(one, f"the file {name!r} is named twice (first in line {self.files[name]})")
            self.files.setdefault(name, one.start_mark.line + 1)
        return tuple(name for _, name in listed)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and not node.value


def _composed(path: Path) -> yaml.Node | None:
    """The file's tree with line numbers; raises BadRequest in one line."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadRequest(f"{path}{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, OSError) as error:
        raise BadRequest(f"{path} cannot be read as YAML: {error}") from error


def read_registry(path: Path) -> tuple[Entry, ...]:
    """All entries of a registry. Raises BadRequest that tells every mistake with its line."""
    top, reading = _composed(path), _Reading()
    entries: list[Entry | None] = []
    if not isinstance(top, yaml.MappingNode):
        raise BadRequest(f"{path}: a registry begins with `feeds:` and lists feeds below it")
    feeds = reading.members(top, ("feeds",)).get("feeds")
    if isinstance(feeds, yaml.SequenceNode):
        entries = [reading.entry(one) for one in feeds.value]
    else:
        reading.wrong(feeds or top, "`feeds` must be a list of feeds")
    if reading.mistakes:
        told = [f"{path}:{line}: {words}" for line, words in sorted(reading.mistakes)]
        more = len(told) - _MISTAKES_SHOWN
        raise BadRequest("\n".join([*told[:_MISTAKES_SHOWN], *([f"and {more} more mistakes"] if more > 0 else [])]))
    return tuple(one for one in entries if one is not None)


def one_feed_per_file(files: Sequence[Path], licence_ids: Sequence[str]) -> list[FeedFiles]:
    """Each file a feed of the organisation `demo`."""
    ids = check_licences(licence_ids)
    return [FeedFiles(FeedKey(ORG, feed_slug(f)), (f,), ids, title=f.stem) for f in files]


def _by_name(files: Sequence[Path]) -> dict[str, Path]:
    """Files by name; one file given twice counts once. Raises BadRequest for two files of one name."""
    found: dict[str, Path] = {}
    for path in files:
        first = found.setdefault(path.name, path)
        if first.resolve() != path.resolve():
            raise BadRequest(
                f"two files are named {path.name}: {first} and {path}; a registry could not tell them apart"
            )
    return found


def _absent(entries: Sequence[Entry], by_name: Mapping[str, Path]) -> Iterator[tuple[FeedKey, str]]:
    return ((one.key, name) for one in entries for name in one.names if name not in by_name)


def plan_feeds(files: Sequence[Path], registry: Path | None, licence_ids: Sequence[str]) -> Plan:
    """Feeds for these files: by the registry where it names them, else one feed each. Raises BadRequest."""
    if registry is None:
        return Plan(tuple(one_feed_per_file(files, licence_ids)))
    entries, by_name = read_registry(registry), _by_name(files)
    named = [one for one in (entry.with_files(by_name) for entry in entries) if one.files]
    taken = {path for one in named for path in one.files}
    rest = one_feed_per_file([f for f in by_name.values() if f not in taken], licence_ids)
    return Plan((*named, *rest), tuple(_absent(entries, by_name)))
