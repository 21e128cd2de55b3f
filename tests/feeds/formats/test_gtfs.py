"""Reading a GTFS feed: tables, files listed, reading notices, the clean copy for the engine. Not here: rules."""

from __future__ import annotations

import zipfile

import pytest

from feeds.archive import open_archive
from feeds.formats.gtfs import read_gtfs
from feeds.formats.gtfs_schema import CORE, KNOWN, TABLES
from feeds.tables import TextTables, read_tables, write_tables
from terms.columns import Mark


@pytest.fixture
def read(put, tmp_path, make_zip):
    def _read(files, folder="", name="feed.zip"):
        return read_gtfs(open_archive(put(make_zip(files), name)), folder, tmp_path)

    return _read


def found(result):
    return [(n.code, n.table, n.row, n.value) for n in result.notices]


def test_a_clean_feed_is_given_to_the_engine_as_it_is(read, feed_files, tmp_path):
    result = read(feed_files)
    assert found(result) == []
    assert result.archive_path == tmp_path / "in" / "feed.zip"
    assert sorted(result.tables) == sorted(name[:-4] for name in feed_files)
    assert result.tables.get("stops").row(1) == (3, "S2", "役場", "34.61", "133.91")
    assert result.tables.has("stops", "stop_id", "stop_lat")
    assert not result.tables.has("stops", "zone_id")


def test_a_name_the_engine_would_refuse_gets_one_it_takes(read, feed_files):
    result = read(feed_files, name="upload")
    assert result.archive_path.name == "feed.zip"
    assert "stops.txt" in zipfile.ZipFile(result.archive_path).namelist()


def test_cp932_is_named_decoded_and_mended_for_the_engine(read, feed_files):
    result = read({**feed_files, "stops.txt": feed_files["stops.txt"].encode("cp932")})
    assert found(result) == [("jp_bad_encoding", "stops.txt", None, "Shift_JIS (CP932)")]
    assert not result.notices[0].blocking
    assert result.tables.get("stops")["stop_name"].to_list() == ["港前", "役場"]
    clean = zipfile.ZipFile(result.archive_path)
    assert clean.read("stops.txt").decode() == feed_files["stops.txt"]
    assert clean.namelist() == list(feed_files)


def test_other_texts_that_had_to_be_changed(read, feed_files):
    stops, agency, routes = feed_files["stops.txt"], feed_files["agency.txt"], feed_files["routes.txt"]
    changed = {
        "stops.txt": stops.encode("utf-16"),
        "agency.txt": agency.replace("\n", "\r"),
        "routes.txt": routes.replace("R1", "R\0001"),
        "trips.txt": b"\xef\xbb\xbf" + feed_files["trips.txt"].encode(),
    }
    result = read({**feed_files, **changed})
    assert sorted(found(result)) == [
        ("text_line_ends", "agency.txt", None, None),
        ("text_nul_bytes", "routes.txt", 2, None),
        ("text_utf16", "stops.txt", None, "UTF-16"),
    ]
    clean = zipfile.ZipFile(result.archive_path)
    assert [clean.read(name).decode() for name in ("stops.txt", "agency.txt", "routes.txt")] == [stops, agency, routes]
    assert {f.name: f.encoding for f in result.tables.files}["trips.txt"] == "utf-8-sig"


def test_what_cannot_be_mended_is_left_to_the_engine(read, feed_files, tmp_path):
    broken = {
        "stops.txt": feed_files["stops.txt"].encode().replace("役".encode(), b"\xff"),
        "routes.txt": feed_files["routes.txt"].replace("港線,3", '港"線,3,9'),
        "calendar_dates.txt": feed_files["calendar_dates.txt"] + "平日,20200102,1,9\n",
    }
    result = read({**feed_files, **broken})
    assert sorted(found(result)) == [
        ("text_extra_cells", "calendar_dates.txt", 4, None),
        ("text_extra_cells", "routes.txt", 2, None),
        ("text_not_utf8", "stops.txt", 3, None),
        ("text_quotes_irregular", "routes.txt", 2, None),
    ]
    assert result.archive_path == tmp_path / "in" / "feed.zip"
    assert result.tables.get("stops")["stop_name"][1] == "�場"


