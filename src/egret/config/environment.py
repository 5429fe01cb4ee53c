"""Every setting Egret has: its name in the environment, its meaning, its default.

The environment wins over the optional file `$EGRET_HOME/egret.env` (lines `NAME=value`). `egret config` prints this
table.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

CHECKOUT = Path(__file__).resolve().parents[3]


def _setting(default: str, zh: str, en: str, *, secret: bool = False) -> str:
    value: str = field(default=default, metadata={"zh": zh, "en": en, "secret": secret})
    return value


@dataclass(frozen=True)
class Environment:
    """What an operator may choose. All values are text as written; the properties give them their types."""

    home: str = _setting("", "数据目录，缺省为检出目录下的 var/", "Folder of all data; default var/ in the checkout")
    database_url: str = _setting(
        "",
        "数据库地址，缺省为 SQLite；例如 postgresql:///egret",
        "Database address; default SQLite; e.g. postgresql:///egret",
    )
    secret_key: str = _setting(
        "", "会话签名密钥；缺省时自动生成于数据目录", "Signs sessions; made in the home when absent", secret=True
    )
    allowed_hosts: str = _setting(
        "127.0.0.1 localhost [::1]", "允许访问的主机名，空格分隔", "Host names served, blank separated"
    )
    public_address: str = _setting(
        "http://127.0.0.1:8000", "文书二维码和通知里使用的地址", "Address printed in QR codes and notices"
    )
    city: str = _setting("350200", "市级行政区划代码", "Division code of the city")
    log_origin: str = _setting(
        "journal.egret.invalid/egret", "执法日志的来源名，不含年份", "Origin of the journal, without the year"
    )
    cjk_font: str = _setting(
        "", "中文字体文件或目录；缺省在系统中查找", "Chinese font file or folder; default: found on the system"
    )
    durability: str = _setting("normal", "SQLite 同步级别：normal 或 full", "SQLite synchronous level: normal or full")
    debug: str = _setting("0", "开发模式：1 或 0", "Development mode: 1 or 0")
    mail_url: str = _setting("", "邮件服务器，例如 smtp://host:25", "Mail server, e.g. smtp://host:25")
    behind_proxy: str = _setting(
        "0", "前置代理设置 X-Forwarded-Proto：1 或 0", "A proxy in front sets X-Forwarded-Proto: 1 or 0"
    )
    log_form: str = _setting(
        "", "运行日志格式：text 或 json；缺省按终端决定", "Form of the log: text or json; default by terminal"
    )
    log_level: str = _setting("INFO", "运行日志级别", "Level of the log")
    demo: str = _setting(
        "0", "演示辖区：1 或 0；登录页显示演示账号", "Demo district: 1 or 0; the sign-in page shows its accounts"
    )

    @property
    def home_path(self) -> Path:
        return Path(self.home).expanduser().resolve() if self.home else CHECKOUT / "var"

    @property
    def is_demo(self) -> bool:
        return self.demo == "1"

    @property
    def is_debug(self) -> bool:
        return self.debug == "1"


def variable(name: str) -> str:
    """Name of a setting in the environment: `home` -> `EGRET_HOME`."""
    return f"EGRET_{name.upper()}"


class Described(NamedTuple):
    """A setting as `egret config` and the reference show it."""

    name: str
    value: str
    default: str
    zh: str
    en: str


def _masked(value: str, secret: bool) -> str:
    """Hide a secret, and the password in an address."""
    if secret:
        return "********" if value else ""
    parts = urlsplit(value)
    if parts.scheme and parts.password:
        return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":********@")))
    return value


def described(settings: Environment) -> list[Described]:
    """Every setting with its present value, secrets masked."""
    return [
        Described(
            variable(f.name),
            _masked(getattr(settings, f.name), f.metadata["secret"]),
            str(f.default),
            f.metadata["zh"],
            f.metadata["en"],
        )
        for f in fields(Environment)
    ]


def _file_values(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line and line[:1] != "#")
    return {name.strip(): value.strip() for name, value in pairs}


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """Read the settings from the environment and the optional file in the home."""
    env = dict(os.environ if environ is None else environ)
    home = env.get("EGRET_HOME", "")
    path = Path(home).expanduser() if home else CHECKOUT / "var"
    env = {**_file_values(path / "egret.env"), **env}
    return Environment(**{f.name: env[variable(f.name)] for f in fields(Environment) if variable(f.name) in env})


def secret_key(settings: Environment) -> str:
    """The signing key: from the settings, else kept in the home, made at the first start."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.home_path / "keys" / "session.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        try:
            with path.open("x", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            path.chmod(0o600)
        except FileExistsError:
            pass
    return path.read_text("ascii")
