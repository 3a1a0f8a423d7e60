package builtin

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"hash/fnv"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// hashFuncs is the family of digests. Results are in lower-case hexadecimal.
func hashFuncs() table {
	t := table{
		"md5_hash":    digest(md5.New),
		"sha1_hash":   digest(sha1.New),
		"sha224_hash": digest(sha256.New224),
		"sha256_hash": digest(sha256.New),
		"sha384_hash": digest(sha512.New384),
		"sha512_hash": digest(sha512.New),
		// The key of md5_hmac is of this process in Bro; here it is of the seed, so that runs repeat.
		"md5_hmac": func(c call) (value, error) {
			h := hmac.New(md5.New, []byte(base62(c.In.Seed)))
			for _, a := range c.Args {
				h.Write([]byte(a.String()))
			}
			return str(hex.EncodeToString(h.Sum(nil)))
		},
		"fnv1a32": func(c call) (value, error) {
			h := fnv.New32a()
			h.Write([]byte(c.Args[0].String()))
			return count(h.Sum32())
		},
		"hrw_weight": hrwWeight,
	}
	for name, h := range map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New} {
		t[name+"_hash_init"] = func(c call) (value, error) {
			return (&interp.Opaque{T: c.Result, X: h()}).Value(), nil
		}
		t[name+"_hash_update"] = func(c call) (value, error) {
			h, ok := c.Args[0].Opaque().X.(hash.Hash)
			if !ok {
				return boolean(false)
			}
			h.Write([]byte(c.Str(1)))
			return boolean(true)
		}
		t[name+"_hash_finish"] = func(c call) (value, error) {
			o := c.Args[0].Opaque()
			h, ok := o.X.(hash.Hash)
			if !ok {
				return none, errors.New("the digest has been finished already")
			}
			o.X = nil
			return str(hex.EncodeToString(h.Sum(nil)))
		}
	}
	return t
}

// digest hashes its arguments one after the other; what is no string is
// hashed in its print form.
func digest(make func() hash.Hash) interp.Builtin {
	return func(c call) (value, error) {
		h := make()
		for _, a := range c.Args {
			if a.Kind() == resolve.String {
				h.Write([]byte(a.Str()))
			} else {
				h.Write(a.Append(nil))
			}
		}
		return str(hex.EncodeToString(h.Sum(nil)))
	}
}

// hrwWeight is the weight of a site for a key in highest random weight
// hashing (Thaler and Ravishankar, 1998), 31 bits.
func hrwWeight(c call) (value, error) {
	d, s := uint32(c.Count(0))&0x7fffffff, uint32(c.Count(1))
	w := 1103515245*((1103515245*s+12345)^d) + 12345
	return count(w % (1 << 31))
}
