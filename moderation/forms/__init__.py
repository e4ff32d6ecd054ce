"""Forms: of staff in the admin, and of the pages."""
