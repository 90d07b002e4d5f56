"""What the programme says to privacy."""


def register_all() -> None:
    """Called once the apps are ready."""
