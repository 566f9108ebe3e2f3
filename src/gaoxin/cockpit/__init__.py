"""One page of what leaders must know, each figure with its rule, its owner and a way down to the rows.

Five words: card 卡片, target 目标, light 红黄绿, follow-up 督办, embargo 发布前保密.
"""
