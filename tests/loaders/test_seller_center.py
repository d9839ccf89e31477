"""Files as people have them: how they are found, opened and recognised."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
import xlsxwriter

from loaders import kinds, seller_center
from loaders.errors import LoadError
from loaders.opening import archive, stamps
from loaders.seller_center import files, sheets
from loaders.sheet import Sheet

DATA = Path(__file__).parents[1] / "data"
HEADER = (
    "Order ID", "Order Status", "SKU ID", "Quantity", "SKU Subtotal After Discount",
    "Created Time",
)  # fmt: skip
ROW = ("576460752303423487", "Completed", "1729385000000000101", "2", "10.5", "10/25/2026 1:02 PM")
CSV = ",".join(HEADER) + "\n" + ",".join(ROW) + "\n"


def open_one(path: Path) -> Sheet:
    [sheet] = sheets(*files([str(path)]))
    return sheet


def opened(folder: Path, content: bytes | str, name: str = "orders.csv") -> Sheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_one(path)


def rows(sheet: Sheet) -> list[dict[str, object]]:
    return kinds.rows_of(sheet, kinds.recognise(sheet)).collect().to_dicts()


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, (2026, 10, 17, 14, 5, 6))
            archive.writestr(entry, content)
    return path


def workbook(*table: tuple[str | float, ...], sheet: str = "OrderSKUList") -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 10, 17, 6, 5, tzinfo=UTC)})
    page = book.add_worksheet(sheet)
    for number, cells in enumerate(table):
        page.write_row(number, 0, cells)
    book.close()
    return file.getvalue()


def malformed(*table: tuple[str, ...]) -> bytes:
    """As real exports are: a wrong dimension, each header cell in a row of its own, inline strings,
    the only sheet in `sheet2.xml`."""

    def cell(row: int, column: int, text: str) -> str:
        at = f"{chr(65 + column)}{row}"
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'

    header = "".join(
        f'<row r="1">{cell(1, column, text)}</row>' for column, text in enumerate(table[0])
    )
    body = "".join(
        f'<row r="{row}">{"".join(cell(row, column, text) for column, text in enumerate(cells))}'
        "</row>"
        for row, cells in enumerate(table[1:], 2)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="OrderSKUList" sheetId="2" r:id="rId2"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId2" '
            f'Type="{office}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet2.xml": (
            f'<worksheet xmlns="{main}"><dimension ref="A1:A1"/><sheetData>{header}{body}'
            "</sheetData></worksheet>"
        ),
        "docProps/core.xml": (
            '<cp:coreProperties xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>'
            "2006-09-16T00:00:00Z</dcterms:created></cp:coreProperties>"
        ),
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


# Finding files


def test_a_folder_is_searched_to_the_bottom_and_each_file_comes_once(tmp_path: Path) -> None:
    inner = tmp_path / "2026" / "october"
    inner.mkdir(parents=True)
    for path in (tmp_path / "b.csv", inner / "a.XLSX", inner / "~$a.xlsx", tmp_path / "note.md"):
        path.write_text("x")
    found = files([str(tmp_path), str(tmp_path / "*.csv")])
    assert [file.path.name for file in found] == ["a.XLSX", "b.csv"]


def test_a_pattern_finds_files_and_a_name_with_brackets_is_itself(tmp_path: Path) -> None:
    for name in ("orders [1].csv", "orders 2.csv"):
        (tmp_path / name).write_text(CSV)
    assert len(files([str(tmp_path / "orders*.csv")])) == 2
    assert rows(open_one(tmp_path / "orders [1].csv"))[0]["quantity"] == "2"


@pytest.mark.parametrize("name", ["no such.csv", "no*.csv", "."])
def test_a_path_without_files_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(LoadError, match=re.escape(name) + ".* (does not exist|holds no CSV)"):
        files([f"{tmp_path}/{name}"])


# Archives


def test_an_archive_is_opened_and_one_inside_it_too(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"b.csv": CSV}).read_bytes()
    path = zipped(
        tmp_path / "exports.zip",
        {"sub/a.csv": CSV, "more.zip": inner, "__MACOSX/sub/a.csv": "junk", "readme.md": "x"},
    )
    found = files([str(path)])
    assert [file.name for file in found] == [f"{path}/more.zip/b.csv", f"{path}/sub/a.csv"]
    [sheet] = sheets(found[1])
    assert rows(sheet)[0]["order_id"] == ROW[0]
    assert sheet.made_at == datetime(2026, 10, 17, 14, 5, 8)  # noqa: DTZ001


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:\\evil.csv"]
)
def test_an_archive_with_a_path_that_leads_out_is_refused_as_a_whole(
    tmp_path: Path, name: str
) -> None:
    path = zipped(tmp_path / "exports.zip", {"good.csv": CSV, name: CSV})
    [file] = files([str(path)])
    with pytest.raises(LoadError, match=r"exports\.zip holds .*a path that leads out"):
        sheets(file)


def test_an_archive_three_deep_is_refused(tmp_path: Path) -> None:
    for outer, inner in (("b.zip", "a.csv"), ("c.zip", "b.zip"), ("d.zip", "c.zip")):
        content = CSV if inner == "a.csv" else (tmp_path / inner).read_bytes()
        zipped(tmp_path / outer, {inner: content})
    with pytest.raises(LoadError, match="unpack it first"):
        sheets(*files([str(tmp_path / "d.zip")]))


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.xlsx"])
def test_what_unpacks_to_hundreds_of_times_its_size_is_not_unpacked(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "SMALL", 2**20)
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("orders.csv", CSV + "0" * 2**21)
    [file] = files([str(tmp_path / name)])
    with pytest.raises(LoadError, match=r"bomb.* more than 200 times its size"):
        sheets(file)


def test_a_damaged_archive_does_not_hide_the_files_beside_it(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", {"a.csv": CSV * 50}).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.csv").write_text(CSV)
    broken, good = files([str(tmp_path)])
    with pytest.raises(LoadError, match=r"a\.zip is damaged"):
        sheets(broken)
    assert rows(sheets(good)[0])


def test_unpacked_files_go_when_nobody_needs_them(tmp_path: Path) -> None:
    [file] = files([str(zipped(tmp_path / "a.zip", {"a.csv": CSV}))])
    path = file.path
    assert path.exists()
    del file
    assert not path.exists()


# Text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, encoding: str) -> None:
    text = CSV.replace("Completed", "已完成")
    [row] = rows(opened(tmp_path, text.encode(encoding)))
    assert (row["status"], row["source_row"]) == ("已完成", 2)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    text = CSV.replace(",", separator)
    assert rows(opened(tmp_path, text))[0]["item_amount"] == "10.5"


def test_a_header_with_commas_may_stand_above_rows_with_tabs(tmp_path: Path) -> None:
    text = ",".join(HEADER) + "\r\n" + "\t".join(ROW) + "\r\n"
    assert rows(opened(tmp_path, text))[0]["quantity"] == "2"


def test_tabs_behind_ids_do_not_split_rows(tmp_path: Path) -> None:
    text = ",".join(HEADER) + "\n" + ",".join(f"{cell}\t" for cell in ROW) + "\n"
    assert rows(opened(tmp_path, text))[0]["order_id"] == f"{ROW[0]}\t"


def test_line_breaks_in_quotes_line_ends_of_any_system_and_blank_lines(tmp_path: Path) -> None:
    quoted = CSV.replace("Completed", '"Comp\nleted, ""yes"""') + "\n" + ",".join(ROW) + "\n"
    first, second = rows(opened(tmp_path, quoted))
    assert first["status"] == 'Comp\nleted, "yes"'
    assert second["source_row"] == 4
    assert rows(opened(tmp_path, CSV.replace("\n", "\r")))[0]["quantity"] == "2"
    assert rows(opened(tmp_path, CSV.replace("\n", "\r\n")))[0]["created_at"] == ROW[-1]


