"""Whom the zone deals with, once each under an official identifier: parties, mandates, credit, and what registries say.

Five words: party 主体, mandate 委托, credit record 信用记录, registry 基础库, reading 读数.
"""
