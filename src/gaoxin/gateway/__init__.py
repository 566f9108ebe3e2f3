"""The gateway for programs: tokens that narrow what an account may do, and signed webhooks that tell what happened.

Five words: token 令牌, scope 权限范围, webhook 事件推送, event 事件, signature 签名.
"""