def test_the_header_is_found_below_a_preamble_which_is_kept(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Analysis date: 2026-10-01 ~ 2026-10-17\n\n" + CSV)
    assert sheet.preamble == (
        ("orders.csv",), ("Analysis date: 2026-10-01 ~ 2026-10-17",), (),
    )  # fmt: skip
    assert rows(sheet)[0]["source_row"] == 4


def test_headers_are_compared_without_case_and_blanks_and_extra_ones_are_left(
    tmp_path: Path,
) -> None:
    text = CSV.replace("Order ID", " order  id ").replace("\n", ",x,y\n", 1)
    sheet = opened(tmp_path, text.replace(",x,y", ",Order ID,quarantine_id"))
    assert sheet.headers["order id"] == " order  id "
    assert sheet.headers["quarantine_id"] == "quarantine_id"
    assert set(rows(sheet)[0]) == {
        "source_row", "order_id", "status", "sku_id", "quantity", "item_amount", "created_at",
    }  # fmt: skip


def test_description_total_and_blank_rows_are_no_data(tmp_path: Path) -> None:
    described = "Platform unique order ID,The status,ID of the SKU,How many,Paid,When\n"
    text = CSV.replace("\n", f"\n{described}", 1) + ",,,,,\nTotal,,,2,10.5,\n"
    assert [row["source_row"] for row in rows(opened(tmp_path, text))] == [3]


def test_a_row_without_an_id_is_data_and_no_total(tmp_path: Path) -> None:
    text = CSV + CSV.splitlines()[1].replace(ROW[0], "-") + "\n"
    assert [row["order_id"] for row in rows(opened(tmp_path, text))] == [ROW[0], "-"]


def test_short_and_long_rows_do_not_break_a_file(tmp_path: Path) -> None:
    text = CSV + "576460752303423486,Completed\n" + ",".join((*ROW, "more", "cells")) + "\n"
    assert [row["quantity"] for row in rows(opened(tmp_path, text))] == ["2", None, "2"]


def test_a_first_row_longer_than_the_header_does_not_break_a_file(tmp_path: Path) -> None:
    text = ",".join(HEADER) + "\n" + ",".join((*ROW, "more", "cells")) + "\n"
    assert [row["quantity"] for row in rows(opened(tmp_path, text))] == ["2"]


def test_a_text_file_that_ends_within_quotes_is_cut_off(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"orders\.csv is cut off or damaged"):
        rows(opened(tmp_path, CSV + '"5764607'))


def test_a_file_with_a_header_only_has_no_rows(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, ",".join(HEADER))) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty (0 bytes)"),
        ("blank.csv", b"\r\n  \r\n", "is empty"),
        ("wide.csv", b",".join([b"a"] * 100_000) + b"\n1\n", "has 100,000 columns"),
        ("wider.csv", b",".join([b"column"] * 100_000) + b"\n1\n", "first line longer than"),
        ("picture.csv", bytes(range(256)) * 20, "is not text"),
        ("noise.csv", b"\xff\xfa\xff\x81\x20" * 99, "is neither UTF-8, UTF-16 nor GB18030"),
        ("cut.xlsx", workbook(HEADER, ROW)[:2_000], "can't be opened as a workbook"),
        ("wrong.xlsx", b"%PDF-1.4 nothing of ours", "is no file that can be read"),
        ("empty.xlsx", workbook(), "is an empty workbook"),
        ("list.csv", b"Name,Size\nx,1\n", "is no file that can be read"),
    ],
)
def test_a_file_that_can_not_be_read_is_named_with_the_reason(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(LoadError, match=re.escape(message)) as caught:
        kinds.recognise(opened(tmp_path, content, name))
    assert name in str(caught.value)


# Workbooks


def test_a_workbook_as_exports_really_are_is_read_whole(tmp_path: Path) -> None:
    described = ("Platform unique order ID.", "a", "b", "c", "d", "e")
    sheet = opened(tmp_path, malformed(HEADER, described, ROW), "orders.xlsx")
    assert rows(sheet) == [
        {
            "source_row": 3,
            "order_id": ROW[0],
            "status": "Completed",
            "sku_id": ROW[2],
            "quantity": "2",
            "item_amount": "10.5",
            "created_at": ROW[5],
        }
    ]
    assert sheet.made_at is None  # 2006 is the birthday of the writing library


def test_a_workbook_under_another_name_is_still_one(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, workbook(HEADER, ROW), "orders.csv"))[0]["quantity"] == "2"


