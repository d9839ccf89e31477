-- Every metric of the book for two spans: `a` to before `b`, and `b` to `c` (variables).
-- A statement gives totals: by span (`now`), and by currency where it has one; sums of those by
-- currency are also taken over all. `moments`: shop_id, now, day, moment, market, currency, begun,
-- has_ads; `rules`: shop_id, now, metric, clock, first, day, platform.
-- An estimated fee takes the share of the last settled days up to `today` (a variable) in both spans.
-- Each `…_if` is 0 over no row, null over nothing but unknown ones.

CREATE MACRO in_spans(day) AS day BETWEEN getvariable('a') AND getvariable('c');
CREATE MACRO is_now(day) AS day >= getvariable('b');
CREATE MACRO own(fulfilment_type) AS fulfilment_type IS DISTINCT FROM 'tiktok';
CREATE MACRO arrived(delivered_on, status) AS
  delivered_on IS NOT NULL OR coalesce(status IN ('delivered', 'completed'), false);
CREATE MACRO sum_if(x, flag) AS
  CASE WHEN count(*) FILTER (flag) = 0 THEN 0 ELSE sum(x) FILTER (flag) END;
CREATE MACRO count_if_known(flag) AS
  CASE WHEN count(*) > 0 AND count(flag) = 0 THEN NULL ELSE count(*) FILTER (flag) END;
CREATE MACRO judged_within(seen, cancel, ship, cancelled, shipped_on, status, most) AS
  seen >= most AND coalesce(cancel >= most, true)
  AND NOT (ship IS NULL AND ((cancelled AND cancel IS NULL) OR shipped_on IS NOT NULL
    OR coalesce(status IN ('in_transit', 'delivered', 'completed'), false)));

SET VARIABLE reach = (SELECT min(first) FROM rules);
SET VARIABLE first_moment = (SELECT min(moment) FROM moments);
SET VARIABLE first_day = (SELECT min(day) FROM moments);

SELECT is_now(placed_on) AS now, currency,
  count(*) AS orders,
  sum(shipping_fee_e4) AS shipping_fee,
  sum(order_amount_e4) AS paid,
  sum(original_shipping_fee_e4) AS original_fee, count(original_shipping_fee_e4) AS with_fee,
  count(*) FILTER (is_cancelled) AS cancelled,
  count(*) FILTER (is_cancelled AND shipped_on IS NULL) AS cancelled_before,
  count(*) FILTER (is_cancelled AND shipped_on IS NOT NULL) AS cancelled_after,
  count(*) FILTER (NOT is_cancelled) AS kept,
  count(*) FILTER (is_cod) AS cod, count(is_cod) AS cod_known,
  count(*) FILTER (has_refund AND NOT is_cancelled) AS with_refund,
  count(*) FILTER (has_request AND NOT is_cancelled) AS with_request,
  count(*) FILTER (has_replacement AND NOT is_cancelled) AS with_replacement,
  count(*) FILTER (is_cancelled AND cancel_fault = 'seller') AS seller_cancelled,
  count(*) FILTER (NOT is_cancelled OR cancel_fault IS NOT NULL) AS fault_known,
  sum(minutes_to_ready) FILTER (own(fulfilment_type)) AS ready_minutes,
  count(minutes_to_ready) FILTER (own(fulfilment_type)) AS ready_known,
  sum(minutes_to_ship) FILTER (own(fulfilment_type)) AS ship_minutes,
  count(minutes_to_ship) FILTER (own(fulfilment_type)) AS ship_known,
  count(*) FILTER (own(fulfilment_type) AND minutes_to_ship <= 1440 AND judged_within(minutes_seen,
    minutes_to_cancel, minutes_to_ship, is_cancelled, shipped_on, status, 1440)) AS in_24h,
  count(*) FILTER (own(fulfilment_type) AND judged_within(minutes_seen,
    minutes_to_cancel, minutes_to_ship, is_cancelled, shipped_on, status, 1440)) AS judged_24h,
  count(*) FILTER (own(fulfilment_type) AND minutes_to_ship <= 2880 AND judged_within(minutes_seen,
    minutes_to_cancel, minutes_to_ship, is_cancelled, shipped_on, status, 2880)) AS in_48h,
  count(*) FILTER (own(fulfilment_type) AND judged_within(minutes_seen,
    minutes_to_cancel, minutes_to_ship, is_cancelled, shipped_on, status, 2880)) AS judged_48h,
  count(DISTINCT customer_key) AS buyers_by_currency
FROM orders WHERE order_kind = 'normal' AND in_spans(placed_on) GROUP BY ALL;

SELECT is_now(placed_on) AS now,
  CASE WHEN count(customer_key) > 0 THEN count(DISTINCT customer_key) END AS buyers,
  CASE WHEN count(customer_key) > 0 THEN
    count(DISTINCT customer_key) FILTER (is_first_of_customer) END AS new_buyers,
  quantile_cont(minutes_to_ready, [0.5, 0.9]) FILTER (own(fulfilment_type)) AS ready_spread,
  quantile_cont(minutes_to_ship, [0.5, 0.9]) FILTER (own(fulfilment_type)) AS ship_spread
FROM orders WHERE order_kind = 'normal' AND in_spans(placed_on) GROUP BY ALL;

