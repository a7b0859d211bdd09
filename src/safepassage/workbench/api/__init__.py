"""The local interface between page and server: typed requests in, plain values out.

``GET /api/openapi`` describes it. Every request is a frozen dataclass of ``requests``; what does
not fit is refused with the name of the field.
"""