def test_an_id_stored_as_a_number_has_lost_its_digits(tmp_path: Path) -> None:
    book = workbook(HEADER, (576460752303423487, *ROW[1:3], 2, 10.5, ROW[5]))
    [row] = rows(opened(tmp_path, book, "orders.xlsx"))
    assert re.fullmatch(r"5\.76\d*e\+17", str(row["order_id"]))
    assert (row["sku_id"], row["quantity"], row["item_amount"]) == (ROW[2], "2", "10.5")


def test_blank_cells_beside_an_id_that_is_a_number_are_nothing_to_warn_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    header, row = (*HEADER, "Cancel By"), (5.764607523034235e17, *ROW[1:], "")
    assert rows(opened(tmp_path, workbook(header, row), "a.xlsx"))
    assert not caplog.records


def test_ids_stored_as_text_are_kept_even_where_a_number_could_hold_them(tmp_path: Path) -> None:
    book = workbook(HEADER, ("576460752303423488", *ROW[1:]))
    assert rows(opened(tmp_path, book, "orders.xlsx"))[0]["order_id"] == "576460752303423488"


def test_a_row_number_counts_blank_rows_above_the_header(tmp_path: Path) -> None:
    book = workbook((), (), ("", "Exported by hand"), HEADER, ROW)
    sheet = opened(tmp_path, book, "orders.xlsx")
    assert rows(sheet)[0]["source_row"] == 5
    assert ("Exported by hand",) in sheet.preamble


