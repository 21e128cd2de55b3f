"""Policies: what they say, what they refuse, and which key they give a report."""

from __future__ import annotations

import pytest

from terms.errors import BadRequest
from terms.policies import DEFAULT, Policy, read_policy


def test_nothing_is_the_default():
    assert read_policy(None) == read_policy({}) == read_policy(DEFAULT.to_json()) == DEFAULT
    assert (DEFAULT.key, DEFAULT.is_default) == ("", True)


def test_a_policy_has_the_last_word():
    policy = read_policy({"block": ["unused_stop", "jp_kana_missing"], "permit": ["stop_without_location"]})
    assert policy == Policy("default", ("jp_kana_missing", "unused_stop"), ("stop_without_location",))
    assert policy.blocks("unused_stop", False)
    assert not policy.blocks("stop_without_location", True)
    assert policy.blocks("foreign_key_violation", True)
    assert not policy.blocks("unused_route", False)
    assert read_policy(policy.to_json()) == policy


def test_what_could_not_be_read_blocks_whatever_is_said():
    policy = Policy(permit=("archive_truncated", "invalid_row_length"))
    assert policy.blocks("archive_truncated", True)
    assert policy.blocks("invalid_row_length", True)


def test_other_policies_have_other_keys():
    keys = {Policy("strict").key, Policy("lenient").key, Policy(block=("a_code",)).key, Policy(permit=("a_code",)).key}
    assert len(keys) == 4
    assert all(len(key) == 8 for key in keys)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ({"base": "kind"}, "base"),
        ({"block": "unused_stop"}, "list"),
        ({"block": ["Not a code"]}, "codes such as"),
        ({"block": [3]}, "codes such as"),
        ({"block": ["a_code"], "permit": ["a_code"]}, "cannot both"),
        ({"permit": ["missing_required_file"]}, "every policy"),
        ({"permit": ["box_crashed"]}, "every policy"),
        ({"allow": []}, "allow"),
        ([], "keys"),
        ({"block": [f"code_{n}" for n in range(201)]}, "200"),
    ],
)
def test_what_cannot_be_is_refused(raw, word):
    with pytest.raises(BadRequest, match=word):
        read_policy(raw)
