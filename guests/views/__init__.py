from guests.views.search import search

__all__ = ["search"]
