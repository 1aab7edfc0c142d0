package sandbox

import (
	"cmp"

	"tresen/api"
)

// Baskets of smart transactions. A line costs its sum or, where that is left
// out, its price times its quantity; one that says both must mean the same.
// Shares of stakeholders are a part of what the other lines cost and do not add
// to it.

// Kinds of lines that are more than goods.
const (
	stakeholderLine  = "stakeholder_payment"
	subTransaction   = "sub_transaction"
	subscriptionLine = "subscription"
)

// productFields are a line as clients send it. The serial number of a voucher is
// money: it is taken and not kept.
func productFields() []field {
	return []field{
		whole("id"), whole("parent"), oneOf("item_type", "article", "coupon", subTransaction, stakeholderLine, "shipping", subscriptionLine),
		text("desc"), text("articleNumber"), text("ean"), between("quantity", 0, 1_000_000), between("priceOne", -maxAmount, maxAmount),
		between("sum", -maxAmount, maxAmount), between("tax", 0, 10_000), text("reference_id"), text("contract_id"),
		rows("group", text("id"), text("desc"), whole("level")), text("plan_id"), date("start_at"),
	}
}

func basketField(name string) field {
	lines := append(productFields(), rows("sub_basket", productFields()...))
	return group(name, rows("products", lines...), text("type"))
}

// checkedBasket completes the lines of a basket and says what they cost.
func (s *Server) checkedBasket(basket object) (object, api.Minor, *problem) {
	lines, _ := basket.get("products").([]object)
	checked, total, no := s.checkedLines("basket.products", lines)
	if no != nil {
		return nil, 0, no
	}
	return object{{"products", checked}, {"type", cmp.Or(basket.text("type"), "default")}}, total, nil
}

func (s *Server) checkedLines(path string, lines []object) ([]object, api.Minor, *problem) {
	checked := make([]object, len(lines))
	var total, shares api.Minor
	for i, line := range lines {
		line = object(nil).merged(line)
		at := intake{Server: s, path: path}.below(cmp.Or(line.text("item_type"), "article"))
		line, cost, no := s.checkedLine(at, line)
		if no != nil {
			return nil, 0, no
		}
		checked[i] = line
		if line.text("item_type") == stakeholderLine {
			shares += cost
		} else {
			total += cost
		}
	}
	if shares > total {
		return nil, 0, invalid("%s: the shares of %d are more than the %d that they are a part of", path, shares, total)
	}
	return checked, total, nil
}

// checkedLine completes a line and says what it costs.
func (s *Server) checkedLine(at intake, line object) (object, api.Minor, *problem) {
	if line.get("item_type") == nil {
		line = append(object{{"item_type", "article"}}, line...)
	}
	kind := line.text("item_type")
	switch kind {
	case stakeholderLine, subTransaction:
		if contracts.get(s, line.text("contract_id")) == nil {
			return nil, 0, refused("Referenced contract access denied %s", line.text("contract_id"))
		}
	case subscriptionLine:
		plan := plans.get(s, line.text("plan_id"))
		if plan == nil {
			return nil, 0, missing("%s: plan_id: Payment Plan %s not found", at.path, line.text("plan_id"))
		}
		if plan.text("status") != "active" {
			return nil, 0, refused("Payment Plan %s is %s", plan.text("id"), plan.text("status"))
		}
		if line.get("priceOne") == nil && line.get("sum") == nil {
			line = line.with("priceOne", firstCharge(plan, line.get("start_at") != nil))
		}
	}
	cost, no := lineCost(at, line)
	if no != nil {
		return nil, 0, no
	}
	inner, _ := line.get("sub_basket").([]object)
	if kind == subTransaction {
		within, total, no := s.checkedLines(at.path+".sub_basket", inner)
		if no == nil && total != cost {
			no = at.invalid("its sum of %d is not the %d of its sub_basket", cost, total)
		}
		return line.with("sub_basket", within), cost, no
	}
	return line, cost, nil
}

// lineCost is what a line costs.
func lineCost(at intake, line object) (api.Minor, *problem) {
	quantity := int64(1)
	if line.get("quantity") != nil {
		quantity = line.int("quantity")
	}
	product := quantity * line.int("priceOne")
	switch {
	case line.get("sum") == nil:
		return api.Minor(product), nil
	case line.get("priceOne") != nil && line.int("sum") != product && line.text("item_type") != stakeholderLine:
		return 0, at.invalid("its sum of %d is not %d times %d", line.int("sum"), quantity, line.int("priceOne"))
	}
	return api.Minor(line.int("sum")), nil
}

// firstCharge is what a subscription costs at once: the set-up and, unless it
// starts later, the first cycle.
func firstCharge(plan object, later bool) int64 {
	var sum int64
	for _, c := range sortedCycles(object{{"-cycles", plan.get("billing_cycles")}}) {
		if c.text("tenure_type") == "setup" {
			sum += c.int("price")
		} else if !later {
			return sum + c.int("price")
		}
	}
	return sum
}

// subscriptionAsked is the line by which a sale asks for a subscription, or an
// empty one where it does so without a plan; nil where it asks for none.
func subscriptionAsked(sale object) object {
	lines, _ := sale.at("basket.products").([]object)
	for _, line := range lines {
		if line.text("item_type") == subscriptionLine {
			return line
		}
	}
	if sale.get("-subscription") != nil {
		return object{}
	}
	return nil
}

// paymentBasket is a basket as a payment shows it.
func paymentBasket(lines []object) []object {
	shown := make([]object, len(lines))
	for i, line := range lines {
		quantity := int64(1)
		if line.get("quantity") != nil {
			quantity = line.int("quantity")
		}
		cost, no := lineCost(intake{}, line)
		if no != nil {
			panic("sandbox: a basket that was checked does not add up: " + no.details)
		}
		price := line.get("priceOne")
		if price == nil {
			price = cost
		}
		o := object{
			{"item_type", line.get("item_type")}, {"name", line.get("desc")}, {"article_number", line.get("articleNumber")}, {"ean", line.get("ean")},
			{"quantity", quantity}, {"price", price}, {"tax", line.get("tax")}, {"total", cost}, {"reference_id", line.get("reference_id")},
			{"contract_id", line.get("contract_id")},
		}
		if inner, nested := line.get("sub_basket").([]object); nested && len(inner) > 0 {
			o = append(o, member{"sub_basket", paymentBasket(inner)})
		}
		shown[i] = object(nil).merged(o)
	}
	return shown
}
