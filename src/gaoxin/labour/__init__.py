"""Harmony at work: claims and hearings on the law's clock, early warning of unpaid wages, law at the factory's door.

Five words: claim 仲裁申请, hearing 开庭, award 裁决, mediation 调解, warning 预警.
"""
