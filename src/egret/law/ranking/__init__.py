"""Ranking of articles for a question in any words: postings in one memory-mapped file, derived from the statutes held.

Scores of BM25 over pairs of characters, by article, chapter and law; the question is widened by the lay words of
`rulebook/search`; laws that other laws refer to more often, and laws before regulations, come first among likes.
"""
