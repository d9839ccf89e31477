"""SQL by hand, from the metric book, for figures that say how things stood, or need prices.

`{at}` is the end of the week's last day at the shop, as an instant.
"""

VIEWS = """
create macro moment() as timestamptz '{at}';
create macro counted(flag) as case when count(*) > 0 and count(flag) = 0 then null
  else count(*) filter (where flag) end;
create macro latest(x, day) as arg_max(x, day);

create view waiting as select *,
    case when status is distinct from 'awaiting_shipment'
      and coalesce(ready_at <= moment(), coalesce(status = 'awaiting_collection', false))
      then 'awaiting_collection' else 'awaiting_shipment' end as state,
    seen_at >= least((select max(seen_at) from orders), moment()) - interval 3 day as fresh
  from orders where placed_at <= moment() and coalesce(
    least(shipped_at, delivered_at, cancelled_at) > moment(),
    not is_cancelled and coalesce(status not in
      ('in_transit', 'delivered', 'completed', 'cancelled', 'on_hold'), true));
create view waiting_own as select * from waiting
  where order_kind = 'normal' and fulfilment_type is distinct from 'tiktok';
create view snapshots as select * from stock where date <= date '2026-10-07'
  qualify row_number() over (partition by sku_id, warehouse order by date desc) = 1;
create view filled as with wanted as (
    select w.order_key,
      sum(l.quantity) over (
        partition by l.sku_id, coalesce(w.fulfilment_type = 'tiktok', false)
        order by w.placed_at, w.order_id) as so_far,
      (select sum(on_hand) from snapshots s where s.sku_id = l.sku_id) as held
    from waiting w join order_lines l using (order_key)
    where w.fresh and w.state = 'awaiting_shipment' and not l.is_cancelled
      and l.placed_on in (select placed_on from waiting where fresh
        and state = 'awaiting_shipment'))
  select w.*, case when o.over then true when not o.unknown then false end as oversold
  from waiting_own w left join (
    select order_key, bool_or(so_far > held) as over, bool_or(held is null) as unknown
    from wanted group by order_key) o using (order_key)
  where w.fresh and w.state = 'awaiting_shipment';

create view under_way as with usual as (
    select carrier, region, quantile_cont(minutes_in_transit, 0.95) as minutes from orders
    where delivered_on between date '2026-10-07' - 90 and date '2026-10-07'
    group by carrier, region)
  select floor(epoch(moment() - o.shipped_at) / 60) > u.minutes as stuck
  from orders o left join usual u
    on o.carrier is not distinct from u.carrier and o.region is not distinct from u.region
  where order_kind = 'normal' and fulfilment_type is distinct from 'tiktok'
    and shipped_at <= moment() and coalesce(least(delivered_at, cancelled_at) > moment(),
      not is_cancelled and coalesce(status not in ('delivered', 'completed', 'cancelled'), true));

create view priced as select l.*,
    (select latest(list_price_e4, valid_from) from skus s
      where s.sku_id = l.sku_id and valid_from <= l.placed_on) as price,
    (select latest(floor_price_e4, valid_from) from skus s
      where s.sku_id = l.sku_id and valid_from <= l.placed_on) as floor_price,
    (select latest(unit_cost_e4, valid_from) from skus s
      where s.sku_id = l.sku_id and valid_from <= l.placed_on) as listed_cost,
    (select latest(freight_e4, valid_from) from skus s
      where s.sku_id = l.sku_id and valid_from <= l.placed_on) as freight,
    coalesce((select latest(cost_currency, valid_from) from skus s
      where s.sku_id = l.sku_id and valid_from <= l.placed_on), l.currency) as paid_in
  from lines l;
create macro rate(code, day) as (
  select case when code = 'EUR' then 1 else
    (select latest(rate, date) from fx_rates f
      where f.currency = code and f.date between day - 7 and day) end);

create view samples as select *, round_even(quantity * coalesce(unit_cost_e4, listed_cost
      * case when paid_in = currency then 1
        else rate(currency, shipped_on) / rate(paid_in, shipped_on) end), 0) as cost
  from (select l.*,
      (select latest(unit_cost_e4, valid_from) from skus s
        where s.sku_id = l.sku_id and valid_from <= l.shipped_on) as listed_cost,
      coalesce((select latest(cost_currency, valid_from) from skus s
        where s.sku_id = l.sku_id and valid_from <= l.shipped_on), l.currency) as paid_in
    from order_lines l where order_kind = 'sample' and inside(shipped_on));

create view daily as with days as (
    select unnest(generate_series(date '2026-10-07' - 89, date '2026-10-07', interval 1 day))::date
      as day),
  held as (
    select k.sku_id, d.day, sum((select latest_row.available from stock latest_row
        where latest_row.sku_id = k.sku_id and latest_row.warehouse = k.warehouse
          and latest_row.date <= d.day order by latest_row.date desc limit 1)) as available
    from (select distinct sku_id, warehouse from stock where date <= date '2026-10-07') k, days d
    where d.day >= date '{begun}' group by all),
  sold as (
    select sku_id, placed_on as day, sum(quantity) as units, sum(item_amount_e4) as gmv
    from order_lines where order_kind = 'normal' group by all)
  select h.*, coalesce(units, 0) as units, coalesce(gmv, 0) as gmv,
    coalesce(available > 0, true) as in_stock, h.day > date '2026-10-07' - 28 as recent
  from held h left join sold using (sku_id, day);
create view of_sku as select h.*, d.*,
    case when d.days_in > 0 then round_even(1e6 * units_in / days_in, 0) end as pace
  from (select sku_id, sum(available) as available, sum(on_hand) as on_hand,
      sum(inbound) as inbound from snapshots group by all) h
  left join (select sku_id as sku, count(*) filter (where in_stock and recent) as days_in,
      count(*) filter (where not in_stock and recent) as days_out,
      coalesce(sum(units) filter (where in_stock and recent), 0) as units_in,
      coalesce(sum(gmv) filter (where in_stock and recent), 0) as gmv_in,
      sum(units) filter (where recent) as units_28, sum(units) as units_90,
      count(*) = 90 as is_long
    from daily group by all) d on d.sku = h.sku_id;
create view at_cost as select o.*,
    (select latest(lead_days, valid_from) from skus s where s.sku_id = o.sku_id
      and valid_from <= date '2026-10-07') as lead_days,
    (select latest(unit_cost_e4, valid_from) from skus s where s.sku_id = o.sku_id
      and valid_from <= date '2026-10-07') as unit_cost,
    (select latest(cost_currency, valid_from) from skus s where s.sku_id = o.sku_id
      and valid_from <= date '2026-10-07') as paid_in
  from of_sku o;

create view talks as select * from conversations where inside(opened_on);
create view shop_days as select * from traffic where scope = 'shop' and inside(date);
create view settled_orders as select * from orders
  where order_kind = 'normal' and inside(settled_on);
create view settled as select * from settlements where inside(settled_on);
create view recent_rows as select * from settlements
  where type in ('order', '') and revenue_e4 is not null and settled_on <= date '2026-10-07'
    and settled_on in (select distinct settled_on from settlements where type in ('order', '')
      and revenue_e4 is not null and settled_on <= date '2026-10-07'
      order by settled_on desc limit 60);
create view newest_rows as select * from settlements
  where type in ('order', '') and revenue_e4 is not null
    and settled_on in (select distinct settled_on from settlements where type in ('order', '')
      and revenue_e4 is not null order by settled_on desc limit 60);
create view unsettled as select round_even(
    round_even((list_e4 - seller_discount_e4) * (quantity - coalesce(refunded_units, 0))
      / nullif(quantity, 0), 0)
    * (select sum(settled_e4) / nullif(sum(revenue_e4), 0) from recent_rows), 0) as expected
  from order_lines where order_kind = 'normal' and not is_cancelled
    and delivered_on <= date '2026-10-07'
    and coalesce(settled_on > date '2026-10-07', true)
    and delivered_on >= (select min(settled_on) from settlements);
create view lost as
  select order_key, order_kind, cancelled_on as day, (
      select sum(coalesce(list_e4 - seller_discount_e4, item_amount_e4)) from order_lines l
      where l.order_key = o.order_key) as amount
    from orders o where is_cancelled and cancel_fault = 'logistics' and shipped_on is not null
      and delivered_on is null
  union all select order_key, order_kind, refunded_on, goods_e4 from returns
    where fault = 'logistics' and status = 'completed' and not is_cancelled
      and coalesce(reason, '') not ilike '%late%' and coalesce(reason, '') not ilike '%on time%'
      and order_key is not null;
create view unpaid_losses as select * from lost where order_kind = 'normal'
  and day >= (select min(settled_on) from settlements) and day + 14 <= date '2026-10-07'
  and coalesce((select min(settled_on) from settlements s
    where s.order_key = lost.order_key and type like '%reimbursement%') > date '2026-10-07', true);

create view profit_parts as with back as (
    select order_key, sku_id, sum(counted_revenue_e4) as revenue,
      sum(counted_units) filter (where kind = 'return') as units
    from returns where inside(placed_on) and status = 'completed' and not is_cancelled
      and order_key is not null group by all)
  select p.*, list_e4 - seller_discount_e4 as revenue,
    case when is_cancelled then 0 else list_e4 - seller_discount_e4 - coalesce(
      case when row_number() over (of_sku order by is_cancelled, line_id) = 1
        then (select b.revenue from back b
          where b.order_key = p.order_key and b.sku_id = p.sku_id) end, 0) end as net,
    case when is_cancelled then 0 else quantity - coalesce(
      case when row_number() over (of_sku order by is_cancelled, line_id) = 1
        then (select b.units from back b
          where b.order_key = p.order_key and b.sku_id = p.sku_id) end, 0) end as kept,
    rate(p.currency, placed_on) / rate(paid_in, placed_on) as factor,
    (select -sum(fees_e4 + coalesce(shipping_e4, 0)) from settlements s
      where s.order_key = p.order_key) as statements,
    exists (select 1 from settlements s where s.order_key = p.order_key) as is_settled
  from priced p window of_sku as (partition by order_key, sku_id);
create view profit as select *, net - cost - fees as contribution from (
  select *,
    round_even(case when kept = 0 then 0 else kept * (
      coalesce(unit_cost_e4, listed_cost * case when paid_in = currency then 1 else factor end)
      + coalesce(freight * case when paid_in = currency then 1 else factor end, 0)) end, 0) as cost,
    case when is_settled then statements * coalesce(
        greatest(net, 0) / nullif(sum(greatest(coalesce(net, 0), 0)) over (
          partition by order_key), 0),
        (row_number() over (partition by order_key order by is_cancelled, line_id) = 1)::int)
      when net = 0 then 0
      else round_even(net * (select -sum(fees_e4 + coalesce(shipping_e4, 0)) /
        nullif(sum(revenue_e4) filter (where fees_e4 is not null), 0)
        from newest_rows), 0) end as fees
  from profit_parts);
"""

