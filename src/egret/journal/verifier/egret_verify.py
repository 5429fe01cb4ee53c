#!/usr/bin/env python3
"""egret_verify: check what Egret's journal proves, without Egret. 独立核验程序：不依赖白鹭系统。

One file, Python 3.9 or later, standard library only; Ed25519 by `cryptography` when it is there, else slowly by itself.

    egret_verify.py proof FILE --policy FILE [--doc FILE ...]
    egret_verify.py qr TEXT|FILE [--policy FILE] [--entry FILE] [--short TEXT]
    egret_verify.py bundle DIR --policy FILE
    egret_verify.py audit DIR|URL --policy FILE
    egret_verify.py consistency OLD NEW --policy FILE (--proof FILE | --tiles DIR|URL)

Exit status 0: valid. 1: invalid. 2: cannot decide. 退出码 0 有效，1 无效，2 无法判断。
Formats: C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof, signed-note; RFC 6962.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import unicodedata
import urllib.request
from datetime import datetime, timezone
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    HAS_LIBRARY = False
else:
    HAS_LIBRARY = True

Point = tuple[int, int, int, int]
Entry = dict[str, Any]

VALID, INVALID, UNDECIDED = 0, 1, 2
PUBLIC_TEST_KEYS = {
    "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    "29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7",
}
"""Their secrets are printed in the format's description; they prove nothing."""


