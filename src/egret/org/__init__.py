"""机构、岗位、权责、登录: who may do what, over which unit, from when until when.

Organs and their units are a tree (公安机关组织管理条例 5-8); people hold posts in it with dates (18), and a post kind
names the powers it carries (`rulebook/posts/`). Lending, substitution and single grants or withdrawals change that
for a time.
The room answers the act machinery's question whether an actor holds a power over a place, and signs people in.
"""
