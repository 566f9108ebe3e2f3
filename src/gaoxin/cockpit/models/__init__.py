"""Tables of cockpit. Private to the slice."""

from gaoxin.cockpit.models.follow_ups import FollowUp, FollowUpEntry, MailSent, Subscription

__all__ = ["FollowUp", "FollowUpEntry", "MailSent", "Subscription"]
