"""Approvals: what an item asks, which reforms change it, and the life of each case from draft to closed commitment.

Five words: item 事项, case 办件, material 材料, time limit 时限, decision 决定.
"""
