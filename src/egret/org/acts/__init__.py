"""The room's acts: organs and units, people and posts, powers for a time, accounts."""

from egret.org.acts import accounts, organs, people, powers

__all__ = ["accounts", "organs", "people", "powers"]
