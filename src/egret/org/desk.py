"""The power desk: fulfils the act machinery's question who may do what over which place."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from egret.acts.cards import all_acts
from egret.acts.ports import Actor, Place, Scope
from egret.acts.refusals import Refusal
from egret.org import queries
from egret.org.holdings import Holdings, changes_here, holdings_of, reaches, united
from egret.org.posts import covers, post_kinds

_MEMO = "_egret_holdings"

SYSTEM_POWERS = {"s:setup": ("org.*",), "s:door": ("org.sign_in", "org.sign_in_refused", "org.sign_out")}
"""What jobs of the system may do besides acts whose card names them."""

OWN = frozenset({"org.change_password", "org.change_second_factor"})
"""Acts on nobody but oneself: every person may, with or without a post; the bodies see to the rest."""


class OrgDesk:
    """Answers from posts, single powers, lendings and substitutions, each with its dates."""

    def refusal(self, actor: Actor, power: str, place: Place, at: datetime) -> Refusal | None:
        if actor.pseudonym.startswith("s:"):
            if covers(SYSTEM_POWERS.get(actor.pseudonym, ("-",)), power):
                return None
            return Refusal(_("系统任务不能办理这种执法行为"), _("须由有职权的人员办理"), code="power")
        if power in OWN:
            return None
        held = held_by(actor, at)
        scopes = held.scopes(power, at)
        if any(reaches(scope, place) for scope in scopes):
            return None
        return _refused(held, power, place, at, elsewhere=bool(scopes))

    def scope(self, actor: Actor, power: str, at: datetime) -> Scope:
        if actor.pseudonym.startswith("s:"):
            return Scope(everywhere=True)
        return united(held_by(actor, at).scopes(power, at))


def power_title(power: str) -> str:
    """What a power is called: the name of the first act it allows."""
    return next((act.card.label for act in all_acts() if act.card.power == power), power)


def held_by(actor: Actor, at: datetime) -> Holdings:
    """One stamp query for each actor and moment: a page that asks forty times pays once."""
    key = (at, changes_here())
    memo: tuple[tuple[datetime, int], Holdings] | None = getattr(actor, _MEMO, None)
    if memo is not None and memo[0] == key:
        return memo[1]
    held = holdings_of(actor.pk)
    with suppress(AttributeError):
        setattr(actor, _MEMO, (key, held))
    return held


def _refused(held: Holdings, power: str, place: Place, at: datetime, *, elsewhere: bool) -> Refusal:
    title = power_title(power)
    posts = "、".join(dict.fromkeys(kind.label for kind, _ground, _whole in held.posts_at(at)))
    if any(s.withdrawn and s.period.holds(at) and covers((s.power,), power) for s in held.singles):
        sentence = _("您办理“%(act)s”的职权现已停止") % {"act": title}
    elif not posts and not held.singles:
        sentence = _("您现在没有任何岗位，不能办理“%(act)s”") % {"act": title}
    elif elsewhere:
        sentence = _("您办理“%(act)s”的职权不及于这个单位") % {"act": title}
    else:
        sentence = _("您的岗位（%(posts)s）没有“%(act)s”的职权") % {"posts": posts, "act": title}
    # Whom to ask takes queries: only a page that shows the refusal pays them, not a menu that leaves the act out.
    return Refusal(sentence, lazy(_remedy, str)(power, place, at), code="power")


def _remedy(power: str, place: Place, at: datetime) -> str:
    kinds = "、".join(kind.label for kind in post_kinds() if kind.holds(power))
    if not kinds:
        return _("现有岗位都没有这项职权，请与系统管理员联系")
    people = "、".join(f"{one.label}（{one.police_number}）" for one in queries.holders(power, place, at, limit=3))
    if not people:
        return _("有此职权的岗位：%(posts)s") % {"posts": kinds}
    return _("有此职权的岗位：%(posts)s；可请 %(people)s 办理") % {"posts": kinds, "people": people}