def test_unknown_files_are_kept(read, feed_files):
    others = {"notes.txt": "a,b\n1,2\n", "LICENSE.txt": 'free "text, of\nany kind, and, length\n', "map.pdf": b"%PDF"}
    result = read({**feed_files, **others, "sub/extra.txt": "a\n", "__MACOSX/._stops.txt": "x"})
    files = {f.name: f.table for f in result.tables.files}
    assert files["notes.txt"] == "notes"
    assert [files[n] for n in ("LICENSE.txt", "map.pdf", "sub/extra.txt")] == [None, None, None]
    assert "__MACOSX/._stops.txt" not in files
    assert result.tables.get("notes").rows() == [(2, "1", "2")]
    assert found(result) == []


def test_a_feed_in_a_folder_is_brought_to_the_top(read, feed_files):
    inside = {f"d/{name}": text for name, text in feed_files.items()}
    result = read({**inside, "d/map.pdf": b"%PDF" * 99, "other.txt": "x"}, "d/")
    clean = zipfile.ZipFile(result.archive_path)
    assert clean.namelist() == [*feed_files, "map.pdf"]
    assert clean.read("map.pdf") == b""
    assert "stops" in result.tables


def test_a_damaged_table_makes_the_feed_unreadable(read, put, tmp_path, make_zip, feed_files):
    data = make_zip(feed_files)
    at = data.index(b"stops.txt") + len("stops.txt") + 5
    damaged = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
    result = read_gtfs(open_archive(put(damaged)), "", tmp_path)
    assert result.archive_path is None
    assert [(n.code, n.table, n.blocking) for n in result.notices] == [("archive_entry_damaged", "stops.txt", True)]


def test_folders_are_read_too(tmp_path, feed_files):
    feed = tmp_path / "feed"
    feed.mkdir()
    for name, text in feed_files.items():
        (feed / name).write_text(text)
    assert read_gtfs(open_archive(feed), "", tmp_path).archive_path == feed
    (feed / "stops.txt").write_bytes(feed_files["stops.txt"].encode("cp932"))
    result = read_gtfs(open_archive(feed), "", tmp_path)
    assert result.archive_path == tmp_path / "feed.zip"
    assert result.tables.get("stops")["stop_name"][0] == "港前"


def test_too_many_columns_block(read, feed_files):
    wide = ",".join(f"c{n}" for n in range(1_500)) + "\n"
    result = read({**feed_files, "shapes.txt": wide})
    assert found(result) == [("text_too_many_columns", "shapes.txt", None, "1500")]
    assert result.notices[0].blocking
    assert "shapes" not in result.tables


def test_tables_come_back_from_disk(read, feed_files, tmp_path):
    tables = read({**feed_files, "shapes.txt": "shape_id,shape_pt_lat\n"}).tables
    write_tables(tables, tmp_path / "tables")
    back = read_tables(tmp_path / "tables")
    assert back.keys() == set(tables)
    assert all(back[stem].equals(tables.get(stem)) and back[stem].schema == tables.get(stem).schema for stem in back)


def test_the_line_of_a_record_that_leaves_blank_lines_out(read, feed_files):
    tables: TextTables = read({**feed_files, "stops.txt": "stop_id\n\nS1\n\n\nS2\n"}).tables
    assert [tables.line_of("stops", record) for record in (1, 2, 3, 4)] == [1, 3, 6, 4]
    assert tables.line_of("nothing", 7) == 7


def test_declarations():
    assert set(TABLES) >= CORE
    assert set(TABLES) <= KNOWN
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) <= set(table.names)
        assert all(c.title_ja and c.title_en and c.source for c in table.columns)
    assert TABLES["stop_times"].columns[1].unit == "H:MM:SS"
    assert {c.mark for c in TABLES["pattern_jp"].columns} == {Mark.UNVERIFIED}
    assert [c.name for c in TABLES["trips"].columns if c.required] == ["route_id", "service_id", "trip_id"]
