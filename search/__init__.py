"""The engine room of every search. It knows no profile, no project and no account."""
