package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"tresen/api/sandbox"
	"tresen/state/text"
	"tresen/tui/crash"
)

// ready is the one line that "tresen sandbox" prints once it answers.
type ready struct {
	BaseURL      string `json:"base_url"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// stopTime is how long requests under way may take once the sandbox stops.
const stopTime = 3 * time.Second

// serve runs the sandbox over HTTP until it is told to stop.
func (p *program) serve(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	server, err := p.openSandbox()
	if err != nil {
		return err
	}
	return p.serveOn(ctx, server)
}

// serveOn serves a sandbox, until it is told to stop or something in it panics.
func (p *program) serveOn(ctx context.Context, server *sandbox.Server) (failed error) {
	ctx, stop := context.WithCancel(ctx)
	defer func() { failed = errors.Join(failed, server.Close()) }()
	var watching sync.WaitGroup
	defer watching.Wait()
	defer stop()
	listener, err := net.Listen("tcp", p.flags.listen)
	if err != nil {
		return fault(text.CannotListen, p.flags.listen, err.Error())
	}
	id, secret := server.Credentials()
	base := "http://" + reachable(listener.Addr())
	p.say(p.lang.Say(text.M(text.SandboxServes, max(0, p.flags.sandbox.Payments), p.flags.sandbox.Seed, base)))
	if err := json.NewEncoder(p.out).Encode(ready{base, id, secret}); err != nil {
		return errors.Join(err, listener.Close())
	}

	web := &http.Server{Handler: guardedHandler(server), ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan struct{})
	crash.Go(&watching, func() {
		defer close(stopped)
		select {
		case <-ctx.Done():
		case <-p.panics.Happened():
		}
		p.say(p.lang.Text(text.SandboxStops))
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if web.Shutdown(ctx) != nil {
			web.Close() // whoever still waits has been given their time
		}
	})
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	return nil
}

// openSandbox makes the sandbox, with what clients did to it before where it
// keeps that in a file.
func (p *program) openSandbox() (*sandbox.Server, error) {
	options := p.flags.sandbox
	if path := p.flags.data; path != "" {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, fault(text.CannotKeep, path, err.Error())
		}
		options.Data = file
	}
	server := sandbox.New(options)
	if err := server.Open(); err != nil {
		return nil, fault(text.CannotKeep, p.flags.data, err.Error())
	}
	return server, nil
}

// reachable is an address that clients on this machine can use.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err == nil && net.ParseIP(host).IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr.String()
}
