package privacy

import (
	"net"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Names are known names and the kinds of things they name. Generic ones, such as
// root and localhost, are not searched for; nor are those of less than three
// characters, which stand in too many words.
type Names map[string]string

// Add notes a name of a kind. Of a host's name with a domain both parts count.
func (n Names) Add(kind, name string) {
	name = asciiLower(strings.TrimSpace(strings.Trim(strings.TrimSpace(name), `."'`)))
	if len(name) < 3 || anonymous(name) || name[0] == '(' {
		return
	}
	n[name] = kind
	if first, domain, ok := strings.Cut(name, "."); ok && kind == KindHost {
		if len(first) > 2 && !anonymous(first) {
			n[first] = kind
		}
		if strings.Contains(domain, ".") && !anonymous(domain) && !publicHosts[domain] {
			n[domain] = kind
		}
	}
}

// NamesHere are the names of this machine and its people: of the host and its
// domain, of accounts that people have, and serial numbers. Files are read
// below root; what cannot be read is not known.
func NamesHere(root string) Names {
	n := Names{}
	read := func(name string) string {
		b, _ := os.ReadFile(filepath.Join(root, name))
		return strings.TrimSpace(string(b))
	}
	if host, err := os.Hostname(); err == nil && root == "/" {
		n.Add(KindHost, host)
	}
	for _, file := range []string{"etc/hostname", "proc/sys/kernel/hostname", "proc/sys/kernel/domainname", "etc/mailname", "etc/myname"} {
		n.Add(KindHost, read(file))
	}
	for line := range strings.Lines(read("etc/resolv.conf")) {
		if f := strings.Fields(line); len(f) > 1 && (f[0] == "search" || f[0] == "domain") {
			for _, domain := range f[1:] {
				n.Add(KindHost, domain)
			}
		}
	}
	n.people(read("etc/passwd"))
	if root == "/" {
		for _, variable := range []string{"USER", "LOGNAME", "SUDO_USER", "USERNAME"} {
			n.Add(KindUser, os.Getenv(variable))
		}
		if u, err := user.Current(); err == nil {
			n.Add(KindUser, u.Username)
			n.person(u.Name)
		}
		if home, err := os.UserHomeDir(); err == nil {
			n.Add(KindUser, filepath.Base(home))
		}
		if all, err := net.Interfaces(); err == nil {
			for _, i := range all {
				n.Add(KindMAC, strings.ReplaceAll(i.HardwareAddr.String(), ":", "")) // with colons it is told by its form
			}
		}
	}
	for _, file := range []string{"etc/machine-id", "var/lib/dbus/machine-id", "etc/hostid", "proc/sys/kernel/random/boot_id"} {
		n.serial(read(file))
	}
	for _, pattern := range []string{
		"sys/class/dmi/id/*serial*", "sys/class/dmi/id/*uuid*", "sys/class/dmi/id/*asset_tag*",
		"sys/block/*/serial", "sys/block/*/wwid", "sys/block/*/device/serial", "sys/block/*/device/wwid", "sys/class/nvme/*/serial",
		"sys/firmware/devicetree/base/serial-number", "proc/device-tree/serial-number",
	} {
		files, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, file := range files {
			if rel, err := filepath.Rel(root, file); err == nil {
				n.serial(read(rel))
			}
		}
	}
	return n
}

func (n Names) serial(value string) {
	value = strings.Trim(value, "\x00 \n\t")
	if len(value) >= 5 && len(value) <= 128 && !blank(value) && strings.ContainsAny(value, "0123456789") {
		n.Add(KindSerial, value)
	}
}

// people adds the accounts of a password file that are a person's.
func (n Names) people(passwd string) {
	first := 1000
	if runtime.GOOS == "darwin" {
		first = 500
	}
	for line := range strings.Lines(passwd) {
		f := strings.Split(strings.TrimSpace(line), ":")
		if len(f) < 7 {
			continue
		}
		if id, err := strconv.Atoi(f[2]); err != nil || id < first || id >= 60000 {
			continue
		}
		n.Add(KindUser, f[0])
		name, _, _ := strings.Cut(f[4], ",")
		n.person(name)
		n.Add(KindUser, filepath.Base(f[5]))
	}
}

// person adds the full name of a person, which has more than one word: single
// words of it are words of a language too often.
func (n Names) person(name string) {
	if strings.Contains(strings.TrimSpace(name), " ") {
		n.Add(KindUser, name)
	}
}
