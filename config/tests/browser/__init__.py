"""The pages as people use them: in Debian's Chromium, with a real server and database."""