class Invalid(Exception):
    """What was claimed does not hold."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Undecided(Invalid):
    """Something is missing to decide."""


def say(zh: str, en: str) -> None:
    sys.stdout.write(f"{zh} / {en}\n")


_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % _P
    f = (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % _P, y * z % _P, x * y % _P, w * z % _P)


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def plain_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Verify without any library; some milliseconds a signature."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    left, right = _times(s, _BASE), _add(r, _times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    if not HAS_LIBRARY:
        return plain_ed25519(public, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        raise Invalid("序号不在树内", "the index is not in the tree")
    position, last, result = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise Invalid("路径过长", "the path is too long")
        if position & 1 or position == last:
            result = node_hash(step, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, step)
        position, last = position >> 1, last >> 1
    if last:
        raise Invalid("路径过短", "the path is too short")
    return result


def check_consistency(old: int, old_root: bytes, size: int, root: bytes, path: list[bytes]) -> None:
    """RFC 9162 section 2.1.4.2; raises when the later tree does not extend the earlier."""
    wrong = Invalid("后一检查点不是前一检查点的延续", "the later tree does not extend the earlier")
    if old > size:
        raise Invalid("前一检查点更大", "the earlier checkpoint is larger")
    if old == size:
        if old_root != root or path:
            raise wrong
        return
    if old == 0:
        return
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not path:
        raise wrong
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise wrong
        if position & 1 or position == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, step)
        position, last = position >> 1, last >> 1
    if last or first != old_root or second != root:
        raise wrong


class Edge:
    """Grows a tree leaf by leaf and knows its root."""

    def __init__(self) -> None:
        self.size = 0
        self.stack: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.stack.append(leaf)
        size = self.size
        while size & 1:
            right = self.stack.pop()
            self.stack[-1] = node_hash(self.stack[-1], right)
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        if not self.stack:
            return sha256(b"")
        result = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            result = node_hash(left, result)
        return result


def unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Invalid("base64 编码有误", "bad base64") from None


class Key:
    """A verifier key `name+id+base64(type || key)`."""

    def __init__(self, vkey: str, allow_test_keys: bool) -> None:
        parts = vkey.split("+", 2)
        raw = unbase64(parts[2]) if len(parts) == 3 else b""
        if len(raw) != 33 or raw[0] not in (1, 4):
            raise Undecided(f"策略文件中的公钥无法识别：{vkey}", f"unknown key in the policy: {vkey}")
        self.name, self.kind, self.public = parts[0], raw[0], raw[1:]
        self.id = sha256(self.name.encode() + b"\n" + raw)[:4]
        if self.id.hex() != parts[1]:
            raise Undecided(f"公钥编号不符：{self.name}", f"the key id does not fit: {self.name}")
        if self.public.hex() in PUBLIC_TEST_KEYS and not allow_test_keys:
            raise Undecided(f"{self.name} 是公开的测试密钥", f"{self.name} is a public test key")

    def accepts(self, text: str, data: bytes) -> bool:
        if self.kind == 1:
            return len(data) == 64 and ed25519(self.public, data, text.encode())
        time = int.from_bytes(data[:8], "big")
        message = f"cosignature/v1\ntime {time}\n{text}".encode()
        return len(data) == 72 and ed25519(self.public, data[8:], message)


class Policy:
    """Which logs and witnesses count (C2SP tlog-policy)."""

    def __init__(self, text: str, allow_test_keys: bool) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum = "none"
        for line in text.splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "log" and len(words) >= 2:
                self.logs.append(Key(words[1], allow_test_keys))
            elif words[0] == "witness" and len(words) >= 3:
                self.witnesses[words[1]] = Key(words[2], allow_test_keys)
            elif words[0] == "group" and len(words) >= 4:
                count = {"any": 1, "all": len(words) - 3}.get(words[2])
                self.groups[words[1]] = (int(words[2]) if count is None else count, words[3:])
            elif words[0] == "quorum" and len(words) == 2:
                self.quorum = words[1]
            else:
                raise Undecided(f"策略文件有无法识别的行：{line}", f"unknown line in the policy: {line}")

    def agrees(self, name: str, present: set[str]) -> bool:
        if name in self.witnesses:
            return name in present
        if name not in self.groups:
            raise Undecided(f"策略文件未定义 {name}", f"the policy does not define {name}")
        need, members = self.groups[name]
        return sum(self.agrees(member, present) for member in members) >= need


class Note:
    """A checkpoint: text, origin, size, root and signature lines."""

    def __init__(self, note: str) -> None:
        text, divider, tail = note.rpartition("\n\n")
        if not divider or not tail.endswith("\n"):
            raise Invalid("检查点格式有误", "no signed note")
        self.text = text + "\n"
        lines = self.text.split("\n")
        if len(lines) != 4 or not re.fullmatch(r"0|[1-9][0-9]*", lines[1], re.ASCII):
            raise Invalid("检查点格式有误", "no checkpoint of three lines")
        self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2])
        if len(self.root) != 32:
            raise Invalid("检查点格式有误", "the root has not 32 bytes")
        self.signatures: list[tuple[str, bytes, bytes]] = []
        for line in tail[:-1].split("\n"):
            words = line.split(" ")
            if len(words) != 3 or words[0] != "\u2014":
                raise Invalid("签名行格式有误", "bad signature line")
            raw = unbase64(words[2])
            self.signatures.append((words[1], raw[:4], raw[4:]))

    def _by(self, key: Key) -> list[bytes]:
        found = [data for name, key_id, data in self.signatures if name == key.name and key_id == key.id]
        if any(not key.accepts(self.text, data) for data in found):
            raise Invalid(f"{key.name} 的签名无效", f"bad signature of {key.name}")
        return found

    def check(self, policy: Policy) -> None:
        """Origin known, log's signature good, enough witnesses."""
        log = next((key for key in policy.logs if key.name == self.origin and key.kind == 1), None)
        if log is None:
            raise Undecided(f"策略文件不认识日志 {self.origin}", f"the policy does not know the log {self.origin}")
        if not self._by(log):
            raise Invalid("缺少日志签名", "the log's signature is missing")
        say(f"日志签名有效：{self.origin}，{self.size} 条", f"log signature good: {self.origin}, {self.size} entries")
        present = set()
        for name, key in policy.witnesses.items():
            for data in self._by(key):
                present.add(name)
                say(f"见证签名有效：{name}，时间 {self._time(data)}", f"witness {name} at {self._time(data)}")
        if policy.quorum == "none":
            say("未要求见证：仅凭日志自身签名", "no witnesses asked for: the log's own word only")
        elif not policy.agrees(policy.quorum, present):
            raise Invalid("见证签名不足", "not enough witnesses")

    @staticmethod
    def _time(data: bytes) -> str:
        moment = datetime.fromtimestamp(int.from_bytes(data[:8], "big"), timezone.utc)  # noqa: UP017
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read_entry(raw: bytes) -> Entry:
    try:
        entry = json.loads(raw)
        if canonical(entry) != raw or unicodedata.normalize("NFC", raw.decode()) != raw.decode():
            raise ValueError
        for key in ("v", "uid", "ts", "act", "actor", "org", "obj", "prev"):
            entry[key]
    except (ValueError, KeyError, TypeError):
        raise Invalid("条目不是规范文本", "the entry is not canonical") from None
    return dict(entry)


