"""Landlock: a box may write only below its own folder (Linux ≥ 5.13), and open no TCP connection (Linux ≥ 6.7).

What lives here: three system calls by ctypes. What does not: namespaces and resource limits (boxes.walls). Where the
kernel has no Landlock nothing happens and the version returned is 0. Source: landlock(7), uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import sys

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_WRITE_FILE = 1 << 1
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_CHAR, _MAKE_DIR, _MAKE_REG, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK, _MAKE_SYM = (1 << n for n in range(6, 13))
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_NET = (1 << 0) | (1 << 1)

_MACHINES = ("x86_64", "aarch64", "riscv64")


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _writes(version: int) -> int:
    """All rights of writing that this version of Landlock can handle."""
    special = _MAKE_CHAR | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _MAKE_SYM
    rights = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | special
    return rights | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)


def _permitted(version: int) -> int:
    """What a box may do below its own folder: plain files and folders; no links, sockets or devices."""
    rights = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
    return rights | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, access: int) -> bool:
    fd = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(access, fd)
        return bool(libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0) == 0)
    finally:
        os.close(fd)


def confine(folder: str) -> int:
    """Restrict the calling process; the Landlock version in force, 0 when there is none. Needs PR_SET_NO_NEW_PRIVS and
    a single thread. Reading stays free: the engines must be imported."""
    if not sys.platform.startswith("linux") or os.uname().machine not in _MACHINES:
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    version = int(libc.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG))
    if version < 1:
        return 0
    rules = _Ruleset(_writes(version), _NET if version >= 4 else 0)
    size = ctypes.sizeof(_Ruleset) if version >= 4 else 8
    ruleset = int(libc.syscall(_CREATE_RULESET, ctypes.byref(rules), size, 0))
    if ruleset < 0:
        return 0
    try:
        allowed = _allow(libc, ruleset, folder, _permitted(version))
        allowed = _allow(libc, ruleset, "/dev/null", _WRITE_FILE) and allowed
        return version if allowed and libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)
