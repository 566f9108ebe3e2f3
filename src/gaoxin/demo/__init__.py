"""The demo zone: synthetic, calibrated to the source article, taken through the ordinary services and queries only.

Five words: demo zone 演示园区, calibration 校准, history 历史办件, run 演示办理, twin 对照.
"""