def commitment(field: str, salt: bytes, value: object) -> str:
    return sha256(b"egret/commit/v1\x00" + salt + canonical([field, value])).hex()


def check_openings(entry: Entry, openings: list[Any]) -> None:
    for field, salt, value in openings:
        if len(bytes.fromhex(salt)) != 32 or entry.get("c", {}).get(field) != commitment(
            field, bytes.fromhex(salt), value
        ):
            raise Invalid(f"字段 {field} 与承诺不符", f"field {field} does not open its commitment")
        say(f"字段 {field} = {json.dumps(value, ensure_ascii=False)}", f"field {field} opens its commitment")
    closed = sorted(set(entry.get("c", {})) - {field for field, _, _ in openings})
    if closed:
        say(f"未出示的字段：{'、'.join(closed)}", f"fields not laid open: {', '.join(closed)}")


def digests(path: str) -> set[str]:
    found = {}
    for name in ("sha256", "sm3"):
        try:
            found[name] = hashlib.new(name)
        except ValueError:
            continue
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            for digest in found.values():
                digest.update(block)
    return {f"{name}:{digest.hexdigest()}" for name, digest in found.items()}


def check_docs(entry: Entry, paths: list[str]) -> None:
    for path in paths:
        if not digests(path) & set(entry.get("doc", [])):
            raise Invalid(f"文件 {path} 不是该条目所记载的文件", f"{path} is not a document of this entry")
        say(f"文件相符：{path}", f"document matches: {path}")
    if entry.get("doc") and not paths:
        say("条目记载了文件摘要，未核对文件", "the entry names documents; none was compared")


def tell_entry(entry: Entry, index: int) -> None:
    say(
        f"第 {index} 条：{entry['act']}，{entry['ts']}，事项 {entry['obj']}，行为人 {entry['actor']}",
        f"entry {index}: {entry['act']} at {entry['ts']} about {entry['obj']} by {entry['actor']}",
    )


def read_text(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def the_policy(options: argparse.Namespace) -> Policy:
    if not options.policy:
        raise Undecided("没有策略文件，不知道该相信谁", "no policy file: nobody to trust")
    return Policy(read_text(options.policy), options.allow_test_keys)


def check_proof(text: str, policy: Policy, docs: list[str]) -> tuple[int, Entry]:
    head, divider, note = text.partition("\n\n")
    lines = head.split("\n")
    if not divider or lines.pop(0) != "c2sp.org/tlog-proof@v1" or not lines:
        raise Invalid("不是 tlog-proof 文件", "no tlog-proof")
    if not lines[0].startswith("extra "):
        raise Undecided("证明中没有条目原文", "the proof carries no entry")
    extra = json.loads(unbase64(lines.pop(0)[6:]))
    if not lines or not re.fullmatch(r"index (0|[1-9][0-9]*)", lines[0], re.ASCII) or len(lines) > 64:
        raise Invalid("证明格式有误", "no index, or too many hashes")
    index, path = int(lines[0][6:]), [unbase64(line) for line in lines[1:]]
    if any(len(step) != 32 for step in path):
        raise Invalid("证明格式有误", "a hash has 32 bytes")
    checkpoint = Note(note)
    checkpoint.check(policy)
    raw = extra["entry"].encode()
    if root_of_path(leaf_hash(raw), index, checkpoint.size, path) != checkpoint.root:
        raise Invalid("条目不在所签署的日志中", "the entry is not in the signed log")
    say("条目确在所签署的日志中", "the entry is in the signed log")
    entry = read_entry(raw)
    tell_entry(entry, index)
    check_openings(entry, extra.get("open", []))
    check_docs(entry, docs)
    return index, entry


def proof(options: argparse.Namespace) -> None:
    check_proof(read_text(options.file), the_policy(options), options.doc or [])
    not_checked()


def not_checked() -> None:
    say(
        "未核对：内容是否真实；之后是否有删除或更正条目",
        "not checked: whether contents are true; later erasures or corrections",
    )


_SHORT = re.compile(r"(HTTPS?://[^/]+)/J/([0-9]{4}[A-Z]?)/([0-9]+)/([A-Z2-7]{52})")


def read_short(text: str) -> tuple[str, str, int, bytes]:
    match = _SHORT.fullmatch(text.strip())
    if match is None:
        raise Invalid("不是本日志的短码", "no short code of the journal")
    return match[1], match[2].lower(), int(match[3]), base64.b32decode(match[4] + "====")


def qr(options: argparse.Namespace) -> None:
    """The short code cannot be decided off line; the full one can."""
    if os.path.isfile(options.text):
        with open(options.text, "rb") as file:
            data = file.read()
    else:
        data = options.text.encode()
    if data.startswith(b"c2sp.org/"):
        check_proof(data.decode(), the_policy(options), [])
        return
    if data[:4] != b"EGP1" and re.fullmatch(rb"[A-Za-z0-9+/=\s]+", data) and not data.upper().startswith(b"HTTP"):
        data = unbase64(data.decode().strip())
    if data[:4] == b"EGP1":
        compact(data, options)
        return
    address, log, index, leaf = read_short(data.decode())
    say(f"短码：{address} 的 {log} 年日志第 {index} 条", f"short code: entry {index} of log {log} at {address}")
    if options.entry:
        with open(options.entry, "rb") as file:
            raw = file.read()
        if leaf_hash(raw) != leaf:
            raise Invalid("条目与短码不符", "the entry is not the one of the code")
        tell_entry(read_entry(raw), index)
    raise Undecided(
        f"短码须联网或凭完整证明核验；叶散列 {leaf.hex()}", f"a short code needs the full proof; leaf {leaf.hex()}"
    )


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.position : self.position + count]
        if len(piece) != count:
            raise Invalid("证明不完整", "the proof ends too soon")
        self.position += count
        return piece

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")


