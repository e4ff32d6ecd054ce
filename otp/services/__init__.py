"""The business events of one-time codes: sent, delivered, verified; and the records they leave."""
