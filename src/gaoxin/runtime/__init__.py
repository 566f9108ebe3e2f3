"""The Django ground under every slice: zone rows, append-only tables, the SQLite writer gate, jobs and their keeper.

Five words: zone row 园区行, append-only 只追加, writer gate 写入闸, job 任务, keeper 守护.
"""
