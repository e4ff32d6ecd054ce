"""Search over open projects: what is fed to the engine, how it is asked, and what comes back."""
