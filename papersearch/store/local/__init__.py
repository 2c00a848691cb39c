"""An index in one folder."""
