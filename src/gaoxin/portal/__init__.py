"""Pages that cross slices, beginning with the front door.

Five words: page 页面, front door 首页, view 视图, route 路由, health check 健康检查.
"""
