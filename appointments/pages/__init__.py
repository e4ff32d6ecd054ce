"""The pages of appointments: their list, one of them, and what is done with it."""