def compact(data: bytes, options: argparse.Namespace) -> None:
    """`EGP1`: the root is recomputed, so the signature decides."""
    policy, reader = the_policy(options), Bytes(data)
    reader.take(4)
    flags, log_key = reader.number(1), reader.take(4)
    index, size = reader.number(8), reader.number(8)
    path = [reader.take(32) for _ in range(reader.number(1))]
    log_signature = reader.take(64)
    cosigned = [(reader.take(4), reader.take(72)) for _ in range(reader.number(1))]
    salts = [(reader.number(1), reader.take(32)) for _ in range(reader.number(1))]
    leaf = reader.take(32) if flags & 1 else b""
    if reader.position != len(data):
        raise Invalid("证明之后还有多余内容", "something follows the proof")
    entry = None
    if options.entry:
        with open(options.entry, "rb") as file:
            raw = file.read()
        entry = read_entry(raw)
        if leaf and leaf_hash(raw) != leaf:
            raise Invalid("条目与证明不符", "the entry is not the one of the proof")
        leaf = leaf_hash(raw)
    if options.short:
        short = read_short(options.short)
        if (leaf and short[3] != leaf) or short[2] != index:
            raise Invalid("短码与证明不符", "the short code is not the one of the proof")
        leaf = short[3]
    if not leaf:
        raise Undecided("证明不含叶散列：请给出短码或条目", "the proof holds no leaf: give --short or --entry")
    log = next((key for key in policy.logs if key.id == log_key), None)
    if log is None:
        raise Undecided("策略文件不认识该日志", "the policy does not know this log")
    root = root_of_path(leaf, index, size, path)
    names = {key.id: key.name for key in policy.witnesses.values()}
    lines = [(log.name, log_key, log_signature)] + [(names[k], k, data) for k, data in cosigned if k in names]
    text = f"{log.name}\n{size}\n{base64.b64encode(root).decode()}\n"
    tail = "".join(f"\u2014 {name} {base64.b64encode(key + value).decode()}\n" for name, key, value in lines)
    Note(f"{text}\n{tail}").check(policy)
    say(f"第 {index} 条确在所签署的日志中", f"entry {index} is in the signed log")
    if entry is None:
        say("未核对条目原文和字段（未提供条目）", "entry and fields not compared (no entry given)")
    else:
        tell_entry(entry, index)
        say(f"证明含 {len(salts)} 个字段的盐值", f"the proof holds salts of {len(salts)} fields")
    not_checked()


