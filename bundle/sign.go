package bundle

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// Signatures are those of OpenSSH (PROTOCOL.sshsig), as git makes them with SSH
// keys. Without brig, one is checked so:
//
//	tar xf b.tar.zst manifest.json manifest.json.sig
//	ssh-keygen -Y verify -f allowed_signers -I NAME -n brig -s manifest.json.sig < manifest.json

// Namespace keeps signatures of bundles apart from those of anything else.
const Namespace = "brig"

const (
	signatureName = manifestName + ".sig"
	maxSignature  = 64 << 10
	armour        = "SSH SIGNATURE"
	sshsigMagic   = "SSHSIG"
)

// An envelope is what the armour holds.
type envelope struct {
	Magic         [6]byte
	Version       uint32
	PublicKey     string
	Namespace     string
	Reserved      string
	HashAlgorithm string
	Signature     string
}

// A statement is what is signed.
type statement struct {
	Magic         [6]byte
	Namespace     string
	Reserved      string
	HashAlgorithm string
	Hash          string
}

// Sign signs a text, which for a bundle is its [ManifestText].
func Sign(text []byte, signer ssh.Signer) ([]byte, error) {
	hash := sha512.Sum512(text)
	message := ssh.Marshal(statement{[6]byte([]byte(sshsigMagic)), Namespace, "", "sha512", string(hash[:])})
	var signature *ssh.Signature
	var err error
	if s, ok := signer.(ssh.AlgorithmSigner); ok && signer.PublicKey().Type() == ssh.KeyAlgoRSA {
		signature, err = s.SignWithAlgorithm(rand.Reader, message, ssh.KeyAlgoRSASHA512) // never with SHA-1
	} else {
		signature, err = signer.Sign(rand.Reader, message)
	}
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	blob := ssh.Marshal(envelope{[6]byte([]byte(sshsigMagic)), 1, string(signer.PublicKey().Marshal()),
		Namespace, "", "sha512", string(ssh.Marshal(signature))})
	return pem.EncodeToMemory(&pem.Block{Type: armour, Bytes: blob}), nil
}

// checkSignature verifies a signature of a text and returns the key that made it.
func checkSignature(text, armoured []byte) (ssh.PublicKey, error) {
	block, rest := pem.Decode(armoured)
	if block == nil || block.Type != armour || len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("not an SSH signature")
	}
	var e envelope
	if err := ssh.Unmarshal(block.Bytes, &e); err != nil {
		return nil, errors.New("not an SSH signature")
	}
	var hash []byte
	switch {
	case string(e.Magic[:]) != sshsigMagic || e.Version != 1:
		return nil, errors.New("not an SSH signature of version 1")
	case e.Namespace != Namespace:
		return nil, fmt.Errorf("a signature for %q, not for %q", e.Namespace, Namespace)
	case e.HashAlgorithm == "sha512":
		h := sha512.Sum512(text)
		hash = h[:]
	case e.HashAlgorithm == "sha256":
		h := sha256.Sum256(text)
		hash = h[:]
	default:
		return nil, fmt.Errorf("a signature of the unknown hash %q", e.HashAlgorithm)
	}
	key, err := ssh.ParsePublicKey([]byte(e.PublicKey))
	if err != nil {
		return nil, fmt.Errorf("reading the signature's key: %w", err)
	}
	if _, ok := key.(*ssh.Certificate); ok {
		return nil, errors.New("a signature by a certificate, which brig does not verify")
	}
	var s ssh.Signature
	if err := ssh.Unmarshal([]byte(e.Signature), &s); err != nil {
		return nil, errors.New("not an SSH signature")
	}
	if key.Type() == ssh.KeyAlgoRSA && s.Format != ssh.KeyAlgoRSASHA256 && s.Format != ssh.KeyAlgoRSASHA512 {
		return nil, fmt.Errorf("a signature by the algorithm %q, which is not safe", s.Format)
	}
	message := ssh.Marshal(statement{e.Magic, e.Namespace, e.Reserved, e.HashAlgorithm, string(hash)})
	if err := key.Verify(message, &s); err != nil {
		return nil, errors.New("the signature is not one of this manifest")
	}
	return key, nil
}

// A Signed says who signed a bundle.
type Signed struct {
	Names       []string `json:"names,omitempty"` // in the list of signers; none without a list
	Key         string   `json:"key"`             // its type
	Fingerprint string   `json:"fingerprint"`     // "SHA256:..."
}

// Verify checks the signature of a bundle that has one, and returns nil for
// one without. With signers, the bundle must be signed by one of them at that
// time.
func (b *Bundle) Verify(signers *Signers, at time.Time) (*Signed, error) {
	if b.Signature == nil {
		if signers != nil {
			return nil, errors.New("the bundle is not signed")
		}
		return nil, nil
	}
	key, err := checkSignature(b.manifest, b.Signature)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", signatureName, err)
	}
	who := &Signed{Key: key.Type(), Fingerprint: ssh.FingerprintSHA256(key)}
	if signers != nil {
		if who.Names, err = signers.names(key, at); err != nil {
			return nil, fmt.Errorf("signed with %s %s: %w", who.Key, who.Fingerprint, err)
		}
	}
	return who, nil
}

