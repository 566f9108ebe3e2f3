"""Pure ground of every slice: working time, identifiers, legal references, errors. Imports no framework.

Five words: calendar 工作日历, limit 时限, identifier 标识, legal reference 法律依据, error 错误.
"""