SELECT is_now(placed_on) AS now, currency,
  sum(item_amount_e4) AS gmv,
  sum_if(item_amount_e4, is_cancelled) AS cancelled_gmv,
  sum_if(item_amount_e4, NOT is_cancelled) AS kept_gmv,
  sum_if(item_amount_e4, affiliate) AS affiliate_gmv,
  sum(item_amount_e4) FILTER (affiliate AND commission_e4 IS NOT NULL) AS gmv_with_commission,
  sum(commission_e4) FILTER (affiliate) AS commission,
  sum_if(item_amount_e4, customer_key IS NOT NULL) AS gmv_of_known,
  sum_if(item_amount_e4, shop_id IN (SELECT shop_id FROM moments WHERE has_ads)) AS gmv_with_ads,
  sum(list_e4) AS list, sum(seller_discount_e4) AS seller_discount,
  sum(platform_discount_e4) AS platform_discount,
  sum(list_e4 - seller_discount_e4) AS revenue,
  sum_if(list_e4 - seller_discount_e4, is_cancelled) AS cancelled_revenue,
  sum(list_e4) FILTER (seller_discount_e4 IS NOT NULL) AS discounted_list,
  sum(seller_discount_e4) FILTER (list_e4 IS NOT NULL) AS discount_of_list,
  sum(quantity) AS units, sum_if(quantity, NOT is_cancelled) AS kept_units
FROM order_lines WHERE order_kind = 'normal' AND in_spans(placed_on) GROUP BY ALL;

SELECT now, count(*) AS sku_orders FROM (
  SELECT DISTINCT is_now(placed_on) AS now, order_key, sku_id
  FROM order_lines WHERE order_kind = 'normal' AND in_spans(placed_on)) GROUP BY ALL;

SELECT is_now(created_on) AS now, count(*) AS created,
  count(*) FILTER (placed_on IS NULL) AS unpaid
FROM orders WHERE order_kind = 'normal' AND in_spans(created_on) GROUP BY ALL;

SELECT is_now(shipped_on) AS now,
  count(*) FILTER (order_kind = 'sample') AS samples,
  count(*) FILTER (is_normal) AS shipped,
  count(*) FILTER (is_normal AND arrived) AS arrived,
  count(*) FILTER (is_normal AND (arrived OR is_cancelled)) AS final,
  count(*) FILTER (is_normal AND is_cod AND is_cancelled AND NOT arrived) AS cod_rejected,
  count(*) FILTER (is_normal AND is_cod AND (arrived OR is_cancelled)) AS cod_final,
  count(*) FILTER (is_normal AND tracking_id <> '') AS tracked,
  count(*) FILTER (is_normal AND is_cancelled AND cancel_fault = 'logistics' AND NOT arrived)
    AS lost_under_way
FROM (SELECT *, order_kind = 'normal' AND own(fulfilment_type) AS is_normal,
    arrived(delivered_on, status) AS arrived FROM orders WHERE in_spans(shipped_on)) GROUP BY ALL;

SELECT is_now(delivered_on) AS now, count(*) AS delivered,
  count(*) FILTER (has_fault_request) AS with_fault,
  count(*) FILTER (first_review_rating <= 2) AS badly_reviewed,
  count(first_review_rating) AS reviewed_orders,
  count(*) FILTER (own(fulfilment_type)) AS delivered_own,
  avg(minutes_in_transit) FILTER (own(fulfilment_type)) AS transit_mean,
  quantile_cont(minutes_in_transit, [0.5, 0.9]) FILTER (own(fulfilment_type)) AS transit_spread,
  avg(minutes_to_deliver) FILTER (own(fulfilment_type)) AS delivery_mean,
  quantile_cont(minutes_to_deliver, [0.5, 0.9]) FILTER (own(fulfilment_type)) AS delivery_spread
FROM orders WHERE order_kind = 'normal' AND in_spans(delivered_on) GROUP BY ALL;

SELECT is_now(settled_on) AS now, avg(days_to_settle) AS settle_mean,
  quantile_cont(days_to_settle, [0.5, 0.9]) AS settle_spread
FROM orders WHERE order_kind = 'normal' AND in_spans(settled_on) GROUP BY ALL;

SELECT is_now(dispatch_due_on) AS now, count(*) AS dispatch_due,
  count(*) FILTER (coalesce(shipped_at > dispatch_by_at, true)) AS dispatched_late
FROM orders WHERE order_kind = 'normal' AND own(fulfilment_type) AND in_spans(dispatch_due_on)
  AND dispatch_by_at <= seen_at AND coalesce(cancelled_at > dispatch_by_at, true)
  AND NOT (is_cancelled AND cancelled_at IS NULL AND shipped_at IS NULL)
  AND (shipped_at IS NOT NULL OR (shipped_on IS NULL
    AND coalesce(status NOT IN ('in_transit', 'delivered', 'completed'), true)))
GROUP BY ALL;

SELECT is_now(delivery_due_on) AS now, count(*) AS delivery_due,
  count(*) FILTER (delivered_on <= delivery_due_on) AS delivered_in_time
FROM orders WHERE order_kind = 'normal' AND own(fulfilment_type) AND in_spans(delivery_due_on)
  AND delivery_due_at <= seen_at AND coalesce(cancelled_at > delivery_due_at, true)
  AND NOT (is_cancelled AND cancelled_at IS NULL AND NOT arrived(delivered_on, status))
  AND (delivered_on IS NOT NULL OR NOT arrived(delivered_on, status))
GROUP BY ALL;

SELECT is_now(placed_on) AS now, currency, sum(counted_goods_e4) AS back_goods,
  sum(counted_revenue_e4) AS back_revenue, sum(counted_units) AS back_units,
  sum_if(counted_units, kind = 'return') AS returned_units
FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND status = 'completed'
  AND kind IN ('refund', 'return') AND in_spans(placed_on) GROUP BY ALL;

SELECT is_now(refunded_on) AS now, currency, sum(refund_e4) AS refunded
FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND status = 'completed'
  AND kind IN ('refund', 'return') AND in_spans(refunded_on) GROUP BY ALL;

WITH refunded AS (
  SELECT is_now(refunded_on) AS now, return_key, order_key, kind, minutes_to_refund,
    is_over_refund, is_short_refund
  FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND status = 'completed'
    AND kind IN ('refund', 'return') AND in_spans(refunded_on)),
times AS (SELECT DISTINCT now, return_key, minutes_to_refund FROM refunded)
SELECT * FROM (
  SELECT now, count(DISTINCT return_key) AS refunds,
    count(DISTINCT return_key) FILTER (kind = 'refund') AS refunds_only,
    CASE WHEN count(is_over_refund) > 0 THEN
      count(DISTINCT order_key) FILTER (is_over_refund) END AS over_refunds,
    CASE WHEN count(is_short_refund) > 0 THEN
      count(DISTINCT order_key) FILTER (is_short_refund) END AS short_refunds
  FROM refunded GROUP BY now)
JOIN (SELECT now, avg(minutes_to_refund) AS refund_mean,
    quantile_cont(minutes_to_refund, [0.5, 0.9]) AS refund_spread FROM times GROUP BY now)
USING (now);

SELECT is_now(requested_on) AS now, count(DISTINCT return_key) AS requests,
  count(DISTINCT return_key) FILTER (status = 'rejected') AS rejected,
  count(DISTINCT return_key) FILTER (status IN ('rejected', 'withdrawn', 'completed')) AS decided
FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND in_spans(requested_on)
GROUP BY ALL;

SELECT is_now(shipped_on) AS now, CASE WHEN count(order_key) > 0 THEN
  count(DISTINCT order_key) FILTER (fault = 'logistics'
    AND coalesce(reason, '') NOT ILIKE '%late%' AND coalesce(reason, '') NOT ILIKE '%on time%')
  END AS lost_or_damaged
FROM returns WHERE order_kind = 'normal' AND NOT is_cancelled AND own(fulfilment_type)
  AND in_spans(shipped_on) GROUP BY ALL;

SELECT is_now(created_on) AS now, count(*) AS reviews, sum(rating) AS stars,
  count(*) FILTER (rating <= 2) AS bad_reviews
FROM reviews WHERE order_kind = 'normal' AND in_spans(created_on) GROUP BY ALL;

SELECT is_now(opened_on) AS now, sum(chats) AS chats,
  sum(answered_24h) FILTER (needing_answer IS NOT NULL) AS answered_24h,
  sum(needing_answer) FILTER (answered_24h IS NOT NULL) AS needing_24h,
  sum(answered_12h) FILTER (needing_answer IS NOT NULL) AS answered_12h,
  sum(needing_answer) FILTER (answered_12h IS NOT NULL) AS needing_12h,
  sum(first_response_minutes * chats) AS response_minutes,
  sum(chats) FILTER (first_response_minutes IS NOT NULL) AS timed_chats,
  quantile_cont(first_response_minutes, [0.5, 0.9]) FILTER (chats = 1) AS response_spread,
  sum(satisfied) FILTER (rated IS NOT NULL) AS satisfied,
  sum(rated) FILTER (satisfied IS NOT NULL) AS rated_satisfied,
  sum(dissatisfied) FILTER (rated IS NOT NULL) AS dissatisfied,
  sum(rated) FILTER (dissatisfied IS NOT NULL) AS rated_dissatisfied
FROM conversations WHERE in_spans(opened_on) GROUP BY ALL;

SELECT is_now(date) AS now, currency, sum(cost_e4) AS ad_cost,
  sum(coalesce(net_cost_e4, cost_e4)) AS net_ad_cost,
  sum(impressions) AS impressions, sum(clicks) AS clicks, sum(conversions) AS conversions,
  sum(revenue_e4) AS ad_revenue,
  sum(cost_e4) FILTER (impressions IS NOT NULL) AS cost_of_impressions,
  sum(cost_e4) FILTER (clicks IS NOT NULL) AS cost_of_clicks,
  sum(cost_e4) FILTER (conversions IS NOT NULL AND NOT is_max) AS cost_of_conversions,
  sum(conversions) FILTER (NOT is_max) AS other_conversions,
  sum(clicks) FILTER (impressions IS NOT NULL) AS clicks_shown,
  sum(impressions) FILTER (clicks IS NOT NULL) AS shown,
  sum(conversions) FILTER (clicks IS NOT NULL AND NOT is_max) AS converted,
  sum(clicks) FILTER (conversions IS NOT NULL AND NOT is_max) AS clicks_to_convert,
  sum(revenue_e4) FILTER (NOT is_max) AS other_revenue,
  sum(cost_e4) FILTER (revenue_e4 IS NOT NULL AND NOT is_max) AS cost_of_revenue,
  sum(cost_e4) FILTER (conversions IS NOT NULL AND is_max) AS max_cost,
  sum(conversions) FILTER (is_max) AS max_orders,
  sum(revenue_e4) FILTER (is_max) AS max_revenue,
  sum(cost_e4) FILTER (revenue_e4 IS NOT NULL AND is_max) AS max_cost_of_revenue,
  sum(cost_e4) FILTER (budget_e4 IS NOT NULL) AS cost_of_budget, sum(budget_e4) AS budget
