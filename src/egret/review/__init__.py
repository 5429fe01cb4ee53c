"""审核: the legal office's desk. Unified acceptance, unified review and single exit, and the committee for hard cases.

治安管理处罚法 113-114; 行政处罚法 57-58; 受案立案改革意见; “两统一” (memory: see `rulebook/gist/single_exit.yaml`).
"""
