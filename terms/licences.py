"""Licences: what each permits, and the words to credit with.

Identifiers are SPDX where one exists. The permission matrix follows DMFR (redistribute, derive, commercial,
share-alike; yes / no / unknown). A permission that is unknown counts as *no* (DESIGN §3), except that `futae demo`
serves it on loopback, marked "licence not stated". What does not live here: which feed has which licence (catalog).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from terms.audiences import PUBLIC


class Permission(StrEnum):
    """One cell of the permission matrix."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence. `url` is where its text stands ('' where it has none); `attribution` is the text to show, with
    {holder} for who is credited; `mark` is how the facts of this row are known: seen, tried, inferred, unverified."""

    licence_id: str
    name_ja: str
    name_en: str
    url: str
    redistribute: Permission
    derive: Permission
    commercial: Permission
    share_alike: Permission
    attribution: str
    mark: str = "unverified"

    @property
    def allows_publishing(self) -> bool:
        """True when both the data and what is derived from it may be given to anyone."""
        return self.redistribute is Permission.YES and self.derive is Permission.YES


_Y, _N, _U = Permission.YES, Permission.NO, Permission.UNKNOWN

LICENCES: dict[str, Licence] = {
    one.licence_id: one
    for one in (
        Licence(
            "CC0-1.0",
            "CC0 1.0 全世界",
            "CC0 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            _Y,
            _Y,
            _Y,
            _N,
            "{holder}",
        ),
        Licence(
            "CC-BY-4.0",
            "CC 表示 4.0 国際",
            "CC Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
            _Y,
            _Y,
            _Y,
            _N,
            "{holder}, CC BY 4.0",
        ),
        Licence(
            "CC-BY-2.1-JP",
            "CC 表示 2.1 日本",
            "CC Attribution 2.1 Japan",
            "https://creativecommons.org/licenses/by/2.1/jp/",
            _Y,
            _Y,
            _Y,
            _N,
            "{holder}, CC BY 2.1 JP",
        ),
        Licence(
            "CC-BY-SA-3.0",
            "CC 表示-継承 3.0 非移植",
            "CC Attribution-ShareAlike 3.0 Unported",
            "https://creativecommons.org/licenses/by-sa/3.0/",
            _Y,
            _Y,
            _Y,
            _Y,
            "{holder}, CC BY-SA 3.0",
        ),
        Licence(
            "MIT",
            "MIT ライセンス",
            "MIT License",
            "https://opensource.org/license/mit",
            _Y,
            _Y,
            _Y,
            _N,
            "{holder}, MIT",
        ),
        Licence(
            "PDL-1.0",
            "公共データ利用規約（第1.0版）",
            "Public Data License 1.0 (Japan)",
            "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
            _Y,
            _Y,
            _Y,
            _N,
            "出典：{holder}（公共データ利用規約 第1.0版）",
        ),
        Licence(
            "GJ-STD-2.0",
            "政府標準利用規約（第2.0版）",
            "Government of Japan Standard Terms of Use 2.0",
            "https://www.digital.go.jp/",
            _Y,
            _Y,
            _Y,
            _N,
            "出典：{holder}（政府標準利用規約 第2.0版）",
        ),
        Licence(
            "ODbL-1.0",
            "ODbL 1.0",
            "Open Database License 1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/",
            _Y,
            _Y,
            _Y,
            _Y,
            "© {holder}, ODbL 1.0",
        ),
        Licence(
            "ODPT-BASIC",
            "公共交通オープンデータ基本ライセンス",
            "ODPT Basic License",
            "https://developer.odpt.org/terms/data_basic_license.html",
            _N,
            _U,
            _Y,
            _N,
            "{holder}・公共交通オープンデータ協議会",
        ),
        Licence(
            "unknown",
            "利用条件の記載なし",
            "licence not stated",
            "",
            _U,
            _U,
            _U,
            _U,
            "{holder} (licence not stated)",
        ),
        Licence("restricted", "公開不可", "not for the public", "", _N, _N, _N, _U, "{holder}", "seen"),
    )
}


def licence(licence_id: str) -> Licence:
    """The licence of that id; raises KeyError for one that is not in the table."""
    return LICENCES[licence_id]


def allows_publishing(licence_ids: Iterable[str], *, unknown_is_yes: bool = False) -> bool:
    """True when every licence permits giving the data and its derivatives to anyone. `unknown_is_yes` is for `demo`
    on loopback only: then a permission that is not stated does not forbid."""
    accepted = (Permission.YES, Permission.UNKNOWN) if unknown_is_yes else (Permission.YES,)
    many = list(licence_ids)
    return bool(many) and all(LICENCES[i].redistribute in accepted and LICENCES[i].derive in accepted for i in many)


def may_serve(audience: str, licence_ids: Iterable[str], *, unknown_is_yes: bool) -> bool:
    """Whether anything of a feed may be given to its audience: one of its own gets what it is shown; the public gets
    what every licence permits."""
    return audience != PUBLIC or allows_publishing(licence_ids, unknown_is_yes=unknown_is_yes)


def attribution(licence_ids: Iterable[str], holder: str) -> str:
    """The words to credit `holder` with under these licences, in the order of the ids."""
    return " / ".join(LICENCES[i].attribution.format(holder=holder) for i in licence_ids)
