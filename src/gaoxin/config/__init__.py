"""The edge: settings, URLs, the command line, and the one table of subscriptions that push upward.

Five words: setting 设置, route 路由, command 命令, subscription 订阅, edge 边界.
"""
