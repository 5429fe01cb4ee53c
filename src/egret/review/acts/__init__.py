"""What is done at the legal office's desk; importing the room's acts enrols them."""

from egret.review.acts import acceptance, committee, items, replies, sensitive

__all__ = ["acceptance", "committee", "items", "replies", "sensitive"]
