package scripts_test

import (
	"crypto/md5"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"brig/bro"
	"brig/traces"
)

// recorded is a run on the recorded capture.
func recorded(scripts ...string) bro.Config {
	return bro.Config{Capture: filepath.Join("..", "..", "traces", traces.File), IgnoreChecksums: true, Bare: true, Scripts: scripts}
}

// TestCertificates asks for a certificate of the recorded capture, trusts it, and
// validates it.
func TestCertificates(t *testing.T) {
	dir := t.TempDir()
	show := filepath.Join(dir, "show.bro")
	if err := os.WriteFile(show, []byte(`
event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate)
	{ print x509_get_certificate_string(cert_ref, T); terminate(); }
`), 0o644); err != nil {
		t.Fatal(err)
	}
	pem, _ := run(t, recorded("base/protocols/ssl", show))
	if !strings.HasPrefix(pem, "-----BEGIN CERTIFICATE-----") {
		t.Fatalf("no certificate: %q", pem)
	}
	policy := []string{"protocols/ssl/known-certs", "protocols/ssl/validate-certs", "protocols/ssl/expiring-certs"}
	for _, test := range []struct{ roots, status, notice string }{
		{"", "unable to get local issuer certificate", "SSL::Invalid_Server_Cert"},
		{strings.TrimSpace(pem), "ok", ""},
	} {
		cfg := recorded(policy...)
		cfg.Code = []string{`redef Known::cert_tracking = ALL_HOSTS;
redef SSL::root_certs += x509_from_pem("` + strings.ReplaceAll(test.roots, "\n", "\\n") + `");`}
		_, logs := run(t, cfg)
		if len(logs["ssl"]) == 0 || len(logs["x509"]) == 0 || len(logs["known_certs"]) == 0 {
			t.Fatalf("%d lines in ssl.log, %d in x509.log, %d in known_certs.log", len(logs["ssl"]), len(logs["x509"]), len(logs["known_certs"]))
		}
		n := 0
		for _, line := range logs["ssl"] {
			f := strings.Split(line, "\t")
			if f[len(f)-1] == test.status {
				n++
			}
		}
		if n == 0 {
			t.Errorf("no %q in ssl.log: %s", test.status, logs["ssl"][0])
		}
		if notices := strings.Join(logs["notice"], "\n"); test.notice != "" && !strings.Contains(notices, test.notice) {
			t.Errorf("no %s in notice.log:\n%s", test.notice, notices)
		}
	}
}

// TestFilesOnDisk extracts and hashes the files of the recorded capture.
func TestFilesOnDisk(t *testing.T) {
	cfg := recorded("base/protocols/http", "frameworks/files/hash-all-files", "frameworks/files/extract-all-files")
	cfg.Code = []string{`redef FileExtract::default_limit = 5000;
event file_new(f: fa_file) &priority=1
	{
	# A name from outside leads nowhere.
	if ( f$is_orig )
		Files::add_analyzer(f, Files::ANALYZER_EXTRACT, [$extract_filename="../../../../out"]);
	}`}
	cfg.Dir = t.TempDir()
	var messages strings.Builder
	cfg.Stderr = &messages
	if _, err := bro.Run(t.Context(), &cfg); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(cfg.Dir, "files.log"))
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	whole, cut := 0, 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if cells[0] == "#fields" {
			fields = cells[1:]
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		row := map[string]string{}
		for i, f := range fields {
			row[f] = cells[i]
		}
		if row["is_orig"] == "T" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(cfg.Dir, "extract_files", row["extracted"]))
		if err != nil {
			t.Fatalf("%v of\n%s", err, line)
		}
		sum := md5.Sum(data)
		switch {
		case row["extracted_cutoff"] == "T":
			cut++
			if len(data) != 5000 || row["extracted_size"] != "5000" {
				t.Errorf("a file cut off at 5000 has %d bytes: %s", len(data), line)
			}
		case row["missing_bytes"] != "0":
			if row["md5"] != "-" || row["extracted_size"] != strconv.Itoa(len(data)) {
				t.Errorf("a file with a gap: %d bytes and %s", len(data), line)
			}
		case row["md5"] != hex.EncodeToString(sum[:]):
			t.Errorf("the file's digest is %x: %s", sum, line)
		default:
			whole++
		}
	}
	if whole == 0 || cut == 0 {
		t.Errorf("%d whole files, %d cut off", whole, cut)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(cfg.Dir), "out")); err == nil {
		t.Error("a file was written outside of the folder")
	}
}
