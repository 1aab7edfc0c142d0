package api

import "context"

// GetExpanded reads one object, live, with references resolved: of one field, or
// of all where expand is "true". What a model has no room for is in Item.Raw.
func (r Resource[T]) GetExpanded(ctx context.Context, c *Client, id, expand string) (item Item[T], err error) {
	path, err := expandPath(r.Path+"/{id}", []string{id})
	if err != nil {
		return item, err
	}
	get := call{Request: Request{Method: "GET", Path: path}, query: Query{Expand: expand}.Values()}
	err = c.send(ctx, get, func(status int, body []byte) (err error) {
		item, err = decodeAnswer[T](status, body, Reads)
		return err
	})
	return item, err
}

// Aggregate sends a search that sums up in place of listing; q.Aggregate says by
// what.
func (r Resource[T]) Aggregate(ctx context.Context, c *Client, q Query) (Page[Bucket], error) {
	return Resource[Bucket](r).Find(ctx, c, q)
}

// Bucket is one line of a summary. Its short names are those of the official
// clients; what they mean is inferred.
type Bucket struct {
	Place *int64  `json:"l,omitempty"`  // of the key in lookup
	Key   string  `json:"k,omitempty"`  // of a time, seconds since 1970
	Text  string  `json:"ks,omitempty"` // the key for people
	Count *int64  `json:"c,omitempty"`
	Sum   *Minor  `json:"s,omitempty"` // of the summed property
	Time  *Bucket `json:"t,omitempty"` // the interval, where there is a group too
}
