"""The made-up shops, and what their markets are like: payment, carriers, regions, taxes, fees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from loaders.settings import Shop


@dataclass(frozen=True, kw_only=True)
class Market:
    """One made-up shop and its market. Shares are fractions, times hours, fees parts of revenue."""

    shop: Shop
    share: float
    """Of all orders, before growth and seasons."""
    growth: float
    """Logarithm of the growth in a year."""
    years: int = 2
    """For how many years the shop exists."""
    price: float
    """Local price of what costs 1 USD."""
    prices_end: tuple[int, int]
    """Prices are multiples of the first less the second, in ten-thousandths."""
    minor_e4: int = 100
    cod: float = 0.0
    fbt: float = 0.0
    """Share fulfilled by TikTok."""
    handling: float
    """Hours from order to parcel handed over, where the shop ships."""
    dispatch_days: int
    delivery_days: int
    settles_after: int
    """Days from delivery to settlement."""
    cancels: float
    returns: float
    rejects: float = 0.0
    """Share of shipped COD parcels that buyers refuse."""
    advertises: bool = True
    free_shipping: float
    """Buyers of this much (USD) ship free; the others pay `shipping` (USD)."""
    shipping: float
    service_fee_e4: int = 0
    fees: tuple[float, float, float]
    """Commission, transaction, service."""
    payments: Mapping[str, float]
    carriers: Mapping[str, tuple[float, float]]
    """Share, and hours on the way."""
    regions: Mapping[str, tuple[float, float, float]]
    """Share of buyers, how much longer parcels take, sales tax."""


def _shop(shop_id: str, name: str, market: str, currency: str, time_zone: str) -> Shop:
    return Shop(id=shop_id, name=name, market=market, currency=currency, time_zone=time_zone)


US: Final = Market(
    shop=_shop("demo-us", "Demo shop US", "US", "USD", "America/Los_Angeles"),
    share=0.3, growth=0.45, price=1.0, prices_end=(10_000, 100), fbt=0.35, handling=26,
    dispatch_days=2, delivery_days=5, settles_after=8, cancels=0.05, returns=0.05,
    free_shipping=50, shipping=4.99, fees=(0.06, 0.0, 0.0),
    payments={"Credit card": 6, "PayPal": 2, "Apple Pay": 2},
    carriers={"USPS": (0.45, 74), "UPS": (0.25, 58), "FedEx": (0.18, 54), "Veho": (0.12, 92)},
    regions={
        "California": (0.2, 0.85, 0.0725), "Texas": (0.16, 1.0, 0.0625),
        "Florida": (0.13, 1.1, 0.06), "New York": (0.12, 1.1, 0.04),
        "Illinois": (0.09, 1.0, 0.0625), "Georgia": (0.08, 1.05, 0.04),
        "Ohio": (0.08, 1.0, 0.0575), "Colorado": (0.06, 0.95, 0.029),
        "Oregon": (0.05, 0.9, 0.0), "Hawaii": (0.03, 1.7, 0.04),
    },
)  # fmt: skip
UK: Final = Market(
    shop=_shop("demo-uk", "Demo shop UK", "GB", "GBP", "Europe/London"),
    share=0.17, growth=0.3, price=0.85, prices_end=(10_000, 100), fbt=0.2, handling=22,
    dispatch_days=2, delivery_days=4, settles_after=8, cancels=0.04, returns=0.055,
    free_shipping=40, shipping=3.5, fees=(0.09, 0.0, 0.0),
    payments={"Credit card": 6, "PayPal": 3, "Klarna": 1},
    carriers={"Royal Mail": (0.5, 42), "Evri": (0.35, 60), "DPD": (0.15, 30)},
    regions={
        "England": (0.83, 1.0, 0.0), "Scotland": (0.09, 1.25, 0.0),
        "Wales": (0.05, 1.1, 0.0), "Northern Ireland": (0.03, 1.5, 0.0),
    },
)  # fmt: skip
DE: Final = Market(
    shop=_shop("demo-de", "Demo shop DE", "DE", "EUR", "Europe/Berlin"),
    share=0.13, growth=0.8, years=1, price=0.95, prices_end=(10_000, 500), handling=24,
    dispatch_days=2, delivery_days=4, settles_after=8, cancels=0.04, returns=0.075,
    free_shipping=50, shipping=4.49, fees=(0.09, 0.0, 0.0),
    payments={"PayPal": 5, "Klarna": 3, "Credit card": 2},
    carriers={"DHL": (0.6, 36), "Hermes": (0.25, 58), "DPD": (0.15, 40)},
    regions={
        "Nordrhein-Westfalen": (0.3, 1.0, 0.0), "Bayern": (0.22, 1.0, 0.0),
        "Baden-Württemberg": (0.18, 1.0, 0.0), "Niedersachsen": (0.14, 1.05, 0.0),
        "Berlin": (0.1, 0.95, 0.0), "Sachsen": (0.06, 1.1, 0.0),
    },
)  # fmt: skip
ID: Final = Market(
    shop=_shop("demo-id", "Demo shop ID", "ID", "IDR", "Asia/Jakarta"),
    share=0.24, growth=0.35, price=9_000, prices_end=(10_000_000, 1_000_000), minor_e4=10_000,
    cod=0.42, handling=19, dispatch_days=1, delivery_days=6, settles_after=3, cancels=0.045,
    returns=0.035, rejects=0.11, free_shipping=40, shipping=1.6, service_fee_e4=10_000_000,
    fees=(0.065, 0.018, 0.04),
    payments={"GoPay": 4, "Bank transfer": 3, "OVO": 2, "PayLater": 1},
    carriers={"J&T Express": (0.55, 62), "JNE": (0.25, 80), "SiCepat": (0.2, 70)},
    regions={
        "Jawa Barat": (0.26, 0.8, 0.0), "DKI Jakarta": (0.18, 0.6, 0.0),
        "Jawa Timur": (0.18, 0.95, 0.0), "Jawa Tengah": (0.16, 0.9, 0.0),
        "Sumatera Utara": (0.1, 1.5, 0.0), "Sulawesi Selatan": (0.07, 1.8, 0.0),
        "Papua": (0.05, 2.6, 0.0),
    },
)  # fmt: skip
TH: Final = Market(
    shop=_shop("demo-th", "Demo shop TH", "TH", "THB", "Asia/Bangkok"),
    share=0.16, growth=0.2, price=22, prices_end=(100_000, 10_000), cod=0.5, handling=17,
    dispatch_days=1, delivery_days=4, settles_after=5, cancels=0.04, returns=0.03, rejects=0.09,
    advertises=False, free_shipping=35, shipping=1.4, fees=(0.055, 0.03, 0.03),
    payments={"PromptPay": 5, "TrueMoney": 3, "Credit card": 2},
    carriers={"Flash Express": (0.45, 44), "J&T Express": (0.4, 50), "Thailand Post": (0.15, 72)},
    regions={
        "Bangkok": (0.34, 0.7, 0.0), "Chon Buri": (0.18, 0.9, 0.0),
        "Chiang Mai": (0.18, 1.2, 0.0), "Nakhon Ratchasima": (0.16, 1.05, 0.0),
        "Songkhla": (0.14, 1.4, 0.0),
    },
)  # fmt: skip

MARKETS: Final = (US, UK, DE, ID, TH)