FROM (SELECT *, campaign_type IN ('gmv_max', 'gmv_max_product', 'gmv_max_live') AS is_max
  FROM ad_performance WHERE counts AND in_spans(date)) GROUP BY ALL;

SELECT is_now(date) AS now, sum(page_views) AS page_views, sum(product_clicks) AS product_clicks,
  sum(visitors) AS visitors, count(DISTINCT date) FILTER (visitors IS NOT NULL) AS visited_days,
  sum(CASE WHEN visitors IS NULL THEN NULL WHEN orders IS NULL THEN 0 ELSE distinct_buyers END) AS bought
FROM traffic LEFT JOIN (
  SELECT shop_id, placed_on AS date, count(*) AS orders,
    CASE WHEN count(customer_key) > 0 THEN count(DISTINCT customer_key) END AS distinct_buyers
  FROM orders WHERE order_kind = 'normal' AND in_spans(placed_on) GROUP BY ALL)
USING (shop_id, date)
WHERE scope = 'shop' AND in_spans(date) GROUP BY ALL;

SELECT is_now(settled_on) AS now, currency, sum(settled_e4) AS settled, -sum(fees_e4) AS fees,
  -sum(fees_e4) FILTER (revenue_e4 IS NOT NULL) AS fees_of_revenue,
  sum(revenue_e4) FILTER (fees_e4 IS NOT NULL) AS settled_revenue,
  -sum(platform_commission_e4) AS platform_commission,
  -sum(transaction_fee_e4) AS transaction_fees, -sum(affiliate_e4) AS affiliate_fees,
  -sum(service_e4) AS service_fees, -sum(shipping_e4) AS settled_shipping,
  -sum(ads_e4) AS settled_ads, -sum(taxes_e4) AS settled_taxes,
  -sum(adjustment_e4) AS settled_adjustments, -sum(reserve_e4) AS settled_reserve,
  count(DISTINCT order_key) FILTER (type IN ('order', '') AND shipping_e4 IS NOT NULL)
    AS orders_with_freight
FROM settlements WHERE in_spans(settled_on) GROUP BY ALL;

CREATE TEMP TABLE open_orders AS
SELECT m.now, m.moment, o.shop_id, order_key, order_id, placed_on, placed_at, dispatch_by_at,
  order_kind, own(fulfilment_type) AS is_own,
  CASE WHEN status IS DISTINCT FROM 'awaiting_shipment'
    AND coalesce(ready_at <= m.moment, coalesce(status = 'awaiting_collection', false))
    THEN 'awaiting_collection' ELSE 'awaiting_shipment' END AS state,
  seen_at >= least(newest, m.moment) - INTERVAL 3 DAY AS is_fresh
FROM (
  SELECT *, least(shipped_at, delivered_at, cancelled_at) AS left_at FROM orders
  WHERE coalesce(left_at > getvariable('first_moment'), NOT is_cancelled AND coalesce(status NOT IN
    ('in_transit', 'delivered', 'completed', 'cancelled', 'on_hold'), true))) o
JOIN moments m USING (shop_id)
JOIN (SELECT shop_id, max(seen_at) AS newest FROM orders GROUP BY shop_id) USING (shop_id)
WHERE placed_at <= m.moment AND coalesce(left_at > m.moment, true);

SELECT now,
  count(*) FILTER (is_own AND is_fresh AND state = 'awaiting_shipment') AS to_ship,
  count(*) FILTER (is_own AND is_fresh AND state = 'awaiting_collection') AS to_collect,
  count_if_known(is_own AND is_fresh AND state = 'awaiting_shipment' AND dispatch_by_at > moment
    AND dispatch_by_at < moment + INTERVAL 1 DAY) AS at_risk
FROM open_orders WHERE order_kind = 'normal' GROUP BY ALL;

CREATE TEMP TABLE snapshots AS
SELECT m.now, s.* FROM (SELECT DISTINCT now, day, shop_id FROM moments) m
JOIN (SELECT shop_id, sku_id, warehouse, date, on_hand, available, inbound FROM stock) s
  ON s.shop_id = m.shop_id AND s.date <= m.day
QUALIFY row_number() OVER (PARTITION BY m.now, s.shop_id, sku_id, warehouse
  ORDER BY date DESC) = 1;

WITH to_fill AS (FROM open_orders WHERE is_fresh AND state = 'awaiting_shipment'),
held AS (SELECT now, shop_id, sku_id, sum(on_hand) AS on_hand FROM snapshots GROUP BY ALL),
wanted AS (
  SELECT w.now, w.order_key, on_hand, sum(l.quantity) OVER (
      PARTITION BY w.now, w.shop_id, l.sku_id, w.is_own ORDER BY w.placed_at, w.order_id) AS so_far
  FROM order_lines l JOIN to_fill w USING (order_key)
  LEFT JOIN held h ON h.now = w.now AND h.shop_id = w.shop_id AND h.sku_id = l.sku_id
  WHERE NOT l.is_cancelled AND l.placed_on BETWEEN
    (SELECT min(placed_on) FROM to_fill) AND (SELECT max(placed_on) FROM to_fill)),
judged AS (
  SELECT now, order_key, CASE WHEN bool_or(so_far > on_hand) THEN true
    WHEN NOT bool_or(on_hand IS NULL) THEN false END AS oversold FROM wanted GROUP BY ALL)
SELECT now, count_if_known(is_own AND oversold) AS oversold
FROM to_fill LEFT JOIN judged USING (now, order_key) WHERE order_kind = 'normal' GROUP BY ALL;

