package api

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"testing"
)

// paymentJSON is one payment as the server sends it, about 1.6 kB. Fields that
// repeat in a list repeat here, those that differ differ.
func paymentJSON(i int) string {
	first := []string{"Anna", "Jürgen", "Zoë", "Max", "Ömer"}[i%5]
	last := []string{"Meier", "Müller", "Schröder", "Weiß", "Huber"}[i%5]
	return fmt.Sprintf(`{"object":"payment.transactions","id":"PCI_%030d",`+
		`"merchant":{"object":"general.merchants","id":"MRC_1HVSZKD4LQ44D9AUX2JZ6S1OPS3G9B","companyname":"Bäckerei Huber GmbH"},`+
		`"platform":{"object":"general.merchants","id":"MRC_2HVSZKD4LQ44D9AUX2JZ6S1OPS3G9C"},`+
		`"contract":{"object":"payment.contracts","id":"PCR_HGEZ958JZWVKLEBUNYV87TTLXHFDEA"},`+
		`"store":{"object":"general.stores","id":"STO_HGEZ958JZWVKLEBUNYV87TTLXHFDEB"},`+
		`"related_transactions":[{"object":"payment.transactions","id":"PCI_R%029d","hierarchy":"child","ref_type_id":19,"ref_type_raw":"Gutschrift","trans_id":%d}],`+
		`"trans_id":%d,"product_id":16,"product":"Direct debit","product_raw":"Zahlungsgarantie Lastschrift","zahlungsmittel_id":1796483,"contract_id":81698,`+
		`"amount":%d,"currency":"EUR","created":"2023-06-29T16:%02d:%02d+02:00","completion_date":"2023-06-29T16:%02d:48+02:00","updated":"2023-06-29T16:59:57+02:00",`+
		`"description":"Bestellung am 29.06.2023 via secupay bei Secupay Test-Shop (264748)","description_raw":"Bestellung am 29.06.2023 via secupay bei Secupay Test-Shop (264748)",`+
		`"status":6,"status_text":"abgeschlossen",`+
		`"details":{"amount":%d,"cleared":"captured","status":6,"status_text":"abgeschlossen","status_simple":1,"status_simple_text":"accepted","description":"Bestellung \u00fcber secupay","description_raw":"Bestellung"},`+
		`"customer":{"object":"payment.customers","id":"PCU_%030d","companyname":"","salutation":"Frau","title":"","forename":%q,"surname":%q,"name":%q},`+
		`"payment_data":"DE37 XXXX XXXX XXXX XX05 %02d","store_name":"Marktplatz","payout_date":"2023-07-06","transaction_hash":"bxxdkdlcexgt%08d","accrual":false,"order_id":"B-%05d","transmitted_to_bank":true}`,
		i, i, 119879100+i, 119879000+i, 1000+7*i, i%60, i%60, i%60, 1000+7*i, i%37, first, last, first+" "+last, i%100, i, i)
}

// pageJSON is a page of n payments.
func pageJSON(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"count":13264,"data":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(paymentJSON(i))
	}
	b.WriteString(`],"scroll_id":"DXF1ZXJ5QW5kRmV0Y2gBAAAAAAAAAD4WYm9laVYtZndUQlNsdDcwakFMNjU1QQ=="}`)
	return b.Bytes()
}

// BenchmarkDecodePage reads a page of 100 payments: as this package does, with
// the raw bytes of each, cleaning and drift, and as encoding/json does with the
// same types and none of that.
func BenchmarkDecodePage(b *testing.B) {
	body := pageJSON(100)
	b.Run("tresen", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			page, err := decodePage[PaymentTransaction](body)
			if err != nil || len(page.Items) != 100 {
				b.Fatal(len(page.Items), err)
			}
		}
	})
	b.Run("encodingjson", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var page struct {
				Count    int                  `json:"count"`
				ScrollID string               `json:"scroll_id"`
				Data     []PaymentTransaction `json:"data"`
			}
			if err := stdjson.Unmarshal(body, &page); err != nil || len(page.Data) != 100 {
				b.Fatal(len(page.Data), err)
			}
		}
	})
}
