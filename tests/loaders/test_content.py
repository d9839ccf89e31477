"""Lists of LIVEs, videos, creators, products and creatives: figures over a span."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders import content, creatives, kinds, lives, seller_center
from loaders.errors import LoadError
from loaders.reading import cells
from loaders.reading.spans import span
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

ParseFile = Callable[..., tuple[str, Parsed]]
NOW = datetime(2026, 10, 18, tzinfo=UTC)
GIVEN = Given(Shop("us", "Main", "US", "USD", "America/Los_Angeles"), NOW, NOW, b"secret")
SEPTEMBER = (("creators_20260901-20260930.xlsx",),)


def rows(**columns: list[str]) -> pl.LazyFrame:
    frame = pl.LazyFrame(columns).with_row_index("source_row", offset=2)
    return frame.cast({"source_row": pl.Int64})


def table(parsed: Parsed) -> pl.DataFrame:
    return parsed.tables["content"].sort("source_row")


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2026-09-01 ~ 2026-09-30", date(2026, 9, 1), date(2026, 9, 30)),
        ("Analysis date: 01/09/2026~30/09/2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("Analysis date: 07/04/2026~06/05/2026", date(2026, 4, 7), date(2026, 5, 6)),
        ("[Date Range]: 04-07-2023 ~ 05-06-2023", date(2023, 4, 7), date(2023, 5, 6)),
        ("Video_List_20260601-20260623_260626.xlsx", date(2026, 6, 1), date(2026, 6, 23)),
        ("creatives 2026-08-01 00 ~ 2026-08-07 23.xlsx", date(2026, 8, 1), date(2026, 8, 7)),
        ("data_20261001_-_20261017.xlsx", date(2026, 10, 1), date(2026, 10, 17)),
    ],
)
def test_spans_are_read_as_files_write_them(cell: str, first: date, last: date) -> None:
    assert span(((cell,),), "here") == (first, last)


def test_the_span_above_the_header_wins_over_that_of_the_name() -> None:
    preamble = (("list_20250101-20250131.xlsx",), ("2026-09-01 ~ 2026-09-30",), ("",))
    assert span(preamble, "here") == (date(2026, 9, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    "cell", ["Creator_Data_20260725.xlsx", "2026-09-30 ~ 2026-09-01", "31/02/2026~31/02/2026", ""]
)
def test_a_list_that_names_no_span_is_refused_with_a_way_out(cell: str) -> None:
    with pytest.raises(LoadError, match=r"list_20260901-20260930\.xlsx"):
        span(((cell,),), "here")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0h19m", 1_140),
        ("1h39min", 5_940),
        ("14h 1m", 50_460),
        ("3911", 3_911),
        ("18.28s", 18),
        ("1m28s", 88),
        ("01:02:03", 3_723),
        ("--", None),
    ],
)
def test_durations_are_whole_seconds(text: str, seconds: int | None) -> None:
    good, refused = cells.read_present(rows(x=[text]), [cells.seconds("x", "x")])
    assert good["x"].item() == seconds
    assert refused.is_empty()


def test_lives_of_2026_go_by_room_and_day_of_start(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("live_2026_vn.csv", "VN")
    first, second = table(parsed).rows(named=True)
    assert kind == "lives"
    assert (first["content_id"], first["kind"]) == ("7300000000000000001", "live")
    assert first["started_at"] == datetime(2026, 9, 15, 13, tzinfo=UTC)
    assert (first["date_from"], first["date_to"]) == (date(2026, 9, 15), date(2026, 9, 15))
    assert (first["gmv_e4"], first["currency"]) == (68_300_000_100, "VND")
    assert (first["views"], second["views"]) == (1_740_000, 1_000)
    assert first["duration_seconds"] == 19_800
    assert (first["orders"], first["sku_orders"], first["units"]) == (100, 110, 120)


def test_lives_without_a_room_go_by_start_and_title_or_creator(parse_file: ParseFile) -> None:
    _, later = parse_file("live_2026_br.csv", "BR")
    _, oldest = parse_file("live_2023_id.csv", "ID")
    assert table(later)["content_id"].to_list() == ["2026-06-02T19:00:00 Moda de inverno"]
    assert table(later)["duration_seconds"].to_list() == [3_911]
    assert table(later)["cost_e4"].to_list() == [1_000_000]
    assert table(oldest)["content_id"].to_list() == ["2023-10-05T19:30:00 6900000000000000009"]
    assert table(oldest)["gmv_e4"].to_list() == [17_000_000_000]
    assert table(oldest)["started_at"].to_list() == [datetime(2023, 10, 5, 12, 30, tzinfo=UTC)]


def test_a_live_past_midnight_keeps_its_key_from_snapshot_to_snapshot() -> None:
    def key(duration: str) -> tuple[object, ...]:
        text = rows(room_id=["7"], started_at=["2026-09-15 23:00:00"], duration=[duration])
        return (
            table(lives.parse(text, GIVEN, ())).select("content_id", "date_from", "date_to").row(0)
        )

    assert key("0h30m") == key("3h10m")


def test_a_live_without_a_room_id_where_others_have_one_is_refused() -> None:
    text = rows(room_id=["7", "--"], started_at=["2026-09-15 23:00:00"] * 2)
    parsed = lives.parse(text, GIVEN, ())
    assert parsed.refused.rows() == [(3, "room_id is missing")]


def test_videos_take_their_span_from_the_name_and_skip_the_explanation(
    parse_file: ParseFile,
) -> None:
    kind, parsed = parse_file("video_list_20260901-20260930.csv")
    first, second = table(parsed).rows(named=True)
    assert kind == "videos"
    assert (first["content_id"], first["creator"]) == ("7412345678901234567", "glow.anna")
    assert (first["date_from"], first["date_to"]) == (date(2026, 9, 1), date(2026, 9, 30))
    assert (first["gmv_e4"], first["refunds_e4"]) == (12_345_600, 200_000)
    assert first["commission_e4"] == 1_234_600
    assert first["product_id"] == "1729000000000000001"
    assert (second["product_id"], second["title"], second["gmv_e4"]) == (None, None, 0)


def test_a_posting_day_is_no_instant_but_a_posting_time_is() -> None:
    text = rows(
        video_id=["1", "2"], gmv=["1", "1"], started_at=["2026-08-30", "2023/08/30 10:00:00"]
    )
    parsed = content.parse_videos(text, GIVEN, SEPTEMBER)
    started = table(parsed)["started_at"].to_list()
    assert started == [None, datetime(2023, 8, 30, 17, tzinfo=UTC)]
    assert parsed.refused.is_empty()


def test_a_video_on_several_rows_is_one_and_its_views_are_not_added() -> None:
    text = rows(video_id=["1", "1"], gmv=["10", "5"], views=["100", "100"], customers=["2", "2"])
    parsed = content.parse_videos(text, GIVEN, SEPTEMBER)
    row = table(parsed).row(0, named=True)
    assert (row["gmv_e4"], row["views"], row["customers"]) == (150_000, 100, None)
    assert parsed.keys is not None
    assert parsed.keys["source_row"].to_list() == [2, 3]


def test_creators_go_by_name(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("creator_list_20260901-20260930.csv")
    first, second = table(parsed).rows(named=True)
    assert kind == "creators"
    assert (first["content_id"], first["kind"]) == ("glow.anna", "creator")
    assert (first["gmv_e4"], first["commission_e4"]) == (64_389_100, 6_438_900)
    assert (first["samples"], first["views"], second["customers"]) == (2, 145_000, 0)


def test_products_of_one_name_stay_apart(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("product_list_2026.csv")
    products = table(parsed)
    assert kind == "product_analytics"
    assert products["content_id"].to_list() == ["1729000000000000001", "1729000000000000002"]
    assert products["gmv_e4"].to_list() == [10_000_000, 100_000]
    assert products["refunds_e4"].to_list() == [250_000, None]
    assert list(parsed.tables) == ["content"]


def test_a_product_list_of_one_day_is_also_that_days_traffic() -> None:
    text = rows(product_id=["1"], title=["Case"], gmv=["1"], product_clicks=["7"])
    parsed = content.parse_products(text, GIVEN, (("Analysis date: 20/03/2026~20/03/2026",),))
    assert parsed.tables["traffic"].rows(named=True) == [
        {
            "source_row": 2,
            "product_id": "1",
            "product_clicks": 7,
            "date": date(2026, 3, 20),
            "scope": "product",
            "content_type": "",
        }
    ]


def test_creatives_stay_apart_by_campaign_and_product(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("creative_data_2026-08-01_2026-08-07.csv")
    found = table(parsed)
    assert kind == "gmv_max_creatives"
    assert found["content_id"].to_list() == [
        "1800000000000001:1729000000000000001:7412345678901234567",
        "1800000000000001:1729000000000000002:7412345678901234567",
        "1800000000000001:1729000000000000001:-1",
    ]
    assert found["cost_e4"].to_list() == [1_005_000, 100_000, 60_000]
    assert found["sku_orders"].to_list() == [12, 1, 2]
    assert parsed.keys is not None
    assert parsed.keys.height == 4


def test_chinese_creatives_are_the_same_kind(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("creative_data_zh_2026-08-01_2026-08-07.csv")
    row = table(parsed).row(0, named=True)
    assert kind == "gmv_max_creatives"
    assert (row["cost_e4"], row["revenue_e4"], row["sku_orders"]) == (2_000_000, 10_000_000, 20)
    assert (row["title"], row["creator"]) == ("开箱", "shop.official")


def test_a_creative_in_an_unknown_currency_is_refused() -> None:
    text = rows(campaign_id=["1"], video_id=["2"], cost=["3"], currency=["ABC"])
    parsed = creatives.parse(text, GIVEN, SEPTEMBER)
    assert parsed.refused["source_row"].to_list() == [2]


def test_an_id_that_a_spreadsheet_has_cut_is_refused() -> None:
    text = rows(video_id=["7.41E+18"], gmv=["1"])
    parsed = content.parse_videos(text, GIVEN, SEPTEMBER)
    assert parsed.tables["content"].is_empty()
    assert "export the file again" in parsed.refused["reason"].item()


HEADERS = {
    "lives": [
        "Livestream,Start time,Duration,Gross revenue,Direct GMV,Items sold,Customers,Avg. price,"
        "Orders paid for,GMV/1K shows,GMV/1K views,Views,Viewers,Peak viewers,New followers",
        "Creator ID,Creator,Nickname,Launched Time,Duration,Revenue (Rp),Products,Unit Sales",
        "ID da LIVE,Título da LIVE,Nome do criador,ID do produto,GMV atribuído à LIVE do criador,"
        "Horário de início da LIVE,Horário de término da LIVE,Pedidos atribuídos à LIVE",
    ],
    "videos": [
        "Creator name,Creator ID,Video Info,Video ID,Time,Products,Video Revenue (Rp),Unit Sales,"
        "Orders,Buyers,Refunds (Rp),Product refunds,CO rate,VV,Likes,Comments,Shares",
        "Título do vídeo,ID do vídeo,Nome do criador,ID do produto,Data de publicação,"
        "GMV atribuído a vídeo de afiliados,Visualizações de vídeo",
    ],
    "creators": [
        "Creator name,Affiliate GMV,Affiliate LIVE GMV,Affiliate shoppable video GMV,"
        "Affiliate product card GMV,Affiliate orders,Avg. order value",
        "Nome do criador,GMV atribuído ao criador,Reembolsos,Comissão estimada,Clientes",
    ],
    "product_analytics": [
        "ID,Product,Status,GMV,Items sold,Orders,Shop tab GMV,LIVE GMV,LIVE items sold",
        "ID,Product Name,Revenue (Rp),Buyers,Product sales,Refunds (Rp),Orders,Commission (Rp)",
        "ID sản phẩm,Tên,GMV,Đơn hàng,GMV LIVE của người bán,GMV thẻ sản phẩm của người bán",
    ],
    "gmv_max_creatives": [
        "Nama kampanye,ID Campaign,ID produk,Jenis materi iklan,Judul video,ID video,Akun TikTok,"
        "Waktu posting,Biaya,Pesanan SKU,Biaya per pesanan,Pendapatan kotor,Mata uang",
    ],
    "shop_analytics": [
        "Ngày,GMV,Đơn hàng,Khách hàng,Số món bán ra,Đơn hàng SKU,Hoàn tiền,Tổng doanh thu",
        "Fecha,GMV,Reembolsos,Pedidos",
        "Date,Orders,Page views,Visitors,Conversion rate",
        "Date,Product impressions,Unique product impressions,Product clicks",
        "Time,Revenue (Rp),Shopping Center Revenue,Product Views,Product Reach,Buyers,Orders",
        "Date,Gross merchandise value (Rp),Refunds (Rp),Items sold,Buyers,Page views,Orders",
    ],
}


@pytest.mark.parametrize(
    ("kind", "header"), [(kind, header) for kind, lines in HEADERS.items() for header in lines]
)
def test_every_version_of_a_header_is_recognised(kind: str, header: str, tmp_path: Path) -> None:
    file = tmp_path / "list_20260901-20260930.csv"
    file.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n")
    sheet, *_ = seller_center.sheets(seller_center.files([str(file)])[0])
    assert kinds.recognise(sheet).name == kind


@pytest.mark.parametrize(
    "header",
    [
        "Product ID,Product name,Attributed GMV,Attributed items sold,Customers,AOV,CTR,CTOR",
        "Promotion name,Status,Promotion period,GMV,Orders,Avg. order value,Items sold",
        "Data,GMV Bruto,GMV Líquido,Itens Vendidos,Clientes Únicos,Views,Visitas,Pedido SKU",
        "Product name,Product ID,Creator-attributed GMV,Refunds,Attributed orders,Customers",
    ],
)
def test_lists_that_would_be_read_wrongly_are_not_known(header: str, tmp_path: Path) -> None:
    file = tmp_path / "list_20260901-20260930.csv"
    file.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n")
    sheet, *_ = seller_center.sheets(seller_center.files([str(file)])[0])
    with pytest.raises(LoadError, match="closest kind"):
        kinds.recognise(sheet)


def test_a_product_list_in_sections_counts_all_channels_once(
    parse_file: ParseFile, tmp_path: Path
) -> None:
    file = tmp_path / "products.csv"
    file.write_text(
        "Analysis date: 01/09/2026~30/09/2026\n\n,,All,,Affiliate,\n"
        "Product Name,Product ID,GMV,Product impressions,GMV,Product impressions\n"
        "Case,1729000000000000001,$100.00,900,$40.00,300\n"
    )
    kind, parsed = parse_file(file)
    row = table(parsed).row(0, named=True)
    assert kind == "product_analytics"
    assert (row["gmv_e4"], row["product_impressions"]) == (1_000_000, 900)
