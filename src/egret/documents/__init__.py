"""法律文书: numbered, sealed papers that acts issue, with their proof, their service and their PDF.

What a paper must say, who signs it and how it reaches its addressee follow 治安管理处罚法, 刑事诉讼法 and the
procedural rules of the police (行政案件程序规定, 刑事案件程序规定); each kind in
`rulebook/documents` names its articles.
"""
