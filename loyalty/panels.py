"""What classes, tiers and points add to the guest page."""


def register_all() -> None:
    """Called once the apps are ready."""