def test_every_filled_sheet_of_a_workbook_is_opened_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Orders", "Empty", "Notes"):
            page = book.add_worksheet(name)
            if name != "Empty":
                page.write_row(0, 0, HEADER if name == "Orders" else ("Just", "words"))
        book.add_worksheet("Hidden").hide()
    assert [sheet.file for sheet in sheets(*files([str(path)]))] == [
        f"{path} [Orders]", f"{path} [Notes]",
    ]  # fmt: skip


# When a file was made


@pytest.mark.parametrize(
    ("name", "made_at"),
    [
        ("All order-2026-10-17-14_05.csv", datetime(2026, 10, 17, 14, 5, 59, 999999)),  # noqa: DTZ001
        ("Live_20261017140506.xlsx", datetime(2026, 10, 17, 14, 5, 6, 999999)),  # noqa: DTZ001
        ("income_20261017.xlsx", datetime(2026, 10, 17, 23, 59, 59, 999999)),  # noqa: DTZ001
        (
            "income_20261017140506(UTC).xlsx",
            datetime(2026, 10, 17, 14, 5, 6, 999999, tzinfo=UTC),
        ),
        ("Campaign_overview_data_20261001_-_20261017.xlsx", None),
        ("orders 576460752303423487.csv", None),
        ("orders_20261399.csv", None),
        ("orders.csv", None),
    ],
)
def test_a_stamp_in_the_name_is_when_the_file_was_made(name: str, made_at: datetime | None) -> None:
    assert stamps.made_at(name) == made_at


def test_a_workbooks_properties_say_when_it_was_made(tmp_path: Path) -> None:
    book = workbook(HEADER, ROW)
    assert opened(tmp_path, book, "orders.xlsx").made_at == datetime(2026, 10, 17, 6, 5, tzinfo=UTC)
    path = zipped(tmp_path / "a.zip", {"orders.xlsx": book})
    assert open_one(path).made_at == datetime(2026, 10, 17, 6, 5, tzinfo=UTC)


# What a sheet is


def test_an_unknown_file_is_told_the_closest_kind_and_what_it_lacks(tmp_path: Path) -> None:
    text = "\n".join(",".join(line.split(",")[:-1]) for line in CSV.splitlines())
    with pytest.raises(LoadError, match=r'closest kind is "orders".*lacks .*"Created Time"'):
        kinds.recognise(opened(tmp_path, text))


def test_a_kind_can_be_named_and_must_exist(tmp_path: Path) -> None:
    sheet = opened(tmp_path, CSV)
    assert kinds.recognise(sheet, "orders").name == "orders"
    with pytest.raises(LoadError, match="no kind of file called"):
        kinds.recognise(sheet, "order")
    with pytest.raises(LoadError, match='closest kind is "returns"'):
        kinds.recognise(sheet, "returns")


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_sample_is_of_exactly_one_kind(path: Path) -> None:
    for sheet in sheets(*files([str(path)])):
        fitting = [kind for kind in kinds.KINDS if not kinds.missing(sheet, kind)]
        assert {kind.name for kind in fitting} == {kinds.recognise(sheet).name}


def test_only_the_columns_that_are_used_are_read(tmp_path: Path) -> None:
    sheet = opened(tmp_path, CSV.replace("\n", ",Recipient\n", 1))
    lazy = kinds.rows_of(sheet, kinds.recognise(sheet))
    assert isinstance(lazy, pl.LazyFrame)
    assert "recipient" not in lazy.collect_schema().names()
    assert seller_center.files([str(tmp_path)])
