"""执法监督: the 88 findings as rules over records, and the patrol that runs them (人民警察法 43).

A rule is data in `rulebook/findings` and one query here. The patrol records what it finds and closes what is no longer
so; working a finding off (rectification, contest, scoring) is not done here yet.
"""
