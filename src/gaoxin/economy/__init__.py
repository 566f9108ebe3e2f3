"""What enterprises file, the indicators computed from it, and the report card in which no number stands alone.

Five words: questionnaire 报表, scope 口径范围, indicator 指标, vintage 版次, report card 成绩单.
"""
