"""What the rooms above want to hear."""

from django.dispatch import Signal

# Sent with `publication`, inside the transaction that publishes.
text_published = Signal()
