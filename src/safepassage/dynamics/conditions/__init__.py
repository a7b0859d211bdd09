"""Hunger, floods and harvests."""
