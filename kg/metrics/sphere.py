"""Distances on the Earth, taken as a sphere: at most about half a per cent off, far less than places in reports are."""

import numpy as np

from kg.metrics.network import Vector

RADIUS = 6371.0088
"""The mean radius of the Earth in kilometres (Moritz 2000, Geodetic Reference System 1980)."""


def distances(latitude: float, longitude: float, latitudes: Vector, longitudes: Vector) -> Vector:
    """Kilometres along the great circle from one point to others, by the haversine formula; degrees north and east."""
    here, there = np.radians(latitude), np.radians(latitudes)
    height = np.sin((there - here) / 2) ** 2
    width = np.cos(here) * np.cos(there) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    return np.asarray(2 * RADIUS * np.arcsin(np.sqrt(np.minimum(height + width, 1))))


def mean_point(latitudes: Vector, longitudes: Vector, weights: Vector) -> tuple[float, float] | None:
    """The weighted mean of points as vectors from the centre of the Earth, back on its surface; None where they cancel out."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    vectors = np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
    x, y, z = (vectors * weights).sum(axis=1) / weights.sum()
    if np.hypot(np.hypot(x, y), z) < 1e-9:
        return None
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))
