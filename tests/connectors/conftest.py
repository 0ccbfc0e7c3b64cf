"""Property tests of parsers: as many examples as on a quiet machine, however slow this one is."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "parsers", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.load_profile("parsers")
