"""办案指导: what the law allows for a charge or a violation, how the sentencing guideline counts, shown with its trace;
and class-case guides: what must be proved in a kind of case, filled in from a case's own records.

刑法 special part; 治安管理处罚法 (2012 and 2025 texts); 量刑指导意见 (2021, 2024). It shows statutory ranges and their
sources; it decides nothing and promises no result.
"""
