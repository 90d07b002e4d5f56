"""What a step of the night needs of its run, for tests of one step."""


class NightJob:
    """A run whose cursor is kept here; whoever goes on with it goes on where it stopped."""

    id, requested_by = 0, None

    def __init__(self):
        self.cursor = {}

    def progress(self, **_how_far):
        pass

    def checkpoint(self, cursor, **_how_far):
        self.cursor = cursor
