"""Statutes read from Markdown collections and official docx files into laws, versions and articles.

`markdown` and `docx` turn a file into lines, `body` cuts the lines into articles, `history` reads the dates,
`collection` joins the
files of a folder into laws with their versions, `store` writes them. All but `store` are pure and know no Django.
"""
