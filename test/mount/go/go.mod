module example.org/tsmkit-mount

go 1.21

require github.com/google/go-configfs-tsm v0.3.3

require go.uber.org/multierr v1.11.0 // indirect
