"""Requests for erasure: asked for on one's account page, answered by an administrator of the organisation."""
