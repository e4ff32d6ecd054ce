"""A labelled set of CVs, to judge how well they are read: `manage.py evaluate_cv`."""
