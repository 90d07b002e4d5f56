from loyalty.own.models.access import OwnCode, OwnKey, OwnSession
from loyalty.own.models.letters import Letter
from loyalty.own.models.requests import OwnRequest

__all__ = ["Letter", "OwnCode", "OwnKey", "OwnRequest", "OwnSession"]