SQL = {
    "awaiting_shipment": """select count(*) from waiting_own
        where fresh and state = 'awaiting_shipment'""",
    "awaiting_collection": """select count(*) from waiting_own
        where fresh and state = 'awaiting_collection'""",
    "at_risk_orders": """select counted(fresh and state = 'awaiting_shipment' and
        dispatch_by_at > moment() and dispatch_by_at < moment() + interval 1 day)
        from waiting_own""",
    "oversold_orders": "select counted(oversold) from filled",
    "price_mismatch_orders": """select counted(off) from (
        select distinct order_key, list_e4 <> price * nullif(quantity, 0) as off from priced)""",
    "below_floor_orders": """select counted(low) from (select distinct order_key,
        list_e4 - seller_discount_e4 < floor_price * nullif(quantity, 0) as low from priced)""",
    "sample_cost": "select total(cost) / 1e4 from samples",
    "late_dispatch_rate": """select count(*) filter (where coalesce(shipped_at > dispatch_by_at,
            true)) / nullif(count(*), 0)
        from orders where order_kind = 'normal' and inside(dispatch_due_on)
          and fulfilment_type is distinct from 'tiktok' and dispatch_by_at <= seen_at
          and coalesce(cancelled_at > dispatch_by_at, true)
          and not (is_cancelled and cancelled_at is null and shipped_at is null)
          and (shipped_at is not null or (shipped_on is null
            and coalesce(status not in ('in_transit', 'delivered', 'completed'), false)))""",
    "on_time_delivery_rate": """select
          count(*) filter (where delivered_on <= delivery_due_on) / nullif(count(*), 0)
        from (select *, delivered_on is not null
            or coalesce(status in ('delivered', 'completed'), false) as arrived from orders)
        where order_kind = 'normal' and inside(delivery_due_on)
          and fulfilment_type is distinct from 'tiktok' and delivery_due_at <= seen_at
          and coalesce(cancelled_at > delivery_due_at, true)
          and not (is_cancelled and cancelled_at is null and not arrived)
          and (delivered_on is not null or not arrived)""",
    "valid_tracking_rate": """select count(*) filter (where tracking_id <> '')
        / nullif(count(*), 0) from shipped""",
    "stuck_parcels": "select counted(stuck) from under_way",
    "problem_parcel_rate": """select ((select count(*) from shipped
            where is_cancelled and cancel_fault = 'logistics' and not arrived)
          + (select case when count(*) > 0 and count(order_key) = 0 then null
              else count(distinct order_key) filter (where fault = 'logistics'
                and coalesce(reason, '') not ilike '%late%'
                and coalesce(reason, '') not ilike '%on time%') end
            from returns where order_kind = 'normal' and not is_cancelled and inside(shipped_on)
              and fulfilment_type is distinct from 'tiktok'))
        / nullif((select count(*) from shipped), 0)""",
    "shipping_cost_per_order": """select -sum(shipping_e4) / (1e4 * nullif(count(distinct order_key)
        filter (where type in ('order', '') and shipping_e4 is not null), 0)) from settled""",
    "over_refunds": """select counted(is_over_refund) from (
        select distinct order_key, is_over_refund from refunded)""",
    "short_refunds": """select counted(is_short_refund) from (
        select distinct order_key, is_short_refund from refunded)""",
    "chats": "select total(chats) from talks",
    "response_rate_24h": """select sum(answered_24h) / nullif(sum(needing_answer), 0) from talks
        where answered_24h is not null and needing_answer is not null""",
    "response_rate_12h": """select sum(answered_12h) / nullif(sum(needing_answer), 0) from talks
        where answered_12h is not null and needing_answer is not null""",
    "first_response_minutes_mean": """select sum(first_response_minutes * chats)
        / nullif(sum(chats), 0) from talks
        where first_response_minutes is not null and chats is not null""",
    "first_response_minutes_median": """select median(first_response_minutes) from talks
        where chats = 1""",
    "first_response_minutes_p90": """select quantile_cont(first_response_minutes, 0.9) from talks
        where chats = 1""",
    "satisfaction_rate": """select sum(satisfied) / nullif(sum(rated), 0) from talks
        where satisfied is not null and rated is not null""",
    "dissatisfaction_rate": """select sum(dissatisfied) / nullif(sum(rated), 0) from talks
        where dissatisfied is not null and rated is not null""",
    "break_even_roas": """select sum(revenue) / nullif(sum(contribution), 0) from profit
        where contribution is not null""",
    "page_views": """select case when 'shop' in (select scope from traffic)
        then total(page_views) end from shop_days""",
    "product_clicks": """select case when 'shop' in (select scope from traffic)
        then total(product_clicks) end from shop_days""",
    "visitors_per_day": """select sum(visitors) / nullif(count(distinct date), 0) from shop_days
        where visitors is not null""",
    "conversion_rate": """select sum(case when orders = 0 or known > 0 then buyers end)
            / nullif(sum(visitors), 0) from (
          select visitors, (select count(*) from paid where placed_on = date) as orders,
            (select count(customer_key) from paid where placed_on = date) as known,
            (select count(distinct customer_key) from paid where placed_on = date) as buyers
          from shop_days where visitors is not null)""",
    "stock_units": "select total(available) from snapshots",
    "stock_cover_days": """select 1e6 * sum(available) / nullif(sum(pace), 0) from of_sku
        where available is not null and pace is not null""",
    "out_of_stock_skus": "select counted(available <= 0 and units_28 > 0) from of_sku",
    "stockout_loss": """select total(case when days_out = 0 then 0
        when days_in > 0 then round_even(days_out * gmv_in / days_in, 0) end) / 1e4 from of_sku""",
    "reorder_by": """select min(date_diff('day', date '1970-01-01', date '2026-10-07')
        + floor((available + coalesce(inbound, 0)) * 1e6 / case when pace > 0 then pace end)
        - lead_days) from at_cost""",
    "dead_stock_value": """select total(round_even(coalesce(on_hand, available) * unit_cost * case
          when coalesce(paid_in, '{currency}') = '{currency}' then 1
          else rate('{currency}', date '2026-10-07') / rate(paid_in, date '2026-10-07') end, 0))
        / 1e4 from at_cost where is_long and units_90 = 0""",
    "settled_amount": "select total(settled_e4) / 1e4 from settled",
    "unsettled_amount": "select total(expected) / 1e4 from unsettled",
    "fees": "select -total(fees_e4) / 1e4 from settled",
    "fee_rate": """select -sum(fees_e4) / nullif(sum(revenue_e4), 0) from settled
        where fees_e4 is not null and revenue_e4 is not null""",
    "platform_commission": "select -total(platform_commission_e4) / 1e4 from settled",
    "transaction_fees": "select -total(transaction_fee_e4) / 1e4 from settled",
    "affiliate_fees": "select -total(affiliate_e4) / 1e4 from settled",
    "service_fees": "select -total(service_e4) / 1e4 from settled",
    "settled_shipping": "select -total(shipping_e4) / 1e4 from settled",
    "settled_ads": "select -total(ads_e4) / 1e4 from settled",
    "settled_taxes": "select -total(taxes_e4) / 1e4 from settled",
    "settled_adjustments": "select -total(adjustment_e4) / 1e4 from settled",
    "settled_reserve": "select -total(reserve_e4) / 1e4 from settled",
    "days_to_settle_mean": "select avg(days_to_settle) from settled_orders",
    "days_to_settle_median": "select median(days_to_settle) from settled_orders",
    "days_to_settle_p90": "select quantile_cont(days_to_settle, 0.9) from settled_orders",
    "unclaimed_losses": "select total(amount) / 1e4 from unpaid_losses",
    "margin_before_ads": "select total(contribution) / 1e4 from profit",
    "margin": """select (total(contribution)
        - (select total(coalesce(net_cost_e4, cost_e4)) from ads)) / 1e4 from profit""",
    "margin_rate": """select (total(contribution)
        - (select total(coalesce(net_cost_e4, cost_e4)) from ads))
        / nullif(sum(net) filter (where contribution is not null), 0) from profit""",
    "estimated_fee_share": """select coalesce(sum(net) filter (where contribution is not null
          and not is_settled and net <> 0), 0)
        / nullif(sum(net) filter (where contribution is not null), 0) from profit""",
    "ldr_tiktok": """select case when '{market}' = 'US' then (
          select count(*) filter (where shipped_at > dispatch_by_at
              and fulfilment_type is distinct from 'tiktok') / nullif(count(*), 0) from orders
          where order_kind = 'normal' and inside(shipped_on)
            and (dispatch_by_at is not null or fulfilment_type = 'tiktok'))
        when '{market}' = 'GB' then (
          select count(*) filter (where ready_at > dispatch_by_at) / nullif(count(*), 0)
          from orders where order_kind = 'normal' and inside(ready_on)
            and fulfilment_type is distinct from 'tiktok'
            and ready_at is not null and dispatch_by_at is not null)
        when '{market}' in ('VN', 'TH', 'ID') then (
          select count(*) filter (where coalesce(shipped_at > dispatch_by_at, true))
            / nullif(count(*), 0) from orders
          where order_kind = 'normal' and inside(dispatch_due_on)
            and fulfilment_type is distinct from 'tiktok' and dispatch_by_at <= seen_at
            and coalesce(cancelled_at > dispatch_by_at, true) and (shipped_at is not null
              or (delivered_on is null
                and coalesce(status not in ('delivered', 'completed'), true)))) end""",
    "otdr_tiktok": """select count(*) filter (where delivered_on <= delivery_due_on)
          / nullif(count(*), 0) from orders
        where order_kind = 'normal' and inside(delivery_due_on) and '{market}' = 'US'
          and fulfilment_type is distinct from 'tiktok' and delivery_due_at <= seen_at
          and coalesce(cancelled_at > delivery_due_at, true) and (delivered_on is not null
            or coalesce(status not in ('delivered', 'completed'), true))""",
    "vtr_tiktok": """select count(*) filter (where tracking_id <> '') / nullif(count(*), 0)
        from shipped where '{market}' in ('US', 'GB')""",
    "sfcr_tiktok": """select
          count(*) filter (where is_cancelled and cancel_fault = 'seller') / nullif(count(*), 0)
        from orders where order_kind = 'normal' and fulfilment_type is distinct from 'tiktok'
          and '{market}' in ('US', 'ID') and (not is_cancelled or cancel_fault is not null)
          and placed_on between date '2026-10-07' - case when '{market}' = 'ID' then 29
            else 6 end and date '2026-10-07'""",
    "nrr_tiktok": """select count(*) filter (where first_review_rating <= 2)
          / nullif(count(*), 0)
        from orders where order_kind = 'normal' and '{market}' in ('US', 'GB', 'TH', 'ID')
          and delivered_on between date '2026-10-07' - case when '{market}' = 'TH' then 29
            else 59 end and date '2026-10-07'""",
    "nbfr_tiktok": """select count(*) filter (where has_fault_request)
          / nullif(count(has_fault_request), 0)
        from orders where order_kind = 'normal' and '{market}' in ('US', 'GB', 'ID')
          and delivered_on between date '2026-10-07' - 59 and date '2026-10-07'""",
}
