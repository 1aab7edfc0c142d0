// Command tresen is a back office in the terminal for payments on the
// secuconnect API. Without credentials it runs on a sandbox of its own.
package main

import (
	"os"

	"tresen/tui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