WITH usual AS (
  SELECT m.now, o.shop_id, carrier, region, quantile_cont(minutes_in_transit, 0.95) AS minutes
  FROM orders o JOIN moments m ON m.shop_id = o.shop_id
    AND o.delivered_on BETWEEN m.day - 90 AND m.day
  WHERE minutes_in_transit IS NOT NULL
    AND o.delivered_on BETWEEN getvariable('b') - 91 AND getvariable('c') GROUP BY ALL)
SELECT m.now, count_if_known(
  own(fulfilment_type) AND floor(epoch(m.moment - shipped_at) / 60) > u.minutes) AS stuck
FROM (
  SELECT *, least(delivered_at, cancelled_at) AS ended_at FROM orders
  WHERE coalesce(ended_at > getvariable('first_moment'), NOT is_cancelled
    AND coalesce(status NOT IN ('delivered', 'completed', 'cancelled'), true))) o
JOIN moments m USING (shop_id)
LEFT JOIN usual u ON u.now = m.now AND u.shop_id = o.shop_id
  AND u.carrier IS NOT DISTINCT FROM o.carrier AND u.region IS NOT DISTINCT FROM o.region
WHERE order_kind = 'normal' AND shipped_at <= m.moment AND coalesce(ended_at > m.moment, true)
GROUP BY ALL;

CREATE TEMP TABLE prices AS
SELECT shop_id, sku_id, valid_from, lead(valid_from, 1, DATE '9999-12-31') OVER w AS valid_until,
  last_value(list_price_e4 IGNORE NULLS) OVER w AS list_price,
  last_value(floor_price_e4 IGNORE NULLS) OVER w AS floor_price,
  last_value(unit_cost_e4 IGNORE NULLS) OVER w AS unit_cost,
  last_value(cost_currency IGNORE NULLS) OVER w AS cost_currency,
  last_value(freight_e4 IGNORE NULLS) OVER w AS freight,
  last_value(lead_days IGNORE NULLS) OVER w AS lead_days, currency AS sku_currency
