"""Tables of the journal. Entries, full tiles and checkpoints never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

ULID = 26
LOG = 8
OBJ = 160


class _Recorded(models.Model):
    """What pending and integrated entries share: the bytes, and columns copied out of them for look-up."""

    uid = models.CharField(_("编号"), max_length=ULID, unique=True)
    obj = models.CharField(_("事项"), max_length=OBJ)
    act = models.CharField(_("行为"), max_length=80)
    actor = models.CharField(_("行为人"), max_length=64)
    at = models.DateTimeField(_("时间"))
    entry = models.BinaryField(_("日志条目"))
    leaf = models.BinaryField(_("叶散列"))

    class Meta:
        abstract = True


class Pending(_Recorded):
    """An entry written with its act, waiting for its index."""

    class Meta:
        db_table = "journal_pending"
        verbose_name = _("待入树条目")
        indexes = [models.Index(fields=["obj", "id"], name="journal_pending_obj")]


class LogEntry(_Recorded):
    """An entry at its place in a year's log."""

    pk = models.CompositePrimaryKey("log", "idx")
    log = models.CharField(_("年度日志"), max_length=LOG)
    idx = models.BigIntegerField(_("序号"))
    chain = models.BinaryField(_("链散列"))

    class Meta:
        db_table = "journal_entry"
        verbose_name = _("日志条目")
        indexes = [
            models.Index(fields=["obj", "log", "idx"], name="journal_entry_obj"),
            models.Index(fields=["log", "idx"], name="journal_entry_erasures", condition=models.Q(act="journal.erase")),
        ]


class TileRow(models.Model):
    """Up to 256 hashes side by side; a full tile never changes, a growing one only grows."""

    pk = models.CompositePrimaryKey("log", "level", "n")
    log = models.CharField(max_length=LOG)
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    width = models.SmallIntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "journal_tile"
        verbose_name = _("散列瓦片")


class Head(models.Model):
    """How far a log has come: its size and the right edge of its tree."""

    log = models.CharField(max_length=LOG, primary_key=True)
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    stack = models.BinaryField(default=b"")
    chain = models.BinaryField(default=bytes(32))
    is_closed = models.BooleanField(default=False)

    class Meta:
        db_table = "journal_head"
        verbose_name = _("日志末端")


class SignedCheckpoint(models.Model):
    """Every checkpoint ever signed, counted without gaps. `cosigned` is the log's own line with the time."""

    pk = models.CompositePrimaryKey("log", "n")
    log = models.CharField(max_length=LOG)
    n = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    cosigned = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "journal_checkpoint"
        verbose_name = _("签名检查点")
        indexes = [models.Index(fields=["log", "size"], name="journal_checkpoint_size")]


class DataKey(models.Model):
    """The key of one object's payloads, wrapped by the master key. Destroying it destroys what it sealed."""

    id = models.CharField(max_length=ULID, primary_key=True)
    obj = models.CharField(max_length=OBJ, unique=True)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "journal_data_key"
        verbose_name = _("数据密钥")


class Payload(models.Model):
    """A committed field: its salt and value, sealed together. May be erased; the commitment stays."""

    pk = models.CompositePrimaryKey("uid", "field")
    uid = models.CharField(max_length=ULID)
    field = models.CharField(max_length=80)
    sealed = models.BinaryField()
    dek = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "journal_payload"
        verbose_name = _("加密内容")


class ObjectHead(models.Model):
    """Last leaf of an object that is no subject, and the lock of its chain."""

    obj = models.CharField(max_length=OBJ, primary_key=True)
    last_leaf = models.BinaryField()

    class Meta:
        db_table = "journal_object"
        verbose_name = _("对象链头")


class FollowerPlace(models.Model):
    """How far a follower has read."""

    name = models.CharField(max_length=80, primary_key=True)
    log = models.CharField(max_length=LOG, default="")
    idx = models.BigIntegerField(default=-1)

    class Meta:
        db_table = "journal_follower"
        verbose_name = _("跟随者位置")


class FollowerTrouble(models.Model):
    """An entry a follower could not handle yet, or that must wait behind one of the same object."""

    name = models.CharField(max_length=80)
    uid = models.CharField(max_length=ULID)
    obj = models.CharField(max_length=OBJ)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    error = models.TextField(default="")

    class Meta:
        db_table = "journal_follower_trouble"
        verbose_name = _("跟随者故障")
        constraints = [models.UniqueConstraint(fields=["name", "uid"], name="journal_trouble_once")]
