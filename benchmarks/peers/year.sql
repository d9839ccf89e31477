-- A year by day and shop, from `b` to `c` (variables). `moments`: see month.sql; `covered`:
-- shop_id, table_name, first, last: the days for which a shop's table is known.

CREATE MACRO inside(day) AS day BETWEEN getvariable('b') AND getvariable('c');
CREATE MACRO own(fulfilment_type) AS fulfilment_type IS DISTINCT FROM 'tiktok';
CREATE MACRO sum_if(x, flag) AS
  CASE WHEN count(*) FILTER (flag) = 0 THEN 0 ELSE sum(x) FILTER (flag) END;

WITH lines AS (
  SELECT placed_on AS day, shop_id, sum(item_amount_e4) AS gmv, sum(quantity) AS units,
    sum(list_e4 - seller_discount_e4) AS revenue,
    sum_if(list_e4 - seller_discount_e4, is_cancelled) AS cancelled_revenue,
    sum_if(item_amount_e4, NOT is_cancelled) AS kept_gmv
  FROM order_lines WHERE order_kind = 'normal' AND inside(placed_on) GROUP BY ALL),
placed AS (
  SELECT placed_on AS day, shop_id, count(*) AS orders,
    CASE WHEN count(customer_key) > 0 THEN count(DISTINCT customer_key) END AS buyers,
    count(*) FILTER (is_cancelled) AS cancelled,
    median(minutes_to_ship) FILTER (own(fulfilment_type)) AS minutes_to_ship,
    count(*) FILTER (own(fulfilment_type) AND is_judged) AS judged,
    count(*) FILTER (own(fulfilment_type) AND is_judged AND minutes_to_ship <= 2880) AS in_48h
  FROM (SELECT *, minutes_seen >= 2880 AND coalesce(minutes_to_cancel >= 2880, true)
      AND NOT (minutes_to_ship IS NULL AND ((is_cancelled AND minutes_to_cancel IS NULL)
        OR shipped_on IS NOT NULL
        OR coalesce(status IN ('in_transit', 'delivered', 'completed'), false))) AS is_judged
    FROM orders WHERE order_kind = 'normal' AND inside(placed_on)) GROUP BY ALL),
back AS (
  SELECT placed_on AS day, shop_id, sum(counted_goods_e4) AS back_goods,
    sum(counted_revenue_e4) AS back_revenue
  FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND status = 'completed'
    AND kind IN ('refund', 'return') AND inside(placed_on) GROUP BY ALL),
refunded AS (
  SELECT refunded_on AS day, shop_id, count(DISTINCT return_key) AS refunds,
    sum(refund_e4) AS refunded
  FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND status = 'completed'
    AND kind IN ('refund', 'return') AND inside(refunded_on) GROUP BY ALL),
ads AS (
  SELECT date AS day, shop_id, sum(cost_e4) AS cost,
    sum(cost_e4) FILTER (impressions IS NOT NULL) AS cost_of_impressions,
    sum(impressions) AS impressions,
    sum(cost_e4) FILTER (conversions IS NOT NULL AND NOT is_max) AS cost_of_conversions,
    sum(conversions) FILTER (NOT is_max) AS conversions
  FROM (SELECT *, campaign_type IN ('gmv_max', 'gmv_max_product', 'gmv_max_live') AS is_max
    FROM ad_performance WHERE counts AND inside(date)) GROUP BY ALL),
grid AS (
  SELECT shop_id, day, day BETWEEN o.first AND o.last AS has_orders,
    day BETWEEN l.first AND l.last AS has_lines, day BETWEEN r.first AND r.last AS has_returns,
    day BETWEEN a.first AND a.last AS has_ads
  FROM (SELECT shop_id, unnest(generate_series(getvariable('b'), getvariable('c'),
      INTERVAL 1 DAY))::DATE AS day FROM moments WHERE now)
  LEFT JOIN (FROM covered WHERE table_name = 'orders') o USING (shop_id)
  LEFT JOIN (FROM covered WHERE table_name = 'order_lines') l USING (shop_id)
  LEFT JOIN (FROM covered WHERE table_name = 'returns') r USING (shop_id)
  LEFT JOIN (FROM covered WHERE table_name = 'ad_performance') a USING (shop_id)),
totals AS (
  SELECT g.*, m.currency,
    CASE WHEN l.day IS NULL THEN 0 ELSE gmv END AS gmv, coalesce(units, 0) AS units,
    CASE WHEN l.day IS NULL THEN 0 ELSE revenue - cancelled_revenue END AS kept_revenue,
    coalesce(kept_gmv, 0) AS kept_gmv,
    coalesce(orders, 0) AS orders, CASE WHEN p.day IS NULL THEN 0 ELSE buyers END AS buyers,
    coalesce(cancelled, 0) AS cancelled, minutes_to_ship, judged, in_48h,
    CASE WHEN b.day IS NULL THEN 0 ELSE back_goods END AS back_goods,
    CASE WHEN b.day IS NULL THEN 0 ELSE back_revenue END AS back_revenue,
    coalesce(refunds, 0) AS refunds, CASE WHEN f.day IS NULL THEN 0 ELSE refunded END AS refunded,
    CASE WHEN a.day IS NULL THEN 0 ELSE cost END AS cost, cost_of_impressions, impressions,
    cost_of_conversions, conversions
  FROM grid g JOIN moments m ON m.shop_id = g.shop_id AND m.now
  LEFT JOIN lines l ON l.shop_id = g.shop_id AND l.day = g.day
  LEFT JOIN placed p ON p.shop_id = g.shop_id AND p.day = g.day
  LEFT JOIN back b ON b.shop_id = g.shop_id AND b.day = g.day
  LEFT JOIN refunded f ON f.shop_id = g.shop_id AND f.day = g.day
  LEFT JOIN ads a ON a.shop_id = g.shop_id AND a.day = g.day)
SELECT day, shop_id, currency,
  CASE WHEN has_lines THEN gmv / 10000 END AS gmv,
  CASE WHEN has_lines AND has_returns THEN (kept_revenue - back_revenue) / 10000 END
    AS net_revenue,
  CASE WHEN has_orders THEN orders END AS orders,
  CASE WHEN has_lines THEN units END AS units_sold,
  CASE WHEN has_orders THEN buyers END AS customers,
  CASE WHEN has_orders AND has_lines THEN gmv / (10000 * nullif(orders, 0)) END AS aov,
  CASE WHEN has_orders THEN cancelled / nullif(orders, 0) END AS cancellation_rate,
  CASE WHEN has_lines AND has_returns THEN back_goods / nullif(kept_gmv, 0) END
    AS refund_rate_amount,
  CASE WHEN has_returns THEN refunds END AS refunds,
  CASE WHEN has_returns THEN refunded / 10000 END AS refund_amount,
  CASE WHEN has_orders THEN minutes_to_ship / 60 END AS fulfilment_hours_median,
  CASE WHEN has_orders THEN in_48h / nullif(judged, 0) END AS shipped_within_48h,
  CASE WHEN has_ads THEN cost / 10000 END AS ad_cost,
  CASE WHEN has_ads THEN cost_of_impressions * 1000 / (10000 * nullif(impressions, 0)) END AS cpm,
  CASE WHEN has_ads THEN cost_of_conversions / (10000 * nullif(conversions, 0)) END AS cpa
FROM totals WHERE has_orders OR has_lines OR has_returns OR has_ads;