FROM skus WINDOW w AS (PARTITION BY shop_id, sku_id ORDER BY valid_from
  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE TEMP TABLE rates AS
WITH days AS (SELECT unnest(generate_series(getvariable('a'), getvariable('c'),
    INTERVAL 1 DAY))::DATE AS day),
pairs AS (SELECT day, currency FROM days, (SELECT DISTINCT currency FROM fx_rates)),
known AS (
  SELECT p.day, p.currency, CASE WHEN p.day - f.date <= 7 THEN f.rate END AS rate
  FROM pairs p ASOF LEFT JOIN fx_rates f ON f.currency = p.currency AND f.date <= p.day
  WHERE p.currency <> 'EUR' UNION ALL SELECT day, 'EUR', 1 FROM days)
SELECT own.day, own.currency AS own, cost.currency AS cost, own.rate / cost.rate AS factor
FROM known own JOIN known cost ON own.day = cost.day AND own.currency <> cost.currency
UNION ALL SELECT day, currency, currency, 1 FROM days, (
  SELECT currency FROM moments UNION SELECT cost_currency FROM prices
  UNION SELECT sku_currency FROM prices);

SELECT is_now(shipped_on) AS now, l.currency,
  sum(round_even(quantity * coalesce(unit_cost_e4, unit_cost * factor), 0)::BIGINT) AS sample_cost
FROM order_lines l LEFT JOIN prices p ON p.shop_id = l.shop_id AND p.sku_id = l.sku_id
  AND l.shipped_on >= p.valid_from AND l.shipped_on < p.valid_until
LEFT JOIN rates r ON r.day = l.shipped_on AND r.own = l.currency
  AND r.cost = coalesce(cost_currency, sku_currency, l.currency)
WHERE order_kind = 'sample' AND in_spans(shipped_on) GROUP BY ALL;

WITH sold AS (
  SELECT shop_id, sku_id, placed_on AS day, sum(quantity) AS units, sum(item_amount_e4) AS gmv
  FROM order_lines WHERE order_kind = 'normal'
    AND placed_on BETWEEN getvariable('b') - 90 AND getvariable('c') GROUP BY ALL),
places AS (SELECT DISTINCT now, shop_id, sku_id, warehouse FROM snapshots),
grid AS (
  SELECT p.now, p.shop_id, p.sku_id, p.warehouse, m.day AS last,
    unnest(generate_series(greatest(m.day - 89, m.begun), m.day, INTERVAL 1 DAY))::DATE AS day
  FROM places p JOIN moments m ON m.now = p.now AND m.shop_id = p.shop_id),
held AS (
  SELECT g.now, g.shop_id, g.sku_id, g.day, g.last, sum(available) AS available
  FROM grid g ASOF LEFT JOIN stock s ON s.shop_id = g.shop_id AND s.sku_id = g.sku_id
    AND s.warehouse = g.warehouse AND s.date <= g.day GROUP BY ALL),
daily AS (
  SELECT h.*, coalesce(units, 0) AS units, coalesce(gmv, 0) AS gmv,
    coalesce(available > 0, true) AS in_stock, h.day > h.last - 28 AS recent
  FROM held h LEFT JOIN sold USING (shop_id, sku_id, day)),
past AS (
  SELECT now, shop_id, sku_id, count(*) FILTER (in_stock AND recent) AS days_in,
    count(*) FILTER (NOT in_stock AND recent) AS days_out,
    coalesce(sum(units) FILTER (in_stock AND recent), 0) AS units_in,
    coalesce(sum(gmv) FILTER (in_stock AND recent), 0) AS gmv_in,
    sum(units) FILTER (recent) AS units_28, sum(units) AS units_90, count(*) = 90 AS is_long
  FROM daily GROUP BY ALL),
of_sku AS (
  SELECT h.*, m.day, m.currency, days_in, days_out, units_28,
    CASE WHEN days_in > 0 THEN round_even(1e6 * units_in / days_in, 0)::BIGINT END AS pace,
    CASE WHEN days_out = 0 THEN 0
      WHEN days_in > 0 THEN round_even(days_out * gmv_in / days_in, 0)::BIGINT END AS lost,
    is_long AND units_90 = 0 AS is_dead
  FROM (SELECT now, shop_id, sku_id, sum(available) AS available, sum(on_hand) AS on_hand,
      sum(inbound) AS inbound FROM snapshots GROUP BY ALL) h
  JOIN moments m USING (now, shop_id) LEFT JOIN past USING (now, shop_id, sku_id)),
at_cost AS (
  SELECT o.*, round_even(coalesce(on_hand, available) * unit_cost * factor, 0)::BIGINT AS cost,
    date_diff('day', DATE '1970-01-01', o.day) + (available + coalesce(inbound, 0)) * 1000000
      // CASE WHEN pace > 0 THEN pace END - lead_days AS reorder_by
  FROM of_sku o LEFT JOIN prices p ON p.shop_id = o.shop_id AND p.sku_id = o.sku_id
    AND o.day >= p.valid_from AND o.day < p.valid_until
  LEFT JOIN rates r ON r.day = o.day AND r.own = o.currency
    AND r.cost = coalesce(cost_currency, sku_currency, o.currency))
SELECT now, currency, sum(available) AS stock_units,
  sum_if(available, available IS NOT NULL AND pace IS NOT NULL) AS available_paced,
  sum_if(pace, available IS NOT NULL AND pace IS NOT NULL) AS pace,
  count(*) FILTER (available <= 0 AND units_28 > 0) AS out_of_stock,
  sum(lost) AS stockout_loss, min(reorder_by) AS reorder_by,
  sum_if(cost, is_dead) AS dead_stock
FROM at_cost GROUP BY ALL;

CREATE TEMP TABLE settled_days AS
SELECT shop_id, settled_on, sum(settled_e4) FILTER (revenue_e4 IS NOT NULL) AS settled,
  sum(revenue_e4) AS revenue, sum(-fees_e4 - coalesce(shipping_e4, 0)) FILTER
    (revenue_e4 IS NOT NULL) AS kept,
  sum(revenue_e4) FILTER (fees_e4 IS NOT NULL) AS revenue_with_fees
FROM settlements WHERE type IN ('order', '') AND settled_on <= getvariable('today') GROUP BY ALL;

CREATE TEMP TABLE shares AS
SELECT now, shop_id, sum(settled) / nullif(sum(revenue), 0) AS settled_share
FROM (SELECT m.now, d.*, sum((revenue IS NOT NULL)::INT) OVER w AS nth
  FROM settled_days d JOIN moments m ON m.shop_id = d.shop_id AND d.settled_on <= m.day
  WINDOW w AS (PARTITION BY m.now, m.shop_id ORDER BY settled_on DESC))
WHERE nth <= 60 GROUP BY ALL;

CREATE TEMP TABLE kept_shares AS
SELECT shop_id, sum(kept) / nullif(sum(revenue_with_fees), 0) AS kept_share
FROM (SELECT *, sum((revenue_with_fees IS NOT NULL)::INT) OVER w AS nth FROM settled_days
  WINDOW w AS (PARTITION BY shop_id ORDER BY settled_on DESC))
WHERE nth <= 60 GROUP BY ALL;

CREATE TEMP TABLE begun AS
SELECT shop_id, min(settled_on) AS first_statement FROM settlements GROUP BY shop_id;

SELECT m.now, l.currency, sum(round_even(round_even((list_e4 - seller_discount_e4)
    * (quantity - coalesce(refunded_units, 0)) / nullif(quantity, 0), 0)
  * settled_share, 0)::BIGINT) AS unsettled
FROM order_lines l JOIN begun USING (shop_id) JOIN moments m USING (shop_id)
LEFT JOIN shares s ON s.now = m.now AND s.shop_id = l.shop_id
WHERE order_kind = 'normal' AND NOT is_cancelled AND delivered_on <= getvariable('c')
  AND coalesce(settled_on > getvariable('first_day'), true)
  AND delivered_on <= m.day AND coalesce(settled_on > m.day, true)
  AND delivered_on >= first_statement GROUP BY ALL;

WITH gone AS (
  SELECT shop_id, currency, order_key, order_kind, cancelled_on AS day FROM orders
  WHERE is_cancelled AND cancel_fault = 'logistics' AND shipped_on IS NOT NULL
    AND delivered_on IS NULL AND cancelled_on IS NOT NULL),
lost AS (
  SELECT g.*, amount FROM gone g LEFT JOIN (
    SELECT order_key, sum(coalesce(list_e4 - seller_discount_e4, item_amount_e4)) AS amount
    FROM order_lines WHERE order_key IN (SELECT order_key FROM gone) GROUP BY ALL)
  USING (order_key)
  UNION ALL SELECT shop_id, currency, order_key, order_kind, refunded_on, goods_e4 FROM returns
  WHERE fault = 'logistics' AND status = 'completed' AND NOT is_cancelled
    AND coalesce(reason, '') NOT ILIKE '%late%' AND coalesce(reason, '') NOT ILIKE '%on time%'
    AND order_key IS NOT NULL AND refunded_on IS NOT NULL),
paid AS (
  SELECT order_key, min(settled_on) AS reimbursed_on FROM settlements
  WHERE type LIKE '%reimbursement%' GROUP BY ALL)
SELECT m.now, l.currency, sum(amount) AS unclaimed
FROM lost l JOIN begun USING (shop_id) JOIN moments m USING (shop_id)
LEFT JOIN paid USING (order_key)
WHERE l.order_kind = 'normal' AND l.day >= first_statement AND l.day + 14 <= m.day
  AND coalesce(reimbursed_on > m.day, true) GROUP BY ALL;

WITH lines AS (
  SELECT is_now(placed_on) AS now, shop_id, currency, order_key, line_id, sku_id, placed_on,
    is_cancelled, quantity, list_e4, list_e4 - seller_discount_e4 AS revenue, unit_cost_e4
  FROM order_lines WHERE order_kind = 'normal' AND in_spans(placed_on)),
back AS (
  SELECT order_key, sku_id, sum(counted_revenue_e4) AS refunded,
    sum(counted_units) FILTER (kind = 'return') AS back
  FROM returns WHERE in_spans(placed_on) AND status = 'completed' AND NOT is_cancelled
    AND order_key IS NOT NULL GROUP BY ALL),
back_of_line AS (
  SELECT order_key, line_id, sum(refunded) AS refunded, sum(back) AS back FROM (
    SELECT b.order_key, b.sku_id, min(line_id) AS line_id, any_value(refunded) AS refunded,
      any_value(back) AS back
    FROM lines l JOIN back b ON l.order_key = b.order_key AND b.sku_id IN ('', l.sku_id)
    GROUP BY ALL) GROUP BY ALL),
priced AS (
  SELECT l.*, list_price, floor_price, coalesce(sku_currency = l.currency, true) AS same,
    CASE WHEN is_cancelled THEN 0 ELSE revenue - coalesce(refunded, 0) END AS net,
    CASE WHEN is_cancelled THEN 0 ELSE quantity - coalesce(back, 0) END AS units,
    coalesce(unit_cost_e4, unit_cost * factor) + coalesce(freight * factor, 0) AS landed
  FROM lines l LEFT JOIN back_of_line USING (order_key, line_id)
  LEFT JOIN prices p ON p.shop_id = l.shop_id AND p.sku_id = l.sku_id
    AND l.placed_on >= p.valid_from AND l.placed_on < p.valid_until
  LEFT JOIN rates r ON r.day = l.placed_on AND r.own = l.currency
    AND r.cost = coalesce(cost_currency, sku_currency, l.currency)),
statements AS (
  SELECT order_key, sum(-fees_e4 - coalesce(shipping_e4, 0)) AS total, true AS is_settled
  FROM settlements WHERE order_key IN (SELECT order_key FROM lines) GROUP BY order_key),
weighed AS (
  SELECT p.*, s.total, is_settled, greatest(coalesce(net, 0), 0) AS weight,
    sum(greatest(coalesce(net, 0), 0)) OVER w AS so_far, row_number() OVER w AS nth,
    sum(greatest(coalesce(net, 0), 0)) OVER (PARTITION BY p.order_key) AS whole
  FROM priced p LEFT JOIN statements s USING (order_key)
  WINDOW w AS (PARTITION BY p.order_key ORDER BY line_id ROWS UNBOUNDED PRECEDING)),
profit AS (
  SELECT now, currency, shop_id, order_key, revenue, net,
    is_settled IS NULL AND coalesce(net <> 0, true) AS is_estimated,
    list_e4 <> list_price * CASE WHEN same AND quantity > 0 THEN quantity END AS is_off,
    revenue < floor_price * CASE WHEN same AND quantity > 0 THEN quantity END AS is_low,
    net - CASE WHEN units = 0 THEN 0 ELSE round_even(landed * units, 0)::BIGINT END
    - CASE WHEN is_settled AND whole > 0 THEN round_even(total * (so_far / whole), 0)::BIGINT
        - round_even(total * ((so_far - weight) / whole), 0)::BIGINT
      WHEN is_settled THEN CASE WHEN nth = 1 THEN total ELSE 0 END
      WHEN net = 0 THEN 0
      ELSE round_even(net * kept_share, 0)::BIGINT END AS contribution
  FROM weighed LEFT JOIN kept_shares USING (shop_id))
SELECT now, currency, sum(contribution) AS contribution,
  sum(net) FILTER (contribution IS NOT NULL) AS profitable,
  sum_if(net, contribution IS NOT NULL AND is_estimated) AS estimated,
  sum_if(contribution, has_ads) AS contribution_with_ads,
  sum_if(net, contribution IS NOT NULL AND has_ads) AS profitable_with_ads,
  sum_if(revenue, contribution IS NOT NULL AND has_ads) AS revenue_with_ads,
  count(is_off) AS price_known, count(DISTINCT order_key) FILTER (is_off) AS off_list,
  count(is_low) AS floor_known, count(DISTINCT order_key) FILTER (is_low) AS below_floor
FROM profit JOIN (SELECT shop_id, bool_and(has_ads) AS has_ads FROM moments GROUP BY shop_id)
USING (shop_id) GROUP BY ALL;

WITH of_shipped AS (
  SELECT shop_id, shipped_on AS day, NOT own(fulfilment_type) AS by_platform,
    count(*) FILTER (by_platform OR dispatch_by_at IS NOT NULL) AS ldr_judged,
    count(*) FILTER (shipped_at > dispatch_by_at AND NOT by_platform) AS ldr_counted,
    count(*) AS vtr_judged, count(*) FILTER (tracking_id <> '') AS vtr_counted
  FROM orders WHERE order_kind = 'normal'
    AND shipped_on BETWEEN getvariable('reach') AND getvariable('c') GROUP BY ALL),
of_ready AS (
  SELECT shop_id, ready_on AS day, NOT own(fulfilment_type) AS by_platform,
    count(*) AS judged, count(*) FILTER (ready_at > dispatch_by_at) AS counted
  FROM orders WHERE order_kind = 'normal'
    AND ready_on BETWEEN getvariable('reach') AND getvariable('c')
    AND ready_at IS NOT NULL AND dispatch_by_at IS NOT NULL GROUP BY ALL),
of_due AS (
  SELECT shop_id, dispatch_due_on AS day, NOT own(fulfilment_type) AS by_platform,
    count(*) AS judged, count(*) FILTER (coalesce(shipped_at > dispatch_by_at, true)) AS counted
  FROM orders WHERE order_kind = 'normal'
    AND dispatch_due_on BETWEEN getvariable('reach') AND getvariable('c')
    AND dispatch_by_at <= seen_at AND coalesce(cancelled_at > dispatch_by_at, true)
    AND (shipped_at IS NOT NULL OR NOT arrived(delivered_on, status)) GROUP BY ALL),
of_promised AS (
  SELECT shop_id, delivery_due_on AS day, NOT own(fulfilment_type) AS by_platform,
    count(*) AS judged, count(*) FILTER (delivered_on <= delivery_due_on) AS counted
  FROM orders WHERE order_kind = 'normal'
    AND delivery_due_on BETWEEN getvariable('reach') AND getvariable('c')
    AND delivery_due_at <= seen_at AND coalesce(cancelled_at > delivery_due_at, true)
    AND (delivered_on IS NOT NULL OR NOT arrived(delivered_on, status)) GROUP BY ALL),
of_placed AS (
  SELECT shop_id, placed_on AS day, NOT own(fulfilment_type) AS by_platform,
    count(*) FILTER (NOT is_cancelled OR cancel_fault IS NOT NULL) AS judged,
    count(*) FILTER (is_cancelled AND cancel_fault = 'seller') AS counted
  FROM orders WHERE order_kind = 'normal'
    AND placed_on BETWEEN getvariable('reach') AND getvariable('c') GROUP BY ALL),
of_delivered AS (
  SELECT shop_id, delivered_on AS day, NOT own(fulfilment_type) AS by_platform,
    count(*) AS nrr_judged, count(*) FILTER (first_review_rating <= 2) AS nrr_counted,
    count(has_fault_request) AS nbfr_judged, count(*) FILTER (has_fault_request) AS nbfr_counted
  FROM orders WHERE order_kind = 'normal'
    AND delivered_on BETWEEN getvariable('reach') AND getvariable('c') GROUP BY ALL),
daily (metric, clock, shop_id, day, by_platform, judged, counted) AS (
  SELECT 'ldr_tiktok', 'shipped_on', shop_id, day, by_platform, ldr_judged, ldr_counted
    FROM of_shipped
  UNION ALL SELECT 'vtr_tiktok', 'shipped_on', shop_id, day, by_platform, vtr_judged, vtr_counted
    FROM of_shipped
  UNION ALL SELECT 'ldr_tiktok', 'ready_on', * FROM of_ready
  UNION ALL SELECT 'ldr_tiktok', 'dispatch_due_on', * FROM of_due
  UNION ALL SELECT 'otdr_tiktok', 'delivery_due_on', * FROM of_promised
  UNION ALL SELECT 'sfcr_tiktok', 'placed_on', * FROM of_placed
  UNION ALL SELECT 'nrr_tiktok', 'delivered_on', shop_id, day, by_platform, nrr_judged, nrr_counted
    FROM of_delivered
  UNION ALL SELECT 'nbfr_tiktok', 'delivered_on', shop_id, day, by_platform, nbfr_judged,
    nbfr_counted FROM of_delivered),
counted AS (
  SELECT r.now, metric, judged, counted FROM daily d JOIN rules r USING (metric, clock, shop_id)
  WHERE d.day BETWEEN r.first AND r.day AND (r.platform OR NOT d.by_platform))
SELECT now,
  sum(judged) FILTER (metric = 'ldr_tiktok') AS ldr_judged,
  sum(counted) FILTER (metric = 'ldr_tiktok') AS ldr_counted,
  sum(judged) FILTER (metric = 'otdr_tiktok') AS otdr_judged,
  sum(counted) FILTER (metric = 'otdr_tiktok') AS otdr_counted,
  sum(judged) FILTER (metric = 'vtr_tiktok') AS vtr_judged,
  sum(counted) FILTER (metric = 'vtr_tiktok') AS vtr_counted,
  sum(judged) FILTER (metric = 'sfcr_tiktok') AS sfcr_judged,
  sum(counted) FILTER (metric = 'sfcr_tiktok') AS sfcr_counted,
  sum(judged) FILTER (metric = 'nrr_tiktok') AS nrr_judged,
  sum(counted) FILTER (metric = 'nrr_tiktok') AS nrr_counted,
  sum(judged) FILTER (metric = 'nbfr_tiktok') AS nbfr_judged,
  sum(counted) FILTER (metric = 'nbfr_tiktok') AS nbfr_counted
FROM counted GROUP BY ALL;