def bundle(options: argparse.Namespace) -> None:
    """An export: every *.tlog-proof in the folder, media beside them by digest, and each object's chain."""
    policy, folder = the_policy(options), options.dir
    proofs: list[str] = []
    files: dict[str, str] = {}
    for base, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(base, name)
            if name.endswith(".tlog-proof"):
                proofs.append(path)
            else:
                for digest in digests(path):
                    files[digest] = path
    if not proofs:
        raise Undecided("目录中没有证明文件", "no .tlog-proof in the folder")
    chains: dict[str, list[tuple[int, str, str, Entry]]] = {}
    for path in proofs:
        say(f"—— {path}", "proof")
        text = read_text(path)
        index, entry = check_proof(text, policy, [])
        raw = json.loads(unbase64(text.split("\n")[1][6:]))["entry"].encode()
        note = Note(text.partition("\n\n")[2])
        chains.setdefault(entry["obj"], []).append((index, note.origin, leaf_hash(raw).hex(), entry))
        missing = [digest for digest in entry.get("doc", []) if digest not in files]
        for digest in missing:
            say(f"未附文件 {digest}", f"document not in the folder: {digest}")
    for obj, members in chains.items():
        members.sort(key=lambda member: (member[1], member[0]))
        for i, after in enumerate(members[1:]):
            before = members[i]
            if after[3]["prev"] != before[2]:
                zh, en = f"{obj}：两条相邻条目之间有缺漏", f"{obj}: something is missing between two entries"
                raise Invalid(zh, en)
        whole = members[0][3]["prev"] == "0" * 64
        say(f"{obj}：{len(members)} 条前后相接", f"{obj}: {len(members)} entries follow each other")
        if not whole:
            say(f"{obj}：不是从头开始", f"{obj}: does not begin at the beginning")
    not_checked()


def fetch(place: str, name: str) -> bytes:
    if place.startswith(("http://", "https://")):
        with urllib.request.urlopen(f"{place.rstrip('/')}/{name}", timeout=30) as answer:
            return bytes(answer.read())
    try:
        with open(os.path.join(place, *name.split("/")), "rb") as file:
            return file.read()
    except OSError:
        raise Invalid(f"缺少文件 {name}", f"missing file {name}") from None


def tile_name(level: object, n: int, width: int) -> str:
    groups = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03d}")
    return f"tile/{level}/{'/'.join(reversed(groups))}{'' if width == 256 else f'.p/{width}'}"


def unbundle(data: bytes) -> list[bytes]:
    reader, entries = Bytes(data), []
    while reader.position < len(data):
        entries.append(reader.take(reader.number(2)))
    return entries


