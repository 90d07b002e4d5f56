from allauth.account.adapter import DefaultAccountAdapter


class StaffAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself: the CRM centre makes the accounts."""

    def is_open_for_signup(self, request):
        return False
