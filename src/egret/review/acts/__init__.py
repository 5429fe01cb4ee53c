"""What is done at the legal office's desk; importing the room's acts enrols them."""

from egret.review.acts import acceptance, centre, committee, items, replies, sensitive

__all__ = ["acceptance", "centre", "committee", "items", "replies", "sensitive"]
