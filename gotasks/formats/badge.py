"""The badge that shows coverage, as an SVG that stands alone."""

from __future__ import annotations

import warnings

from gotasks.core.coverage import Coverage

UNKNOWN = "n/a"


def svg(coverage: Coverage) -> bytes:
    """Return the badge. It shows whole percent, cut as everywhere: 79.96 % is not 80 %."""
    total = str(coverage.covered * 100 // coverage.statements) if coverage.statements else UNKNOWN
    with warnings.catch_warnings():
        # coverage-badge imports pkg_resources, of which setuptools 67 to 81 says at each import that it is deprecated.
        warnings.simplefilter("ignore")
        from coverage_badge import __main__ as badge  # type: ignore[import-untyped]  # noqa: PLC0415 - takes 0.1 s
    image: str = badge.get_badge(total, badge.get_color(total))
    said = total if total == UNKNOWN else f"{total}%"
    image = image.replace(f"{UNKNOWN}%", UNKNOWN).replace("<svg ", f'<svg role="img" aria-label="coverage: {said}" ', 1)
    return image.encode()
