"""The face: base templates, the theme, the kit of components, vendored assets. Knows no slice; slices fill it.

Five words: surface 界面, component 组件, time ribbon 时间带, burden bar 减材料条, next step 下一步.
"""
