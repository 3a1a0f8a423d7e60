package bundle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// keyFile makes a private key and returns its file and its line in a list of
// signers.
func keyFile(t *testing.T, kind, passphrase string) (file, public string) {
	t.Helper()
	var private any
	if kind == "rsa" {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		private = key
	} else {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		private = &key
	}
	var block *pem.Block
	var err error
	if passphrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(passphrase))
	} else {
		block, err = ssh.MarshalPrivateKey(private, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	signer, err := ReadSigner(file, []byte(passphrase)[:len(passphrase):len(passphrase)])
	if passphrase == "" {
		signer, err = ReadSigner(file, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))
}

func signed(t *testing.T, file string) *Bundle {
	t.Helper()
	signer, err := ReadSigner(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := ManifestText(sample())
	if err != nil {
		t.Fatal(err)
	}
	signature, err := Sign(text, signer)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read(bytes.NewReader(write(t, sample(), Ext, signature)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSigned(t *testing.T) {
	file, public := keyFile(t, "ed25519", "")
	_, other := keyFile(t, "ed25519", "")
	b := signed(t, file)
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if who, err := b.Verify(nil, now); err != nil || who == nil || who.Names != nil || who.Key != "ssh-ed25519" {
		t.Errorf("without a list: %+v, %v", who, err)
	}
	for _, tt := range []struct{ list, want string }{
		{"zoe@example.org " + public, ""},
		{"# friends\n\nzoe@example.org,*@lab.example " + public + " a comment\n", ""},
		{"x " + other + "\nzoe@example.org " + public, ""},
		{`"zoe@example.org" namespaces="git,b?ig" ` + public, ""},
		{`zoe@example.org valid-after="20260101",valid-before="202612312359Z" ` + public, ""},
		{"x " + other, "no key of signers"},
		{"", "no key of signers"},
		{"zoe@example.org cert-authority " + public, "no key of signers"},
		{`zoe@example.org namespaces="git" ` + public, "other namespaces or times"},
		{`zoe@example.org valid-before="20260101Z" ` + public, "other namespaces or times"},
		{`zoe@example.org valid-after="20270101" ` + public, "other namespaces or times"},
	} {
		list, err := ParseSigners("signers", []byte(tt.list))
		if err != nil {
			t.Errorf("%q: %v", tt.list, err)
			continue
		}
		who, err := b.Verify(list, now)
		switch {
		case tt.want == "" && (err != nil || who.Names[0] != "zoe@example.org"):
			t.Errorf("%q: %+v, %v", tt.list, who, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%q: error %v, want one with %q", tt.list, err, tt.want)
		}
	}
	for _, tt := range []struct{ list, want string }{
		{"zoe", "signers:1: want NAMES"},
		{"# x\nzoe ssh-ed25519 AAAA", "signers:2: want NAMES"},
		{`"zoe ` + public, "signers:1: names without an end quote"},
		{`zoe no-such-option ` + public, `signers:1: unknown option "no-such-option"`},
		{`zoe valid-after="soon" ` + public, `signers:1: "soon": want a time`},
	} {
		if _, err := ParseSigners("signers", []byte(tt.list)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want one with %q", tt.list, err, tt.want)
		}
	}

	unsigned, err := Read(bytes.NewReader(write(t, sample(), ExtBzip2, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if who, err := unsigned.Verify(nil, now); who != nil || err != nil {
		t.Errorf("unsigned: %+v, %v", who, err)
	}
	list, _ := ParseSigners("signers", []byte("zoe "+public))
	if _, err := unsigned.Verify(list, now); err == nil {
		t.Error("a bundle without a signature passes for one of the list")
	}
}

func TestForgedSignatures(t *testing.T) {
	file, _ := keyFile(t, "ed25519", "")
	b := signed(t, file)
	signer, err := ReadSigner(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := Sign([]byte("another text"), signer)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(b.Signature)
	envelopeWith := func(change func(e *envelope)) []byte {
		var e envelope
		if err := ssh.Unmarshal(block.Bytes, &e); err != nil {
			t.Fatal(err)
		}
		change(&e)
		return pem.EncodeToMemory(&pem.Block{Type: armour, Bytes: ssh.Marshal(e)})
	}
	for name, signature := range map[string][]byte{
		"no signature at all": []byte("hello"),
		"of another text":     elsewhere,
		"for git":             envelopeWith(func(e *envelope) { e.Namespace = "git" }),
		"of another hash":     envelopeWith(func(e *envelope) { e.HashAlgorithm = "sha256" }),
		"of no hash":          envelopeWith(func(e *envelope) { e.HashAlgorithm = "md5" }),
		"of version 2":        envelopeWith(func(e *envelope) { e.Version = 2 }),
		"without a key":       envelopeWith(func(e *envelope) { e.PublicKey = "" }),
		"with something more": append(bytes.Clone(b.Signature), "more"...),
	} {
		c := *b
		c.Signature = signature
		if who, err := c.Verify(nil, time.Now()); err == nil {
			t.Errorf("%s: passes as %+v", name, who)
		}
	}
	// The manifest says what was signed, and the files what is there.
	c := *b
	c.manifest = append(bytes.Clone(b.manifest), ' ')
	if _, err := c.Verify(nil, time.Now()); err == nil {
		t.Error("a changed manifest passes")
	}
}

func TestProtectedKey(t *testing.T) {
	file, _ := keyFile(t, "ed25519", "open sesame")
	_, err := ReadSigner(file, nil)
	if e, ok := err.(*PassphraseError); !ok || e.File != file {
		t.Errorf("error %v, want a *PassphraseError", err)
	}
	if _, err := ReadSigner(file, []byte("wrong")); err == nil {
		t.Error("a wrong passphrase opens the key")
	}
}

// TestSSHKeygen shows that OpenSSH takes our signatures, and we its.
func TestSSHKeygen(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("no ssh-keygen here")
	}
	for _, kind := range []string{"ed25519", "rsa"} {
		file, public := keyFile(t, kind, "")
		dir := t.TempDir()
		put := func(name string, data []byte) string {
			name = filepath.Join(dir, name)
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
			return name
		}
		b := signed(t, file)
		list := put("signers", fmt.Appendf(nil, "zoe@example.org namespaces=%q %s\n", Namespace, public))
		verify := exec.Command(keygen, "-Y", "verify", "-f", list, "-I", "zoe@example.org", "-n", Namespace, "-s", put("sig", b.Signature))
		verify.Stdin = bytes.NewReader(b.manifest)
		if out, err := verify.CombinedOutput(); err != nil {
			t.Errorf("%s: ssh-keygen does not take our signature: %v\n%s", kind, err, out)
		}
		sign := exec.Command(keygen, "-Y", "sign", "-n", Namespace, "-f", file)
		sign.Stdin = bytes.NewReader(b.manifest)
		signature, err := sign.Output()
		if err != nil {
			t.Fatalf("%s: ssh-keygen signs nothing: %v", kind, err)
		}
		c := *b
		c.Signature = signature
		text, _ := os.ReadFile(list)
		signers, err := ParseSigners(list, text)
		if err != nil {
			t.Fatal(err)
		}
		if who, err := c.Verify(signers, time.Now()); err != nil || who.Names[0] != "zoe@example.org" {
			t.Errorf("%s: the signature of ssh-keygen: %+v, %v", kind, who, err)
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if key, err := checkSignature([]byte("x"), data); err == nil {
			t.Errorf("%q passes as a signature by %v", data, key)
		}
	})
}

func FuzzParseSigners(f *testing.F) {
	f.Add("zoe@example.org namespaces=\"git\",valid-after=\"20260101Z\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2Yd4uWHjqiG5P7YVnq2fJ7aGkHqkZ8JrJv2b8y0o5p x\n# y\n\"a b\",c")
	f.Fuzz(func(t *testing.T, text string) { ParseSigners("x", []byte(text)) })
}
