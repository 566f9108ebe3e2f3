"""People who sign in and what they may be in a zone: accounts, roles, and the proof that someone is a supervisor.

Five words: account 账号, role 角色, grant 授权, actor 经办人, supervisor 主管.
"""
