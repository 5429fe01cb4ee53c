"""What a house needs before real cases enter it; each question answers with what was found and the remedy."""

from __future__ import annotations

import os
import shutil
import smtplib
import stat
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from egret.config.settings import ENVIRONMENT
from egret.jobs.queue import dead_letters
from egret.kit.fonts import REMEDY, chinese_fonts

GIB = 1024**3
LEAST_SPACE = 5 * GIB
LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]", "testserver"}
ANSWERED = {
    # HSTS and the redirect to https belong to the proxy in front
    "security.W004",
    "security.W005",
    "security.W008",
    "security.W021",
    # told by the questions debug, hosts and https
    "security.W012",
    "security.W016",
    "security.W018",
    "security.W020",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement: what it is, whether it is met, what was found, what to do."""

    name: str
    zh: str
    en: str
    ok: bool
    found: str
    remedy_zh: str = ""
    remedy_en: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def database(at: datetime) -> Finding:
    about = ("database", "数据库", "Database")
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return Finding(
            *about,
            False,
            str(error).strip().splitlines()[0],
            "启动数据库，或改正 EGRET_DATABASE_URL",
            "start the database, or correct EGRET_DATABASE_URL",
        )
    found = f"{connection.vendor}, {len(waiting)} migrations waiting"
    return Finding(*about, not waiting, found, "运行 egret migrate", "run egret migrate")


def durability(at: datetime) -> Finding:
    full = connection.vendor != "sqlite" or ENVIRONMENT.durability == "full"
    return Finding(
        "durability",
        "断电不丢",
        "Durability",
        full,
        "commits survive a power cut" if full else "the last commits may be lost in a power cut",
        "设置 EGRET_DURABILITY=full，或改用 PostgreSQL",
        "set EGRET_DURABILITY=full, or use PostgreSQL",
    )


DATABASE_TIME = {
    "sqlite": "SELECT CAST(strftime('%s','now') AS INTEGER)",
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
}


def _synchronised() -> tuple[bool, str]:
    if tool := shutil.which("timedatectl"):
        command = [tool, "show", "-p", "NTPSynchronized", "--value"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.strip() == "yes", f"timedatectl: synchronised {answer.stdout.strip()}"
    if tool := shutil.which("chronyc"):
        answer = subprocess.run([tool, "-c", "tracking"], capture_output=True, text=True, check=False)
        return answer.stdout.strip().endswith("Normal"), "chrony"
    return False, "no time synchronisation could be seen"


def clock(at: datetime) -> Finding:
    """Limits in hours and the journal's order rest on the machine's time."""
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_TIME[connection.vendor])
        apart = abs(float(cursor.fetchone()[0]) - at.timestamp())
    ok, found = _synchronised() if apart <= 2 else (False, f"database and web machine are {apart:.0f} s apart")
    return Finding(
        "clock",
        "时钟",
        "Clock",
        ok,
        found,
        "启用时间同步（如 systemd-timesyncd 或 chrony）",
        "turn on time synchronisation (systemd-timesyncd or chrony)",
    )


def font(at: datetime) -> Finding:
    fonts = chinese_fonts(ENVIRONMENT.cjk_font)
    found = fonts[0].name if fonts else "none"
    return Finding("font", "中文字体", "Chinese font", bool(fonts), found, REMEDY["zh"], REMEDY["en"])


def keys(at: datetime) -> Finding:
    """Keys sign the journal and open the encrypted fields: only the service's own account may read them."""
    about = ("keys", "密钥", "Keys")
    folder = settings.HOME / "keys"
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    if not files:
        return Finding(
            *about, False, f"none in {folder}", "运行 egret migrate 并启动一次", "run egret migrate and start once"
        )
    loose = [path.name for path in (folder, *files) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    return Finding(
        *about,
        not loose,
        f"others may read: {', '.join(loose)}" if loose else f"{len(files)} files, readable by this account only",
        f"chmod -R go= {folder}",
        f"chmod -R go= {folder}",
    )


def mail(at: datetime) -> Finding:
    about = ("mail", "邮件", "Mail")
    remedy = ("设置 EGRET_MAIL_URL，例如 smtp://主机:25", "set EGRET_MAIL_URL, e.g. smtp://host:25")
    if not ENVIRONMENT.mail_url:
        return Finding(*about, False, "no server set: notices stay inside the system", *remedy)
    parts = urlsplit(ENVIRONMENT.mail_url)
    try:
        with smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(*about, False, f"{parts.hostname}: {error}", *remedy)
    return Finding(*about, True, f"{parts.hostname} answers")


def storage(at: datetime) -> Finding:
    about = ("storage", "存储", "Storage")
    home: Path = settings.HOME
    if not os.access(home, os.W_OK):
        return Finding(
            *about, False, f"{home} cannot be written", f"授予对 {home} 的写权限", f"let this account write {home}"
        )
    free = shutil.disk_usage(home).free
    return Finding(
        *about,
        free >= LEAST_SPACE,
        f"{free / GIB:.0f} GiB free in {home}",
        f"至少腾出 {LEAST_SPACE // GIB} GiB，或用 EGRET_HOME 指向更大的磁盘",
        f"free at least {LEAST_SPACE // GIB} GiB, or point EGRET_HOME to a larger disk",
    )


def debug(at: datetime) -> Finding:
    return Finding(
        "debug",
        "开发模式",
        "Development mode",
        not settings.DEBUG,
        "on: error pages show internals" if settings.DEBUG else "off",
        "去掉 EGRET_DEBUG",
        "unset EGRET_DEBUG",
    )


def demo(at: datetime) -> Finding:
    is_demo = ENVIRONMENT.is_demo or (settings.HOME / "demo.home").exists()
    return Finding(
        "demo",
        "演示数据",
        "Demo",
        not is_demo,
        "this home is the demo: its passwords are public" if is_demo else "none",
        "用 EGRET_HOME 指向新的目录",
        "point EGRET_HOME to a new folder",
    )


def hosts(at: datetime) -> Finding:
    public = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL_NAMES]
    return Finding(
        "hosts",
        "主机名",
        "Host names",
        bool(public) and "*" not in public,
        " ".join(settings.ALLOWED_HOSTS),
        "把工作人员使用的主机名写入 EGRET_ALLOWED_HOSTS",
        "name the hosts that staff use in EGRET_ALLOWED_HOSTS",
    )


def https(at: datetime) -> Finding:
    return Finding(
        "https",
        "加密访问",
        "HTTPS",
        settings.PUBLIC_ADDRESS.startswith("https://"),
        settings.PUBLIC_ADDRESS,
        "前置 HTTPS 代理，并把 EGRET_PUBLIC_ADDRESS 设为 https:// 地址",
        "put an HTTPS proxy in front and set EGRET_PUBLIC_ADDRESS to its https:// address",
    )


def journal_name(at: datetime) -> Finding:
    named = ".invalid" not in ENVIRONMENT.log_origin
    return Finding(
        "journal name",
        "日志来源名",
        "Journal name",
        named,
        ENVIRONMENT.log_origin,
        "在登记第一件事项之前，把 EGRET_LOG_ORIGIN 设为本单位域名下的名称",
        "set EGRET_LOG_ORIGIN to a name under your own domain before the first entry",
    )


def dead_jobs(at: datetime) -> Finding:
    try:
        names = sorted(set(dead_letters().values_list("name", flat=True)[:50]))
    except Error:
        names = ["(table missing)"]
    return Finding(
        "jobs",
        "后台任务",
        "Jobs",
        not names,
        f"given up: {', '.join(names)}" if names else "none given up",
        "用 egret jobs 查看原因，处理后 egret jobs --revive",
        "see why with egret jobs, then egret jobs --revive",
    )


def framework(at: datetime) -> Finding:
    """What Django itself would say about this deployment."""
    messages = checks.run_checks(include_deployment_checks=True)
    left = [m for m in messages if m.is_serious(checks.WARNING) and not m.is_silenced() and m.id not in ANSWERED]
    return Finding(
        "framework",
        "框架自检",
        "Framework",
        not left,
        "; ".join(f"{m.id} {str(m.msg).splitlines()[0]}" for m in left) or "no complaint",
        "见框架文档",
        "see the framework's documentation",
    )


QUESTIONS: tuple[Callable[[datetime], Finding], ...] = (
    database,
    durability,
    clock,
    font,
    keys,
    mail,
    storage,
    debug,
    demo,
    hosts,
    https,
    journal_name,
    dead_jobs,
    framework,
)


def findings(*, at: datetime) -> list[Finding]:
    """Ask every question; one that breaks is itself a finding."""
    answers = []
    for question in QUESTIONS:
        try:
            answers.append(question(at))
        except Exception as error:
            name, found = question.__name__, f"{type(error).__name__}: {error}"
            answers.append(Finding(name, name, name, False, found, "查看日志", "see the log"))
    return answers
