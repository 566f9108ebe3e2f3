"""The public pages that cross slices: what the zone offers, under which limits, and how to check what it issued.

Five words: portal 门户, offer 在办事项, stage 阶段, reform 改革措施, health 健康.
"""
