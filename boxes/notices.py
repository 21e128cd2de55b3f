"""The notice of a box's death, and its words in both languages.

What lives here: one code per way to die. What does not: finding out how it died (boxes.process). Every code blocks: a
file whose check did not end has not been checked.
"""

from __future__ import annotations

from boxes.limits import MIB, Limits
from boxes.process import Died
from terms.notices import Notice, RuleText, Scalar, Severity, Words

CODES: dict[Died, str] = {
    "memory": "box_memory_exceeded",
    "time": "box_time_exceeded",
    "cpu": "box_cpu_time_exceeded",
    "file_size": "box_file_size_exceeded",
    "crash": "box_crashed",
}

TEXTS: dict[str, RuleText] = {
    "box_memory_exceeded": RuleText(
        Words(
            "このファイルの検査に必要なメモリが上限（{limit} MiB）を超えたため、検査を中止しました。",
            "データが意図せず巨大になっていないか（同じ行の繰り返しなど）を確認してください。"
            "正しい大きさであれば、ファイルを分割するか、運営者に上限の引き上げを依頼してください。",
        ),
        Words(
            "Checking this file needed more memory than the limit of {limit} MiB, so the check was stopped.",
            "See whether the data is larger than intended (rows repeated, for example). If its size is right, split "
            "the file or ask the operator of this service to raise the limit.",
        ),
    ),
    "box_time_exceeded": RuleText(
        Words(
            "このファイルの検査が制限時間（{limit} 秒）内に終わらなかったため、中止しました。",
            "データが意図せず巨大になっていないかを確認してください。"
            "正しい大きさであれば、もう一度送るか、運営者に制限時間の延長を依頼してください。",
        ),
        Words(
            "Checking this file did not end within {limit} seconds, so the check was stopped.",
            "See whether the data is larger than intended. If its size is right, send it once more or ask the operator "
            "of this service to raise the limit.",
        ),
    ),
    "box_cpu_time_exceeded": RuleText(
        Words(
            "このファイルの検査に必要な計算時間が上限（CPU {limit} 秒）を超えたため、検査を中止しました。",
            "データが意図せず巨大になっていないかを確認してください。"
            "正しい大きさであれば、ファイルを分割するか、運営者に上限の引き上げを依頼してください。",
        ),
        Words(
            "Checking this file needed more than {limit} seconds of computing, so the check was stopped.",
            "See whether the data is larger than intended. If its size is right, split the file or ask the operator of "
            "this service to raise the limit.",
        ),
    ),
    "box_file_size_exceeded": RuleText(
        Words(
            "このファイルの検査中に、上限（{limit} MiB）より大きいファイルが書き出されたため、検査を中止しました。",
            "展開後のデータが意図せず巨大になっていないかを確認してください。",
        ),
        Words(
            "While this file was checked, something larger than the limit of {limit} MiB was to be written, so the "
            "check was stopped.",
            "See whether the unpacked data is larger than intended.",
        ),
    ),
    "box_crashed": RuleText(
        Words(
            "このファイルの検査中に検査プログラムが異常終了しました。ファイルに誤りがあるとは限りません。",
            "表計算ソフトやZIPツールで開けるかを確認し、もう一度送ってください。"
            "繰り返す場合は、このファイルを添えて運営者に連絡してください。",
        ),
        Words(
            "The checking program ended unexpectedly while reading this file. The file itself may be faultless.",
            "See whether the file opens in a spreadsheet or zip tool and send it once more. If this repeats, send the "
            "file to the operator of this service.",
        ),
    ),
}


def _limit_of(died: Died, limits: Limits) -> Scalar:
    """The limit as the words name it: MiB or seconds; None for a crash."""
    by_death: dict[Died, Scalar] = {
        "memory": limits.memory_bytes // MIB,
        "time": round(limits.wall_s),
        "cpu": limits.cpu_s,
        "file_size": limits.file_bytes // MIB,
    }
    return by_death.get(died)


def death_notice(died: Died, limits: Limits | None = None) -> tuple[Notice, RuleText]:
    """The notice of a death and the texts of its code; `limits` are those the box had, for the number in the words."""
    code = CODES[died]
    limit = _limit_of(died, limits or Limits())
    details = {} if limit is None else {"limit": limit}
    return Notice(code, Severity.ERROR, blocking=True, details=details), TEXTS[code]
