package sandbox

import (
	"encoding/json"
	"time"

	"tresen/api"
	"tresen/api/query"
)

// scalar is a value of a document as the q language compares it.
func scalar(v any) query.Value {
	switch v := v.(type) {
	case string:
		return query.TextValue(v)
	case bool:
		return query.BoolValue(v)
	case int:
		return query.IntValue(int64(v))
	case int64:
		return query.IntValue(v)
	case api.Minor:
		return query.IntValue(int64(v))
	case json.RawMessage:
		return query.TextValue(string(v))
	}
	return query.ObjectValue()
}

// cellOf is a value of a document as it sorts.
func cellOf(v any, kind query.Kind) cell {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339, v); kind == query.KindDate && err == nil {
			return cell{num: t.Unix(), ok: true}
		}
		return cell{text: v, isText: true, ok: true}
	case bool:
		if v {
			return cell{num: 1, ok: true}
		}
		return cell{ok: true}
	case int:
		return cell{num: int64(v), ok: true}
	case int64:
		return cell{num: v, ok: true}
	case api.Minor:
		return cell{num: int64(v), ok: true}
	}
	return cell{}
}
