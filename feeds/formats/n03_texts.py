"""The words of the N03 reader (n03_ codes). What does not live here: finding these things (feeds.formats.ksj_n03)."""

from __future__ import annotations

from feeds.formats.reading import ReadingRule, rule

FORMAT = "ksj-n03"
"""The name of the format in reports."""

_RULES = (
    rule(
        "n03_not_json",
        "blocks",
        (
            "GeoJSONとして読めません（{what}）。",
            "国土数値情報のサイトから取り直すか、書き出したソフトを確かめてください。",
        ),
        (
            "The file cannot be read as GeoJSON ({what}).",
            "Download it again from the KSJ site, or check the program that wrote it.",
        ),
    ),
    rule(
        "n03_gml_broken",
        "blocks",
        (
            "XML（GML）として読めません（{row}行目：{what}）。",
            "国土数値情報のサイトから取り直してください。",
        ),
        ("The file cannot be read as XML (GML; line {row}: {what}).", "Download it again from the KSJ site."),
    ),
    rule(
        "n03_shapefile_incomplete",
        "blocks",
        (
            "シェープファイルの {value} がありません。",
            ".shp、.dbf、.shx（あれば .prj と .cpg も）を一つのzipに入れて送ってください。",
        ),
        (
            "{value} of the shapefile is missing.",
            "Put .shp, .dbf and .shx (with .prj and .cpg if there are any) into one zip and send that.",
        ),
    ),
    rule(
        "n03_shapefile_broken",
        "blocks",
        (
            "シェープファイルとして読めません（{what}）。",
            "国土数値情報のサイトから取り直すか、書き出したソフトを確かめてください。",
        ),
        (
            "The shapefile cannot be read ({what}).",
            "Download it again from the KSJ site, or check the program that wrote it.",
        ),
    ),
    rule(
        "n03_cpg_untrue",
        "warning",
        (
            ".cpg は文字コードを{value}としていますが、属性は{expected}でした。{expected}で読みました。",
            ".cpg を直すか、取り除いてください。",
        ),
        (
            "The .cpg names {value}, but the attributes are in {expected}; they were read so.",
            "Correct the .cpg or take it out.",
        ),
    ),
    rule(
        "n03_text_unreadable",
        "warning",
        (
            "属性に{value}として読めない文字があり、「\ufffd」にしました。",
            "文字コードを確かめ、UTF-8かShift_JISで書き出してください。",
        ),
        (
            "Some characters of the attributes cannot be read as {value} and became “\ufffd”.",
            "Check the encoding and write the file in UTF-8 or Shift_JIS.",
        ),
    ),
    rule(
        "n03_not_feature_collection",
        "blocks",
        (
            "GeoJSONの全体がFeatureCollectionではありません（{value}）。",
            "行政区域（N03）のGeoJSONを送ってください。TopoJSONは読めません。",
        ),
        (
            "The GeoJSON is not a FeatureCollection ({value}).",
            "Send the GeoJSON of administrative areas (N03); TopoJSON is not read.",
        ),
    ),
    rule(
        "n03_no_features",
        "blocks",
        ("使える行政区域が一つもありません。", "中身のある行政区域（N03）のファイルを送ってください。"),
        ("There is no usable administrative area in the file.", "Send a file of areas (N03) that has content."),
    ),
    rule(
        "n03_attribute_missing",
        "blocks",
        (
            "属性{column}がどの地物にもありません。",
            "N03の属性（N03_001～N03_004、N03_007）を残したまま書き出してください。",
        ),
        (
            "No feature has the attribute {column}.",
            "Keep the attributes of N03 (N03_001 to N03_004, N03_007) when writing the file.",
        ),
    ),
    rule(
        "n03_datum_unsupported",
        "blocks",
        (
            "座標系{value}は読めません（{expected}）。",
            "世界測地系（JGD2011）の経緯度に変換して送ってください。",
        ),
        (
            "The coordinate reference system {value} is not read ({expected}).",
            "Convert it to longitude and latitude in JGD2011.",
        ),
    ),
    rule(
        "n03_geometry_missing",
        "blocks",
        ("{row}番目の地物に図形がなく、飛ばしました。", "図形を付けるか、この地物を除いてください。"),
        ("Feature {row} has no geometry and was skipped.", "Give it a geometry or take it out."),
    ),
    rule(
        "n03_geometry_type",
        "blocks",
        (
            "{row}番目の地物の図形は{value}で、飛ばしました（必要なのは{expected}）。",
            "面（ポリゴン）として書き出してください。",
        ),
        (
            "The geometry of feature {row} is {value} and was skipped (expected: {expected}).",
            "Write it as a polygon.",
        ),
    ),
    rule(
        "n03_geometry_tangled",
        "blocks",
        (
            "{row}番目の地物（{name}）は、線どうしが重なりすぎて形を確かめられず、飛ばしました（輪の数／点の数：{value}）。",
            "穴や線が重なっていないかGISソフトで確かめ、書き出し直してください。",
        ),
        (
            "The lines of feature {row} ({name}) cross each other too often for its shape to be checked; "
            "it was skipped (rings / points: {value}).",
            "Look for overlapping holes or lines with a GIS program and write the file again.",
        ),
    ),
    rule(
        "n03_geometry_broken",
        "blocks",
        (
            "{row}番目の地物の座標が面になっておらず、飛ばしました。",
            "座標の並び（[[経度, 緯度], …]、4点以上で閉じる）を確かめてください。",
        ),
        (
            "The coordinates of feature {row} make no polygon; it was skipped.",
            "Check the coordinates ([[longitude, latitude], …], closed, 4 positions or more).",
        ),
    ),
    rule(
        "n03_coordinates_swapped",
        "blocks",
        (
            "{row}番目の地物は緯度と経度が逆で、飛ばしました（{value}）。",
            "座標は経度、緯度の順に書いてください（GeoJSON、シェープファイル）。",
        ),
        (
            "Latitude and longitude of feature {row} are swapped; it was skipped ({value}).",
            "Longitude comes first, then latitude (GeoJSON, shapefile).",
        ),
    ),
    rule(
        "n03_coordinates_out_of_range",
        "blocks",
        (
            "{row}番目の地物の座標は地球の上になく、飛ばしました（{value}）。",
            "座標を経緯度（度）に直してください。メートルの座標は読めません。",
        ),
        (
            "The coordinates of feature {row} are not on Earth; it was skipped ({value}).",
            "Write longitude and latitude in degrees; coordinates in metres are not read.",
        ),
    ),
    rule(
        "n03_code_malformed",
        "blocks",
        (
            "{row}番目の地物の行政区域コード{value}は{expected}ではありません。",
            "先頭の0が落ちていないか確かめ、都道府県2桁と市区町村3桁の5桁にしてください。",
        ),
        (
            "The area code {value} of feature {row} is not {expected}.",
            "Check for a lost leading 0: two digits of the prefecture and three of the municipality.",
        ),
    ),
    rule(
        "n03_code_missing",
        "warning",
        (
            "{row}番目の地物（{name}）に行政区域コード（N03_007）がありません。",
            "5桁の行政区域コードを入れてください。",
        ),
        ("Feature {row} ({name}) has no area code (N03_007).", "Enter the code of five digits."),
    ),
    rule(
        "n03_area_unassigned",
        "info",
        (
            "{row}番目の地物は所属未定地で、行政区域コードがありません。",
            "どの市区町村にも属さない土地です。直す必要はありません。",
        ),
        (
            "Feature {row} is land not assigned to any municipality and has no area code.",
            "Nothing needs to be mended.",
        ),
    ),
    rule(
        "n03_geometry_invalid",
        "warning",
        (
            "{row}番目の地物（{name}）の図形が自分と交わるなど正しくなく、直して使いました（{value}）。",
            "図形を修復してから書き出してください。",
        ),
        (
            "The geometry of feature {row} ({name}) is invalid and was mended ({value}).",
            "Repair the geometry before writing the file.",
        ),
    ),
    rule(
        "n03_outside_japan",
        "warning",
        (
            "{row}番目の地物（{name}）は日本の範囲（{expected}）の外にあります。",
            "座標系と座標を確かめてください。",
        ),
        (
            "Feature {row} ({name}) lies outside Japan ({expected}).",
            "Check the coordinate reference system and the coordinates.",
        ),
    ),
)

N03_READING: dict[str, ReadingRule] = {entry.code: entry for entry in _RULES}
"""All codes of the N03 reader."""
