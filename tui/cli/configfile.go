package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/adrg/xdg"
	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"tresen/api"
	"tresen/state/text"
)

// configFile is one file of the configuration.
type configFile struct {
	path string
	// shared says why others may have written it; zero where only its owner, who
	// is root or the user, can.
	shared text.Msg
}

// setting is one line of a configuration file: a key with its value, or the head
// of a table.
type setting struct {
	file *configFile
	line int
	key  []string
	text string // the value
	kind unstable.Kind
}

// systemConfig is where the administrator's configuration is found whatever the
// environment says: nobody gets rid of a limit by setting a variable.
const systemConfig = "/etc/xdg"

// maxConfig is more than any configuration has, in bytes.
const maxConfig = 1 << 20

// configPaths are the files that may be there, those of the administrator first.
// The last one is the user's, or the one of the flag, which must be there.
func (p *program) configPaths() []string {
	dirs := append([]string{systemConfig}, xdg.ConfigDirs...)
	var paths []string
	for _, dir := range append(dirs, xdg.ConfigHome) {
		if path := filepath.Join(dir, "tresen", "config.toml"); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	if p.flags.config != "" {
		paths[len(paths)-1] = p.flags.config
	}
	return paths
}

// readConfigFile returns what a file says, line by line; [fs.ErrNotExist] is one
// that is not there.
func readConfigFile(path string) ([]setting, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) { // a service's home may be /dev/null
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, fault(text.ConfigNotRead, path, cause(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault(text.ConfigNotRead, path, cause(err))
	}
	document, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	switch {
	case err != nil:
		return nil, fault(text.ConfigNotRead, path, cause(err))
	case len(document) > maxConfig:
		return nil, fault(text.ConfigTooLarge, path)
	}
	return parseConfig(&configFile{path: path, shared: shared(path, info)}, document)
}

// cause is why a file could not be read, without its name.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// parseConfig takes a document apart, in the order of its lines. What is written
// twice, or is no TOML, is an error.
func parseConfig(file *configFile, document []byte) ([]setting, error) {
	var all map[string]any
	if err := toml.Unmarshal(document, &all); err != nil {
		line := 1
		if e, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ = e.Position()
		}
		return nil, fault(text.ConfigSyntax, file.path, line, api.Clean(err.Error()))
	}
	var p unstable.Parser
	p.Reset(document)
	w := walker{file: file, parser: &p}
	var table []string
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, _ = w.names(nil, e.Key())
			w.add(e.Key(), setting{key: table, kind: e.Kind})
		case unstable.KeyValue:
			w.value(table, e)
		}
	}
	if err := p.Error(); err != nil { // Unmarshal found nothing wrong with it
		return nil, fault(text.ConfigSyntax, file.path, 1, api.Clean(err.Error()))
	}
	return w.found, nil
}

// walker collects the settings of a document.
type walker struct {
	file   *configFile
	parser *unstable.Parser
	found  []setting
}

// value adds a key with its value; an inline table is as many as it has keys.
func (w *walker) value(table []string, e *unstable.Node) {
	key, _ := w.names(table, e.Key())
	v := e.Value()
	w.add(e.Key(), setting{key: key, text: string(v.Data), kind: v.Kind})
	if v.Kind != unstable.InlineTable {
		return
	}
	for it := v.Children(); it.Next(); {
		w.value(key, it.Node())
	}
}

// names are the parts of a key below a table, and the line on which it stands.
func (w *walker) names(table []string, it unstable.Iterator) (key []string, line int) {
	key = slices.Clone(table)
	for it.Next() {
		key = append(key, string(it.Node().Data))
		line = w.parser.Shape(it.Node().Raw).Start.Line
	}
	return key, line
}

func (w *walker) add(at unstable.Iterator, s setting) {
	_, s.line = w.names(nil, at)
	s.file = w.file
	w.found = append(w.found, s)
}
