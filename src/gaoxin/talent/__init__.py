"""Posts, seats and people: what firms will need, what schools offer, who works where afterwards.

Five words: post 岗位, programme 专业, practice base 实践基地, placement 实习安排, council 联合体理事会.
"""
