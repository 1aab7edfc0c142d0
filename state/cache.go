package state

// objectsKept is how many objects are held in full. More are read again.
const objectsKept = 3 * pageSize

// objectCache keeps the objects that came last, by id. Its zero value works.
type objectCache struct {
	byID map[string]*Object
	ring []string
	at   int
}

func (c *objectCache) put(objects []Object) {
	if c.byID == nil {
		c.byID = make(map[string]*Object, objectsKept)
		c.ring = make([]string, objectsKept)
	}
	for i := range objects {
		o := &objects[i]
		if _, known := c.byID[o.ID]; !known {
			delete(c.byID, c.ring[c.at])
			c.ring[c.at] = o.ID
			c.at = (c.at + 1) % objectsKept
		}
		c.byID[o.ID] = o
	}
}

func (c *objectCache) get(id string) *Object { return c.byID[id] }
