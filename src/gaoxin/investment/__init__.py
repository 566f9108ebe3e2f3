"""From the map of the industry to a signed agreement: chains and their gaps, teams, leads, visits, promises.

Five words: chain 产业链, gap 缺口, lead 线索, team 招商队伍, agreement 投资协议.
"""
