"""Who did what, when, on which article: an append-only log, each entry chained to the one before, checked by anyone.

Five words: entry 审计条目, chain 审计链, head 链尾, idempotency key 幂等键, verification 校验.
"""