def audit(options: argparse.Namespace) -> None:
    """All bundles and tiles: hash everything again and compare."""
    policy, place = the_policy(options), options.place
    note = Note(fetch(place, "checkpoint").decode())
    note.check(policy)
    edge, all_hashes = Edge(), bytearray()
    heads: dict[str, str] = {}
    for n in range(-(-note.size // 256)):
        width = min(256, note.size - n * 256)
        raws = unbundle(fetch(place, tile_name("entries", n, width)))
        if len(raws) != width:
            raise Invalid(f"条目包 {n} 应有 {width} 条", f"bundle {n} should hold {width} entries")
        hashes = fetch(place, tile_name(0, n, width))
        for i, raw in enumerate(raws):
            index, leaf = n * 256 + i, leaf_hash(raw)
            if hashes[i * 32 : i * 32 + 32] != leaf:
                raise Invalid(f"第 {index} 条与散列瓦片不符", f"entry {index} is not the one in the tile")
            try:
                entry = read_entry(raw)
            except Invalid:
                raise Invalid(f"第 {index} 条不是规范文本", f"entry {index} is not canonical") from None
            before = heads.get(entry["obj"])
            if before is not None and entry["prev"] != before:
                raise Invalid(f"第 {index} 条未接续前一条", f"entry {index} does not follow the one before it")
            heads[entry["obj"]] = leaf.hex()
            edge.add(leaf)
        if len(hashes) != width * 32:
            raise Invalid(f"散列瓦片 0/{n} 长度有误", f"tile 0/{n} has a wrong length")
        all_hashes += hashes
    if edge.root() != note.root:
        raise Invalid("全部条目算出的树根与所签署的不符", "the entries do not give the signed root")
    upper_tiles(place, note.size, bytes(all_hashes))
    say(
        f"{note.size} 条全部重新计算，与所签署的树根一致",
        f"{note.size} entries hashed again; they give the signed root",
    )
    not_checked()


def upper_tiles(place: str, size: int, hashes: bytes) -> None:
    level = 1
    while size >= 256:
        size //= 256
        above = b""
        for n in range(size):
            edge = Edge()
            for i in range(n * 256, n * 256 + 256):
                edge.add(hashes[i * 32 : i * 32 + 32])
            above += edge.root()
        for n in range(-(-size // 256)):
            width = min(256, size - n * 256)
            if fetch(place, tile_name(level, n, width)) != above[n * 8192 : n * 8192 + width * 32]:
                raise Invalid(f"散列瓦片 {level}/{n} 不符", f"tile {level}/{n} is wrong")
        hashes, level = above, level + 1


def consistency(options: argparse.Namespace) -> None:
    """That the later checkpoint only added to the earlier one."""
    policy = the_policy(options)
    old, new = Note(read_text(options.old)), Note(read_text(options.new))
    old.check(policy)
    new.check(policy)
    if old.origin != new.origin:
        raise Invalid("两个检查点不是同一日志", "the checkpoints are of different logs")
    if options.proof:
        path = [unbase64(line) for line in read_text(options.proof).split()]
        check_consistency(old.size, old.root, new.size, new.root, path)
    elif options.tiles:
        edge = Edge()
        if old.size == 0 and old.root != edge.root():
            raise Invalid("空树的树根有误", "the root of the empty tree is wrong")
        for n in range(-(-new.size // 256)):
            width = min(256, new.size - n * 256)
            hashes = fetch(options.tiles, tile_name(0, n, width))
            for i in range(width):
                edge.add(hashes[i * 32 : i * 32 + 32])
                if edge.size == old.size and edge.root() != old.root:
                    raise Invalid("前一检查点不在这棵树里", "the earlier tree is not part of this one")
        if edge.root() != new.root:
            raise Invalid("瓦片算出的树根与后一检查点不符", "the tiles do not give the later root")
        if old.size > new.size:
            raise Invalid("前一检查点更大", "the earlier checkpoint is larger")
    elif old.size == new.size:
        check_consistency(old.size, old.root, new.size, new.root, [])
    else:
        raise Undecided("需要一致性证明或瓦片", "a consistency proof or the tiles are needed")
    say(f"{old.size} 条到 {new.size} 条：只增未改", f"from {old.size} to {new.size} entries: only added")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="egret_verify", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--policy", help="策略文件 / policy file (C2SP tlog-policy)")
    common.add_argument("--allow-test-keys", action="store_true", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("proof", parents=[common], help="核验证明文件 / a .tlog-proof")
    one.add_argument("file")
    one.add_argument("--doc", action="append", help="证明所涉文件 / a document it is about")
    one = commands.add_parser("qr", parents=[common], help="核验二维码内容 / what a QR code says")
    one.add_argument("text")
    one.add_argument("--entry")
    one.add_argument("--short")
    one = commands.add_parser("bundle", parents=[common], help="核验导出目录 / an exported folder")
    one.add_argument("dir")
    one = commands.add_parser("audit", parents=[common], help="核验整个公开日志 / a whole published log")
    one.add_argument("place")
    one = commands.add_parser("consistency", parents=[common], help="比较两个检查点 / two checkpoints")
    one.add_argument("old")
    one.add_argument("new")
    one.add_argument("--proof")
    one.add_argument("--tiles")
    options = parser.parse_args(arguments)
    commands_by_name = {"proof": proof, "qr": qr, "bundle": bundle, "audit": audit, "consistency": consistency}
    try:
        commands_by_name[options.command](options)
    except Undecided as reason:
        say(f"无法判断：{reason.zh}", f"CANNOT DECIDE: {reason.en}")
        return UNDECIDED
    except Invalid as reason:
        say(f"无效：{reason.zh}", f"INVALID: {reason.en}")
        return INVALID
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        say(f"无效：内容损坏（{error}）", f"INVALID: damaged ({error})")
        return INVALID
    except OSError as error:
        say(f"无法判断：{error}", f"CANNOT DECIDE: {error}")
        return UNDECIDED
    say("有效", "VALID")
    return VALID


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.exit(main())
