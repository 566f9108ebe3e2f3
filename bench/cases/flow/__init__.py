"""The same shape as a django-viewflow flow."""