// Signers are those of an allowed_signers file, see ssh-keygen(1).
type Signers struct {
	file string
	list []signer
}

type signer struct {
	names         []string // patterns
	key           ssh.PublicKey
	namespaces    []string // patterns; empty for all
	after, before time.Time
}

// Limits of a list of signers.
const (
	maxSigners    = 1 << 20 // bytes
	maxSignerLine = 64 << 10
)

// ParseSigners reads an allowed_signers file. Lines for certificate authorities
// are passed over: certificates are not verified.
func ParseSigners(file string, text []byte) (*Signers, error) {
	if len(text) > maxSigners {
		return nil, fmt.Errorf("%s: %d bytes of signers (%d are allowed)", file, len(text), maxSigners)
	}
	s := &Signers{file: file}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxSignerLine)
	number := 0
	for lines.Scan() {
		number++
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		one, err := parseSigner(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, number, err)
		}
		if one != nil {
			s.list = append(s.list, *one)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", file, number+1, err)
	}
	return s, nil
}

func parseSigner(line string) (*signer, error) {
	names, rest := line, ""
	if quoted, ok := strings.CutPrefix(line, `"`); ok {
		names, rest, ok = strings.Cut(quoted, `"`)
		if !ok {
			return nil, errors.New("names without an end quote")
		}
	} else if i := strings.IndexAny(line, " \t"); i >= 0 {
		names, rest = line[:i], line[i:]
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return nil, errors.New("want NAMES [OPTIONS] KEYTYPE KEY")
	}
	one := &signer{names: strings.Split(names, ","), key: key}
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "cert-authority":
			return nil, nil
		case "namespaces":
			one.namespaces = strings.Split(value, ",")
		case "valid-after":
			one.after, err = signerTime(value)
		case "valid-before":
			one.before, err = signerTime(value)
		default:
			err = fmt.Errorf("unknown option %q", name)
		}
		if err != nil {
			return nil, err
		}
	}
	return one, nil
}

// signerTime reads YYYYMMDD or YYYYMMDDHHMM[SS], in local time, or with Z in UTC.
func signerTime(text string) (time.Time, error) {
	digits, utc := strings.CutSuffix(text, "Z")
	zone := time.Local
	if utc {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if len(digits) == len(layout) {
			if t, err := time.ParseInLocation(layout, digits, zone); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("%q: want a time as YYYYMMDD or YYYYMMDDHHMM[SS], with Z for UTC", text)
}

// names are those that the list has for a key at a time.
func (s *Signers) names(key ssh.PublicKey, at time.Time) ([]string, error) {
	known := false
	var names []string
	for _, one := range s.list {
		if !bytes.Equal(one.key.Marshal(), key.Marshal()) {
			continue
		}
		known = true
		if one.namespaces != nil && !slices.ContainsFunc(one.namespaces, func(pattern string) bool { return matches(pattern, Namespace) }) {
			continue
		}
		if !one.after.IsZero() && at.Before(one.after) || !one.before.IsZero() && at.After(one.before) {
			continue
		}
		names = append(names, one.names...)
	}
	switch {
	case len(names) > 0:
		return names, nil
	case known:
		return nil, fmt.Errorf("%s allows this key other namespaces or times", s.file)
	}
	return nil, fmt.Errorf("no key of %s", s.file)
}

// matches is OpenSSH's match of a pattern with * and ?.
func matches(pattern, name string) bool {
	ok, err := path.Match(strings.NewReplacer("[", `\[`, `\`, `\\`).Replace(pattern), name)
	return ok && err == nil
}

// A PassphraseError says that a key is protected.
type PassphraseError struct{ File string }

func (e *PassphraseError) Error() string { return e.File + ": the key is protected by a passphrase" }

// ReadSigner reads a private key of OpenSSH or, of a file with a public key, asks
// the agent of ssh for the private one. A protected key without its passphrase is a
// *PassphraseError. The connection to the agent ends with the process.
func ReadSigner(file string, passphrase []byte) (ssh.Signer, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading key: %w", err)
	}
	if public, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
		return agentSigner(file, public)
	}
	var signer ssh.Signer
	if passphrase != nil {
		signer, err = ssh.ParsePrivateKeyWithPassphrase(text, passphrase)
	} else {
		signer, err = ssh.ParsePrivateKey(text)
	}
	var missing *ssh.PassphraseMissingError
	if errors.As(err, &missing) {
		return nil, &PassphraseError{file}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: reading key: %w", file, err)
	}
	return signer, nil
}

func agentSigner(file string, public ssh.PublicKey) (ssh.Signer, error) {
	conn, err := net.Dial("unix", os.Getenv("SSH_AUTH_SOCK"))
	if err != nil {
		return nil, fmt.Errorf("%s is a public key, and no ssh-agent answers for the private one: %w", file, err)
	}
	signers, err := agent.NewClient(conn).Signers()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("asking ssh-agent: %w", err), conn.Close())
	}
	for _, s := range signers {
		if bytes.Equal(s.PublicKey().Marshal(), public.Marshal()) {
			return s, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s: ssh-agent does not have this key", file), conn.Close())
}
