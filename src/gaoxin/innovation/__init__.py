"""Universities and cooperation, patents, readiness for titles, and benefits that come unasked.

Five words: cooperation 产学研合作, patent 专利, readiness 达标自评, benefit 惠企政策, claw-back 追回.
"""
