"""pdscan: is the personal data that an organisation says it keeps the data that it keeps?"""

__version__ = "0.1.0"
