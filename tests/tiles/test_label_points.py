"""Label points: inside the largest part, one a feature. Not here: cutting them (test_seams)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from tiles.label_points import inner_points, with_labels
from tiles.spec import label_layer


def test_the_point_lies_inside_the_largest_part():
    island, mainland = shapely.box(0, 0, 1, 1), shapely.box(10, 10, 14, 14)
    curved = shapely.difference(shapely.Point(30, 0).buffer(5), shapely.box(24, -1, 34, 1))
    shapes = np.array([shapely.MultiPolygon([island, mainland]), island, curved])
    points = inner_points(shapes)
    assert len(points) == 3
    assert shapely.within(points, np.array([mainland, island, curved])).all()


def test_of_equal_parts_the_first_is_taken():
    first, second = shapely.box(0, 0, 1, 1), shapely.box(4, 0, 5, 1)
    (point,) = inner_points(np.array([shapely.MultiPolygon([first, second])]))
    assert shapely.within(point, first)


@pytest.mark.parametrize("name", ["areas", "nothing"])
def test_labels_follow_the_layer_they_are_of(make, name):
    spec = make.spec(("areas", "polygon"))
    spec = replace(spec, layers=(*spec.layers, label_layer(spec.layers[0])))
    frame = make.frame([shapely.box(0, 0, 1, 1), shapely.Point(3, 3)])
    got = with_labels({name: frame}, spec)
    assert set(got) == ({"areas", "areas_label"} if name == "areas" else {"nothing"})
    if name == "areas":
        assert got["areas_label"]["feature_id"].to_list() == ["f00000"]
        assert got["areas"] is frame
