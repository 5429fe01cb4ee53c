"""Addresses at which articles are read, for every room that leads there."""

from __future__ import annotations

from django.urls import reverse

from egret.law.models import Article


def address_of(article: Article) -> str:
    """Address at which an article is read."""
    law_pk = article.version.law_id
    if article.kind != "article":
        return f"{reverse('law:law', args=[law_pk])}?version={article.version.label}#s{article.seq}"
    return f"{article_address(law_pk, article.no, article.sub)}#{article.version.label}"


def article_address(pk: int, no: int, sub: int = 0) -> str:
    return reverse("law:sub_article", args=[pk, no, sub]) if sub else reverse("law:article", args=[pk, no])
