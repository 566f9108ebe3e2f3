"""One file a project from agreement to production: who answers for it, its works, its land, its money, who serves the firm.

Five words: project 项目, responsible leader 包干领导, sub-work 单项工程, parcel 地块, steward 店小二.
"""
